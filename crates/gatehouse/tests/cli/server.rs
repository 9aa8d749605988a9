//! `gatehouse server` from its start to its end.

use std::fs;

use crate::installation::Installation;

async fn status(url: String) -> u16 {
    reqwest::get(url).await.unwrap().status().as_u16()
}

#[tokio::test]
async fn the_first_start_makes_private_files_and_the_second_reuses_them() {
    let here = Installation::new();
    let server = here.start();
    assert_eq!(status(here.url("/health")).await, 200);
    assert_eq!(status(here.url("/login")).await, 200);
    let said = server.stop();
    assert_eq!(said.code, 0, "{said:?}");
    assert!(said.out.contains(&here.url("/")), "{}", said.out);
    assert!(said.out.contains("manage register-user"), "{}", said.out);
    assert_eq!(here.mode("data"), 0o700);
    let files = ["data/gatehouse.db", "data/encryption.key", "data/keys/rsa-2048.pem"];
    for file in files {
        assert_eq!(here.mode(file), 0o600, "{file}");
    }
    let key = fs::read(here.path("data/keys/rsa-2048.pem")).unwrap();

    here.done(&["manage", "register-user", "alice", "-y"]);
    let said = here.start().stop();
    assert_eq!(said.code, 0, "{said:?}");
    assert!(!said.out.contains("register-user"), "{}", said.out);
    assert_eq!(fs::read(here.path("data/keys/rsa-2048.pem")).unwrap(), key);
}

// LG-15, LG-21
#[tokio::test]
async fn a_script_signs_in_for_as_long_as_the_configuration_says() {
    let here = Installation::new();
    here.write("config.yaml", "experimental: {compat_token_ttl: 60}\n");
    let server = here.start();
    here.done(&["manage", "register-user", "alice", "-y", "-p", "quite a long secret"]);
    let login =
        r#"{"type": "m.login.password", "user": "alice", "password": "quite a long secret", "refresh_token": true}"#;
    // As `curl --data` does.
    let request = reqwest::Client::new()
        .post(here.url("/_matrix/client/v3/login"))
        .header("content-type", "application/x-www-form-urlencoded")
        .body(login);
    let answer = request.send().await.unwrap();
    assert_eq!(answer.status(), 200);
    let answer = answer.text().await.unwrap();
    assert!(answer.contains(r#""expires_in_ms":60000"#), "{answer}");
    assert_eq!(server.stop().code, 0);
}

#[tokio::test]
async fn the_command_that_is_shown_makes_the_first_user() {
    let here = Installation::new();
    let said = here.start_with(&["--data-dir", "my data"]).stop();
    let command = said.out.lines().find(|line| line.contains("register-user")).unwrap();
    let mut shell = here.command(&[]);
    let environment: Vec<_> = shell
        .get_envs()
        .filter_map(|(name, value)| Some((name.to_owned(), value?.to_owned())))
        .collect();
    shell = std::process::Command::new("sh");
    shell.args(["-c", &format!("{} alice -y", command.trim())]);
    shell.current_dir(here.path("")).env_clear().envs(environment);
    let output = shell.output().unwrap();
    assert!(output.status.success(), "{output:?}");
    assert!(here.path("my data/gatehouse.db").exists());
}

#[test]
fn a_port_that_is_taken_is_told_before_anything_is_made() {
    let here = Installation::new();
    let server = here.start();
    let said = here.run(&["--data-dir", "other"]);
    assert_eq!(said.code, 1, "{said:?}");
    assert!(said.err.contains("in use"), "{}", said.err);
    assert!(!here.path("other").exists());
    assert_eq!(server.stop().code, 0);
}

#[tokio::test]
async fn port_0_is_shown_as_what_it_became() {
    let here = Installation::new();
    let mut command = here.command(&[]);
    command
        .env("GATEHOUSE__HTTP__LISTENERS__0__BINDS__0__PORT", "0")
        .env("GATEHOUSE__HTTP__LISTENERS__0__BINDS__0__HOST", "127.0.0.1");
    command
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::null());
    let mut child = command.spawn().unwrap();
    let mut out = std::io::BufReader::new(child.stdout.take().unwrap());
    let address = loop {
        let mut line = String::new();
        assert_ne!(std::io::BufRead::read_line(&mut out, &mut line).unwrap(), 0);
        if let Some((_, address)) = line.split_once("listens on ") {
            break address.trim().to_owned();
        }
    };
    let health = reqwest::get(format!("{address}/health")).await;
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(health.unwrap().status(), 200);
}

#[test]
fn no_migrate_refuses_a_database_that_is_not_up_to_date() {
    let here = Installation::new();
    let said = here.run(&["server", "--no-migrate"]);
    assert_eq!(said.code, 1, "{said:?}");
    assert!(said.err.contains("gatehouse database migrate"), "{}", said.err);
    let out = here.done(&["database", "migrate"]);
    assert!(out.contains("applied"), "{out}");
    let out = here.done(&["database", "migrate"]);
    assert!(out.contains("up to date"), "{out}");
    assert_eq!(here.start_with(&["server", "--no-migrate"]).stop().code, 0);
}

#[test]
fn the_worker_wants_a_database_and_stops_when_told() {
    let here = Installation::new();
    let said = here.run(&["worker"]);
    assert_eq!(said.code, 1, "{said:?}");
    here.done(&["database", "migrate"]);
    let mut command = here.command(&["worker"]);
    command.stderr(std::process::Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut log = std::io::BufReader::new(child.stderr.take().unwrap());
    let mut line = String::new();
    std::io::BufRead::read_line(&mut log, &mut line).unwrap();
    assert!(line.contains("working"), "{line}");
    let kill = format!("kill -TERM {}", child.id());
    std::process::Command::new("sh").args(["-c", &kill]).status().unwrap();
    assert!(child.wait().unwrap().success());
}

#[test]
fn a_server_without_worker_and_sync_runs_as_well() {
    let here = Installation::new();
    let said = here.start_with(&["server", "--no-worker", "--no-sync"]).stop();
    assert_eq!(said.code, 0, "{said:?}");
}

#[tokio::test]
async fn a_request_under_way_is_finished_and_the_second_signal_does_not_wait() {
    use tokio::io::AsyncWriteExt as _;
    let here = Installation::new();
    let mut server = here.start();
    let address = here.url("").replace("http://localhost", "127.0.0.1");
    let mut stuck = tokio::net::TcpStream::connect(&address).await.unwrap();
    // Half a form: the request is under way, and stays so.
    let half = "POST /oauth2/token HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/x-www-form-urlencoded\r\n\
                content-length: 100\r\n\r\ngrant_type=";
    stuck.write_all(half.as_bytes()).await.unwrap();
    tokio::time::sleep(std::time::Duration::from_millis(200)).await;
    server.signal("TERM");
    tokio::time::sleep(std::time::Duration::from_millis(300)).await;
    server.signal("TERM");
    let said = server.ended();
    assert_eq!(said.code, 0, "{said:?}");
    assert!(said.err.contains("stopping at once"), "{}", said.err);
}

#[tokio::test]
async fn the_log_is_whole_when_the_server_has_ended() {
    let here = Installation::new();
    let server = here.start();
    for _ in 0..100 {
        assert_eq!(status(here.url("/health")).await, 200);
    }
    let said = server.stop();
    let lines = said.err.lines().filter(|line| line.contains("/health"));
    assert_eq!(lines.count(), 100, "{}", said.err);
}

#[test]
fn a_command_line_that_makes_no_sense_is_2() {
    let here = Installation::new();
    for arguments in [
        &["serve"][..],
        &["manage"],
        &["server", "--no-migrations"],
        &["manage", "lock-user"],
    ] {
        assert_eq!(here.run(arguments).code, 2, "{arguments:?}");
    }
    assert!(here.done(&["-V"]).starts_with("gatehouse "));
}

#[test]
fn everything_moves_to_another_database() {
    let here = Installation::new();
    here.done(&["database", "migrate"]);
    here.done(&["manage", "register-user", "alice", "-y", "-a"]);
    let out = here.done(&["database", "copy", "sqlite:data/gatehouse.db", "sqlite:other.db"]);
    assert!(out.contains("users: 1") && out.contains("counts agree"), "{out}");
    assert_eq!(here.mode("other.db"), 0o600);
    let mut moved = here.command(&["manage", "list-admin-users"]);
    let moved = moved
        .env("GATEHOUSE__DATABASE__URI", "sqlite:other.db")
        .output()
        .unwrap();
    assert_eq!(moved.stdout, b"alice\n", "{moved:?}");
    for (from, to, expected) in [
        ("sqlite:data/gatehouse.db", "sqlite:other.db", "not empty"),
        ("sqlite:missing.db", "sqlite:new.db", "there is no database missing.db"),
        ("mysql://localhost", "sqlite:new.db", "sqlite:PATH or postgresql://"),
    ] {
        let said = here.run(&["database", "copy", from, to]);
        assert!(said.code == 1 && said.err.contains(expected), "{said:?}");
    }
    assert!(!here.path("missing.db").exists());
}
