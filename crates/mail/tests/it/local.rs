//! Mail that is handed to a program, or stays in a folder.

use std::{
    fs,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
};

use gatehouse_mail::{Folder, Mail, MailError, Sendmail};
use tempfile::TempDir;

use crate::support::{SUBJECT, TEXT, header, letter, postbox, send};

/// A program that does as the script says, with `$DIR` for its directory.
fn program(directory: &TempDir, script: &str) -> PathBuf {
    let path = directory.path().join("sendmail");
    let script = script.replace("$DIR", directory.path().to_str().unwrap());
    fs::write(&path, format!("#!/bin/sh\n{script}\n")).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    path
}

async fn sent_with(script: &str) -> Result<(), MailError> {
    let directory = tempfile::tempdir().unwrap();
    let sendmail = Sendmail::new(program(&directory, script));
    send(&postbox(sendmail), &letter("ana@example.com", None)).await
}

fn text_of(raw: &[u8]) -> String {
    let mail = mailparse::parse_mail(raw).unwrap();
    assert_eq!(header(&mail, "Subject"), SUBJECT);
    mail.subparts[0].get_body().unwrap().replace("\r\n", "\n")
}

#[tokio::test]
async fn the_program_gets_the_recipient_and_the_whole_letter() {
    let directory = tempfile::tempdir().unwrap();
    let path = program(&directory, "printf '%s\\n' \"$@\" > $DIR/arguments; cat > $DIR/mail");
    let sendmail = Sendmail::new(&path);
    sendmail.probe().await.unwrap();
    send(&postbox(sendmail), &letter("-oQ/tmp@example.com", None))
        .await
        .unwrap();
    let arguments = fs::read_to_string(directory.path().join("arguments")).unwrap();
    assert_eq!(
        arguments.lines().collect::<Vec<_>>(),
        ["-i", "-f", "auth@example.org", "--", "-oQ/tmp@example.com"],
        "an address is never taken for an option"
    );
    assert_eq!(text_of(&fs::read(directory.path().join("mail")).unwrap()), TEXT);
}

#[tokio::test]
async fn the_exit_status_decides_whether_it_is_tried_again() {
    let cases = [
        ("cat >/dev/null; exit 75", true),
        ("cat >/dev/null; exit 1", true),
        ("cat >/dev/null; kill -9 $$", true),
        ("cat >/dev/null; exit 64", true),
        ("cat >/dev/null; exit 67", false),
        ("cat >/dev/null; exit 68", false),
        ("cat >/dev/null; exit 65", false),
        // Without having read anything.
        ("exit 67", false),
    ];
    for (script, is_transient) in cases {
        let error = sent_with(script).await.unwrap_err();
        assert_eq!(error.is_transient(), is_transient, "{script}: {error}");
    }
}

#[tokio::test]
async fn what_the_program_says_is_kept_without_the_address() {
    let error = sent_with("cat >/dev/null; echo 'ana@example.com... User unknown' >&2; exit 67")
        .await
        .unwrap_err();
    let text = error.to_string();
    assert!(text.contains("User unknown"), "{text}");
    assert!(!text.contains("ana@"), "{text}");
}

#[tokio::test]
async fn a_program_that_talks_a_lot_is_listened_to() {
    let talk = "yes 'queueing and queueing' | head -c 1000000 >&2; cat >/dev/null";
    assert_eq!(sent_with(talk).await, Ok(()));
}

#[tokio::test]
async fn a_program_that_is_missing_is_the_operators_to_mend() {
    for path in ["/nonexistent/sendmail", "sendmail-of-nobody"] {
        let sendmail = Sendmail::new(path);
        let probed = sendmail.probe().await.unwrap_err();
        assert!(matches!(probed, MailError::Misconfigured(_)), "{probed}");
        let error = send(&postbox(sendmail), &letter("ana@example.com", None))
            .await
            .unwrap_err();
        assert!(matches!(error, MailError::Misconfigured(_)), "{error}");
    }
}

fn files(directory: &Path) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = fs::read_dir(directory)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    files
}

#[tokio::test]
async fn a_folder_keeps_each_letter_once_and_for_the_user_alone() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("a").join("b");
    let folder = Folder::new(&path);
    folder.probe().await.unwrap();
    assert!(!path.exists(), "a probe leaves nothing behind");
    let postbox = postbox(folder.clone());
    for _ in 0..2 {
        send(&postbox, &letter("ana@example.com", None)).await.unwrap();
    }
    let files = files(&path);
    let names = ["eml", "txt"].map(|kind| path.join(format!("01KSR4920060RK4CSM6MV3EE1S.{kind}")));
    assert_eq!(files, names);
    for file in &files {
        assert_eq!(fs::metadata(file).unwrap().permissions().mode() & 0o777, 0o600);
    }
    assert_eq!(text_of(&fs::read(&files[0]).unwrap()), TEXT);
    let plain = fs::read_to_string(&files[1]).unwrap();
    assert!(plain.starts_with("To: ana@example.com\nSubject: "), "{plain}");
    assert!(plain.ends_with(TEXT), "{plain}");
    folder.probe().await.unwrap();
}

#[tokio::test]
async fn a_folder_that_is_a_file_is_the_operators_to_mend() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("file");
    fs::write(&path, "").unwrap();
    let folder = Folder::new(&path);
    assert!(folder.probe().await.is_err());
    let error = send(&postbox(folder), &letter("ana@example.com", None))
        .await
        .unwrap_err();
    assert!(matches!(error, MailError::Misconfigured(_)), "{error}");
}
