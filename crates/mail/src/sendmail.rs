//! The program of the machine that sends mail.

use std::{
    io,
    path::{Path, PathBuf},
    process::{ExitStatus, Stdio},
    time::Duration,
};

use async_trait::async_trait;
use tokio::{io::AsyncWriteExt, process::Command, time::timeout};

use crate::{Mail, MailError, Outgoing, error::discreet};

/// How long the program may take; it only has to put the letter into a queue.
const PATIENCE: Duration = Duration::from_mins(1);

/// What programs of this name say with their exit status (sysexits.h).
const USAGE: i32 = 64;
const NO_USER: i32 = 67;
const NO_HOST: i32 = 68;
const DATA_ERROR: i32 = 65;
const CONFIGURATION: i32 = 78;

/// `sendmail`, or a program that behaves like it.
#[derive(Debug, Clone)]
pub struct Sendmail {
    command: PathBuf,
}

impl Sendmail {
    pub fn new(command: impl Into<PathBuf>) -> Self {
        Self {
            command: command.into(),
        }
    }

    async fn run(&self, letter: &Outgoing) -> Result<(), MailError> {
        let message = letter.message()?;
        let envelope = message.envelope();
        let mut command = Command::new(&self.command);
        // A line with nothing but a dot does not end the letter.
        command.arg("-i");
        if let Some(from) = envelope.from() {
            command.arg("-f").arg(from);
        }
        // What follows is no option, even if it looks like one.
        command.arg("--").args(envelope.to());
        command
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::piped());
        command.kill_on_drop(true);
        let mut child = command.spawn().map_err(|error| self.missing(&error))?;
        let content = message.formatted();
        let stdin = child.stdin.take();
        let write = async {
            match stdin {
                Some(mut stdin) => stdin.write_all(&content).await,
                None => Ok(()),
            }
        };
        // Both at a time, or a program that talks a lot would wait for us while we wait for it.
        let (written, output) = tokio::join!(write, child.wait_with_output());
        let output = output.map_err(|error| self.missing(&error))?;
        check(output.status, &String::from_utf8_lossy(&output.stderr))?;
        // It said that all is well without having read all.
        written.map_err(|error| MailError::Deferred(format!("it did not take the whole letter: {error}")))
    }

    fn missing(&self, error: &io::Error) -> MailError {
        MailError::Misconfigured(format!("the program {}: {error}", self.command.display()))
    }
}

fn check(status: ExitStatus, complaint: &str) -> Result<(), MailError> {
    if status.success() {
        return Ok(());
    }
    let why = format!("{status} {}", discreet(complaint));
    Err(match status.code() {
        Some(NO_USER | NO_HOST | DATA_ERROR) => MailError::Refused(why),
        Some(USAGE | CONFIGURATION | 126 | 127) => MailError::Misconfigured(why),
        _ => MailError::Deferred(why),
    })
}

#[async_trait]
impl Mail for Sendmail {
    async fn send(&self, letter: &Outgoing) -> Result<(), MailError> {
        timeout(PATIENCE, self.run(letter))
            .await
            .unwrap_or(Err(MailError::TimedOut))
    }

    async fn probe(&self) -> Result<(), MailError> {
        if is_there(&self.command) {
            Ok(())
        } else {
            Err(self.missing(&io::ErrorKind::NotFound.into()))
        }
    }
}

/// Looks where the shell would.
fn is_there(command: &Path) -> bool {
    if command.components().count() > 1 {
        return command.is_file();
    }
    std::env::var_os("PATH").is_some_and(|paths| std::env::split_paths(&paths).any(|path| path.join(command).is_file()))
}
