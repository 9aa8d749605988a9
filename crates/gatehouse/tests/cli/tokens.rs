//! `gatehouse manage issue-compatibility-token`.

use reqwest::{Client, StatusCode};

use crate::installation::{Installation, Said};

const ISSUE: [&str; 2] = ["manage", "issue-compatibility-token"];

async fn logout(here: &Installation, token: &str) -> StatusCode {
    let request = Client::new().post(here.url("/_matrix/client/v3/logout"));
    request.bearer_auth(token).send().await.unwrap().status()
}

#[tokio::test]
async fn a_token_is_all_that_is_printed() {
    let here = Installation::new();
    let server = here.start();
    here.done(&["manage", "register-user", "bot", "-y"]);
    for (arguments, remark) in [
        (&["bot"][..], "on the device"),
        (&["@bot:localhost", "BOT 1"], "on the device BOT 1."),
        (&["bot", "--device-id", "BOT2"], "on the device BOT2."),
        (
            &["bot", "--yes-i-want-to-grant-synapse-admin-privileges"],
            "the administration API",
        ),
    ] {
        let said = here.run(&[&ISSUE, arguments].concat());
        assert_eq!(said.code, 0, "{said:?}");
        assert!(said.err.contains(remark), "{said:?}");
        let token = said.out.strip_suffix('\n').unwrap();
        assert!(token.starts_with("mct_") && !token.contains(char::is_whitespace));
        assert!(!said.err.contains(token));
        assert_eq!(logout(&here, token).await, 200);
        assert_eq!(logout(&here, token).await, 401, "it is over");
    }
    assert_eq!(server.stop().code, 0);
}

#[test]
fn nobody_is_signed_in_who_can_t_be() {
    let here = Installation::new();
    here.done(&["database", "migrate"]);
    for (name, change) in [("locked", &[][..]), ("gone", &["--deactivate"])] {
        here.done(&["manage", "register-user", name, "-y"]);
        here.done(&[&["manage", "lock-user", name], change].concat());
    }
    here.done(&["manage", "register-user", "bot", "-y"]);
    for (arguments, code, expected) in [
        (&["nobody"][..], 1, "no account with the username nobody"),
        (&["locked"], 1, "locked is locked"),
        (&["gone"], 1, "gone is deactivated"),
        (&["bot", "A\nB"], 2, "not a device id"),
        (&["bot", "ONE", "--device-id", "TWO"], 2, "--device-id"),
    ] {
        let said = here.run(&[&ISSUE, arguments].concat());
        assert_eq!((said.code, said.out.as_str()), (code, ""), "{arguments:?}: {said:?}");
        assert!(said.err.contains(expected), "{arguments:?}: {said:?}");
    }
    // No token without its device.
    let mut command = here.command(&[&ISSUE[..], &["bot"]].concat());
    command
        .env("GATEHOUSE__MATRIX__KIND", "synapse")
        .env("GATEHOUSE__MATRIX__ENDPOINT", "http://127.0.0.1:1/")
        .env("GATEHOUSE__MATRIX__SECRET", "x");
    let said = Said::from(command.output().unwrap());
    assert_eq!((said.code, said.out.as_str()), (1, ""), "{said:?}");
    let out = here.done(&["manage", "kill-sessions", "bot", "--dry-run"]);
    assert!(out.contains("signed out of 0 apps"), "{out}");
}
