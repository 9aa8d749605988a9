//! `gatehouse manage`, beside a server that runs.

use reqwest::{Client, StatusCode, header, redirect};

use crate::installation::Installation;

const PASSWORD: &str = "correct horse battery staple";

/// A browser, as far as the sign-in page needs one.
struct Browser {
    client: Client,
    here: String,
}

impl Browser {
    fn new(here: &Installation) -> Self {
        let client = Client::builder().redirect(redirect::Policy::none()).build().unwrap();
        Self {
            client,
            here: here.url("/login"),
        }
    }

    /// 303 when the password is right.
    async fn sign_in(&self, username: &str, password: &str) -> StatusCode {
        let page = self.client.get(&self.here).send().await.unwrap();
        let cookies: Vec<String> = page
            .headers()
            .get_all(header::SET_COOKIE)
            .iter()
            .map(|cookie| cookie.to_str().unwrap().split(';').next().unwrap().to_owned())
            .collect();
        let page = page.text().await.unwrap();
        let csrf = page.split("name=\"csrf\" value=\"").nth(1).unwrap();
        let csrf = csrf.split('"').next().unwrap();
        let mut form = url::form_urlencoded::Serializer::new(String::new());
        let form = form.extend_pairs([("csrf", csrf), ("username", username), ("password", password)]);
        let request = self
            .client
            .post(&self.here)
            .header(header::COOKIE, cookies.join("; "))
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(form.finish());
        request.send().await.unwrap().status()
    }
}

#[tokio::test]
async fn an_account_is_made_changed_locked_and_unlocked_beside_a_running_server() {
    let here = Installation::new();
    let server = here.start();
    let browser = Browser::new(&here);
    let out = here.done(&[
        "manage",
        "register-user",
        "Alice",
        "-p",
        PASSWORD,
        "-e",
        "a@example.org",
        "-e",
        "b@example.org",
        "--admin",
    ]);
    assert!(out.contains("@alice:localhost"), "lower case: {out}");
    assert_eq!(browser.sign_in("alice", PASSWORD).await, 303);
    assert_eq!(browser.sign_in("alice", "wrong").await, 422);

    let set = ["manage", "set-password", "alice", "--password-stdin"];
    let said = here.run_with_input(&set, "hunter2\n");
    assert!(said.code == 1 && said.err.contains("--ignore-complexity"), "{said:?}");
    let said = here.run_with_input(&[&set[..], &["--ignore-complexity"]].concat(), "hunter2\n");
    assert_eq!(said.code, 0, "{said:?}");
    assert_eq!(browser.sign_in("alice", PASSWORD).await, 422);
    assert_eq!(browser.sign_in("alice", "hunter2").await, 303);

    let out = here.done(&["manage", "kill-sessions", "alice", "--dry-run"]);
    assert!(out.contains("would be signed out of 0 apps and 2 browsers"), "{out}");
    here.done(&["manage", "kill-sessions", "alice"]);
    let out = here.done(&["manage", "kill-sessions", "alice"]);
    assert!(out.contains("signed out of 0 apps and 0 browsers"), "{out}");

    here.done(&["manage", "lock-user", "alice", "--deactivate"]);
    assert_eq!(browser.sign_in("alice", "hunter2").await, 422);
    let out = here.done(&["manage", "unlock-user", "alice"]);
    assert!(out.contains("still deactivated"), "{out}");
    assert_eq!(browser.sign_in("alice", "hunter2").await, 422);
    here.done(&["manage", "lock-user", "alice"]);
    here.done(&["manage", "unlock-user", "alice", "--reactivate"]);
    assert_eq!(browser.sign_in("alice", "hunter2").await, 303, "really unlocked too");

    assert_eq!(here.done(&["manage", "list-admin-users"]), "alice\n");
    here.done(&["manage", "demote-admin", "alice"]);
    assert_eq!(here.done(&["manage", "list-admin-users"]), "");
    here.done(&["manage", "promote-admin", "@alice:localhost"]);
    assert_eq!(here.done(&["manage", "list-admin-users"]), "alice\n");

    here.done(&["manage", "add-email", "alice", "c@example.org"]);
    let out = here.done(&["manage", "verify-email", "alice", "c@example.org"]);
    assert!(out.contains("Nothing to do"), "{out}");
    assert_eq!(server.stop().code, 0);
}

#[test]
fn an_invitation_is_a_token_and_a_link() {
    let here = Installation::new();
    here.done(&["database", "migrate"]);
    let issue = |more: &[&str]| here.run(&[&["manage", "issue-user-registration-token"], more].concat());
    let said = issue(&[
        "--username",
        "Ana",
        "--email",
        "ana@example.org",
        "--expires-in",
        "3600",
    ]);
    assert_eq!(said.code, 0, "{said:?}");
    let lines: Vec<&str> = said.out.lines().collect();
    let link = here.url(&format!("/register?token={}", lines[0]));
    assert!(lines[0].len() == 12 && lines[1] == link, "{said:?}");
    assert!(
        said.out.contains("password_registration_enabled"),
        "nobody can use it yet: {said:?}"
    );
    let said = issue(&["--token", "spring", "--unlimited"]);
    assert!(said.code == 0 && said.out.starts_with("spring\n"), "{said:?}");
    for (arguments, code, expected) in [
        (&["--token", "spring"][..], 1, "already"),
        (&["--token", "a b"], 1, "1 to 64 characters"),
        (&["--usage-limit", "0"], 2, "--usage-limit"),
        (&["--usage-limit", "2", "--unlimited"], 2, "--unlimited"),
        (&["--expires-in", "0"], 2, "--expires-in"),
        (&["--username", "a b"], 1, "is not a username"),
        (&["--email", "nowhere"], 2, "not an email address"),
    ] {
        let said = issue(arguments);
        assert!(
            said.code == code && said.err.contains(expected),
            "{arguments:?}: {said:?}"
        );
    }
}

#[test]
fn what_is_refused_is_told() {
    let here = Installation::new();
    let said = here.run(&["manage", "list-admin-users"]);
    assert!(said.code == 1 && said.err.contains("database migrate"), "{said:?}");
    here.done(&["database", "migrate"]);
    here.done(&["manage", "register-user", "alice", "-y", "-e", "a@example.org"]);
    for (arguments, expected) in [
        (&["register-user", "ALICE", "-y"][..], "the username alice is taken"),
        (&["register-user", "al ice", "-y"], "can't be used"),
        (&["register-user", "-y"], "has to be given"),
        (&["register-user"], "nobody is there to be asked"),
        (&["register-user", "bob"], "--password-stdin"),
        (
            &["register-user", "bob", "-p", "password"],
            "--ignore-password-complexity",
        ),
        (
            &["register-user", "bob", "-y", "-e", "a@example.org"],
            "belongs to an account already",
        ),
        (
            &["register-user", "bob", "-y", "-e", "nonsense"],
            "is not an email address",
        ),
        (&["set-password", "bob", "-"], "no account with the username bob"),
        (&["lock-user", "bob"], "no account with the username bob"),
        (
            &["add-email", "alice", "a@example.org"],
            "belongs to an account already",
        ),
    ] {
        let said = here.run(&[&["manage"], arguments].concat());
        assert_eq!((said.code, said.out.as_str()), (1, ""), "{arguments:?}: {said:?}");
        assert!(said.err.contains(expected), "{arguments:?}: {}", said.err);
    }
    assert_eq!(here.run(&["manage", "register-user", "bob", "-a", "-A", "-y"]).code, 2);
}

#[tokio::test]
async fn an_account_is_deleted_and_forgotten_beside_a_running_server() {
    let here = Installation::new();
    let server = here.start();
    let browser = Browser::new(&here);
    for name in ["alice", "bob"] {
        let address = format!("{name}@example.org");
        here.done(&["manage", "register-user", name, "-p", PASSWORD, "-e", &address]);
        assert_eq!(browser.sign_in(name, PASSWORD).await, 303);
    }
    let said = here.run(&["manage", "delete-user", "alice"]);
    assert!(said.code == 1 && said.err.contains("--yes"), "{said:?}");
    assert_eq!(browser.sign_in("alice", PASSWORD).await, 303, "nothing was changed");

    assert_eq!(
        here.done(&["manage", "delete-user", "alice", "--yes"]),
        "alice is deactivated.\n"
    );
    assert_eq!(browser.sign_in("alice", PASSWORD).await, 422);
    let said = here.run(&["manage", "register-user", "alice", "-y"]);
    assert!(said.code == 1 && said.err.contains("is taken"), "{said:?}");
    // Undone by an operator, the account has no password any more.
    here.done(&["manage", "unlock-user", "alice", "--reactivate"]);
    assert_eq!(browser.sign_in("alice", PASSWORD).await, 422);
    here.done(&["manage", "set-password", "alice", PASSWORD]);
    assert_eq!(browser.sign_in("alice", PASSWORD).await, 303);

    let out = here.done(&["manage", "delete-user", "alice", "--purge", "--yes"]);
    assert!(
        out.contains("Everything that this server knew of alice is removed."),
        "{out}"
    );
    // There is no homeserver here that would keep it.
    assert!(out.contains("Nothing keeps the name alice"), "{out}");
    let said = here.run(&["manage", "delete-user", "alice", "--purge", "--yes"]);
    assert!(
        said.code == 1 && said.err.contains("no account with the username alice"),
        "{said:?}"
    );
    assert_eq!(browser.sign_in("bob", PASSWORD).await, 303, "nobody else is concerned");
    assert_eq!(server.stop().code, 0);
}

#[test]
fn an_account_is_not_forgotten_before_the_homeserver_knows() {
    let here = Installation::new();
    here.done(&["database", "migrate"]);
    here.done(&["manage", "register-user", "alice", "-p", PASSWORD]);
    let away = [
        "MATRIX__KIND=synapse",
        "MATRIX__ENDPOINT=http://127.0.0.1:1/",
        "MATRIX__SECRET=x",
    ];
    let run = |arguments: &[&str]| {
        let mut command = here.command(arguments);
        for setting in away {
            let (name, value) = setting.split_once('=').unwrap();
            command.env(format!("GATEHOUSE__{name}"), value);
        }
        crate::installation::Said::from(command.output().unwrap())
    };
    for _ in 0..2 {
        let said = run(&["manage", "delete-user", "alice", "--purge", "--yes"]);
        assert!(said.code == 1 && said.out.is_empty(), "{said:?}");
        assert!(said.err.contains("run the same command again"), "{said:?}");
    }
    // Without --purge, the homeserver may hear of it later.
    let said = run(&["manage", "delete-user", "alice", "--yes"]);
    assert_eq!(
        (said.code, said.out.as_str()),
        (0, "alice is deactivated.\n"),
        "{said:?}"
    );
}
