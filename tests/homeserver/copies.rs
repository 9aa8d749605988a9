//! `gatehouse database copy`: everything moves to the other engine and back, and goes on where it stopped.

use std::{collections::BTreeMap, process::Output};

use gatehouse_storage::{Db, copy::TABLES};
use gatehouse_tests::{Answer, AppRequest, Gatehouse, Person};
use serde_json::Value;
use tempfile::TempDir;

use crate::pair::{Pair, Sitting, matrix_scope, open};

const EMAIL: &str = "alice@example.org";
/// What a person who signs in leaves rows in.
const FILLED: [&str; 11] = [
    "users",
    "user_passwords",
    "user_emails",
    "clients",
    "browser_sessions",
    "authorization_grants",
    "sessions",
    "authorization_codes",
    "access_tokens",
    "refresh_tokens",
    "jobs",
];

/// The rows of every table, in an order of their own.
type Contents = BTreeMap<&'static str, Vec<Value>>;

async fn contents(uri: &str) -> Contents {
    let db = open(uri).await;
    let mut contents = Contents::new();
    for table in TABLES {
        contents.insert(table, rows(&db, table).await);
    }
    db.close().await;
    contents
}

async fn rows(db: &Db, table: &str) -> Vec<Value> {
    let row = match db.engine() {
        "sqlite" => sqlite_row(db, table).await,
        _ => "CAST(to_jsonb(t) AS TEXT)".to_owned(),
    };
    let sql = format!("SELECT {row} FROM {table} t").leak();
    let rows: Vec<(String,)> = db.read().await.unwrap().all(sql, &[]).await.unwrap();
    let mut rows: Vec<Value> = rows.iter().map(|(row,)| parse(row)).collect();
    rows.sort_by_key(Value::to_string);
    rows
}

async fn sqlite_row(db: &Db, table: &str) -> String {
    let sql = format!("SELECT name FROM pragma_table_info('{table}')").leak();
    let columns: Vec<(String,)> = db.read().await.unwrap().all(sql, &[]).await.unwrap();
    let column = |(name,): &(String,)| format!("CASE typeof({name}) WHEN 'blob' THEN hex({name}) ELSE {name} END");
    let columns: Vec<String> = columns.iter().map(column).collect();
    format!("json_array({})", columns.join(", "))
}

/// SQLite keeps JSON as text, in which the order of members may differ.
fn parse(row: &str) -> Value {
    let mut row: Value = serde_json::from_str(row).unwrap();
    for column in row.as_array_mut().into_iter().flatten() {
        if let Some(inner) = column.as_str().filter(|text| text.starts_with('{')) {
            *column = serde_json::from_str(inner).unwrap();
        }
    }
    row
}

#[track_caller]
fn assert_same(one: &Contents, other: &Contents) {
    for table in TABLES {
        assert_eq!(one[table], other[table], "{table}");
    }
}

fn run_copy(gatehouse: &Gatehouse, from: &str, to: &str) -> Output {
    gatehouse.command(&["database", "copy", from, to]).output().unwrap()
}

/// Copies into an empty database, and checks what is told and what arrived. Then once more, which is refused.
async fn copy(gatehouse: &Gatehouse, from: &str, to: &str) -> Contents {
    let before = contents(from).await;
    for table in FILLED {
        assert!(!before[table].is_empty(), "nothing is in {table}");
    }
    let output = run_copy(gatehouse, from, to);
    let told = String::from_utf8(output.stdout).unwrap();
    assert!(
        output.status.success(),
        "{told}{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let arrived = contents(to).await;
    let mut expected = Vec::new();
    for table in TABLES {
        let count = before[table].len();
        assert_eq!(arrived[table].len(), count, "{table}");
        expected.push(format!("{table}: {count}"));
    }
    expected.push("Everything is copied, and the counts agree.".to_owned());
    assert_eq!(told.lines().collect::<Vec<_>>(), expected);

    let again = run_copy(gatehouse, from, to);
    assert_eq!(again.status.code(), Some(1), "{again:?}");
    assert_eq!(String::from_utf8(again.stdout).unwrap(), "");
    let refusal = String::from_utf8(again.stderr).unwrap();
    assert!(
        refusal.contains("the table users of the target is not empty"),
        "{refusal}"
    );
    // A refused copy changes nothing, and no copy changes its source.
    assert_same(&contents(to).await, &arrived);
    assert_same(&contents(from).await, &before);
    arrived
}

/// What an app holds while the server moves.
struct Luggage {
    tokens: Answer,
    /// Tokens that were replaced, and are good for nothing any more.
    replaced: Answer,
    /// A code that nobody has exchanged yet.
    code: (AppRequest, String),
}

impl Luggage {
    async fn pack(sitting: &mut Sitting, device: &str) -> Self {
        let scope = format!("openid email {}", matrix_scope(device));
        let replaced = sitting.tokens(&scope).await;
        let tokens = sitting.app.refresh(&replaced.text("refresh_token")).await;
        let tokens = tokens.assert_status(200);
        // A token that is in use ends the one before for good.
        let userinfo = sitting.app.try_userinfo(&tokens.text("access_token")).await.unwrap();
        assert_eq!(userinfo.assert_status(200).text("email"), EMAIL);
        let code = sitting.code("openid").await;
        Self { tokens, replaced, code }
    }

    /// All of it is as good as it was.
    async fn unpack(self, pair: &Pair, sitting: &Sitting) {
        let app = &sitting.app;
        let access = self.tokens.text("access_token");
        let userinfo = app.try_userinfo(&access).await.unwrap().assert_status(200);
        assert_eq!(userinfo.text("email"), EMAIL);
        let refreshed = app.refresh(&self.tokens.text("refresh_token")).await;
        let refreshed = refreshed.assert_status(200).text("access_token");
        assert_eq!(pair.synapse.whoami(&refreshed).await.0, 200);
        let (request, code) = self.code;
        app.exchange(&request, &code).await.assert_status(200);
        // Last, since it ends the session: the token was stolen, or the app is broken.
        app.refresh(&self.replaced.text("refresh_token"))
            .await
            .assert_error(400, "invalid_grant");
    }
}

/// Who was signed in still is, and who was not can sign in.
async fn people_sign_in(pair: &Pair, sitting: &mut Sitting, device: &str) {
    let tokens = sitting.tokens(&matrix_scope(device)).await;
    assert_eq!(sitting.person.sign_ins(), 1, "the browser is still signed in");
    assert_eq!(pair.synapse.whoami(&tokens.text("access_token")).await.0, 200);
    let elsewhere = std::mem::replace(&mut sitting.person, Person::new("alice"));
    sitting.tokens("openid").await;
    assert_eq!(sitting.person.sign_ins(), 1, "with the password");
    sitting.person = elsewhere;
}

/// A server with a person who is signed in, and a code on its way.
async fn furnished() -> (Pair, Sitting, Luggage) {
    let pair = Pair::start().await;
    pair.gatehouse.register("alice");
    let mut add_email = pair.gatehouse.command(&["manage", "add-email", "alice", EMAIL]);
    assert!(add_email.output().unwrap().status.success());
    let mut sitting = Sitting::new(&pair.gatehouse, "alice").await;
    let luggage = Luggage::pack(&mut sitting, "ATHOME0000").await;
    (pair, sitting, luggage)
}

/// Stops the server, copies its data, and starts it there.
async fn relocate(pair: &mut Pair, to: String) {
    let from = pair.gatehouse.database_uri(&pair.setup);
    pair.gatehouse.kill();
    copy(&pair.gatehouse, &from, &to).await;
    pair.setup.database_uri = Some(to);
    pair.gatehouse.configure(&pair.setup);
    pair.gatehouse.start_again().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_moves_to_postgresql_and_back() {
    let (mut pair, mut sitting, luggage) = furnished().await;
    relocate(&mut pair, gatehouse_testkit::fresh_postgres_uri().await).await;
    luggage.unpack(&pair, &sitting).await;
    people_sign_in(&pair, &mut sitting, "AWAY000000").await;

    let luggage = Luggage::pack(&mut sitting, "AWAY000001").await;
    let scratch = tempfile::tempdir().unwrap();
    relocate(&mut pair, sqlite_in(&scratch)).await;
    luggage.unpack(&pair, &sitting).await;
    people_sign_in(&pair, &mut sitting, "BACK000000").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_went_to_postgresql_and_back_is_what_it_was() {
    let (mut pair, ..) = furnished().await;
    pair.gatehouse.kill();
    let home = pair.gatehouse.database_uri(&pair.setup);
    let away = gatehouse_testkit::fresh_postgres_uri().await;
    let scratch = tempfile::tempdir().unwrap();
    copy(&pair.gatehouse, &home, &away).await;
    let returned = copy(&pair.gatehouse, &away, &sqlite_in(&scratch)).await;
    assert_same(&returned, &contents(&home).await);
}

fn sqlite_in(directory: &TempDir) -> String {
    format!("sqlite:{}", directory.path().join("back.db").display())
}
