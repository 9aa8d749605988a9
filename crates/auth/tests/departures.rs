//! Leaving for good: nothing of a person is left where anybody could find it.
#![expect(clippy::unwrap_used, reason = "what a test can't set up ends it")]

use gatehouse_auth::{
    Error, Requester, account_passwords, departures, emails,
    users::{self, NewUser},
};
use gatehouse_domain::{Locale, RegistrationToken, RegistrationTokenId, TokenHash, User};
use gatehouse_storage::{leases, registration_tokens, user_passwords, user_terms, users as store};
use gatehouse_testkit::{Engine, Mood, TestApp, TestClient, both_databases};
use secrecy::SecretString;

const ADDRESS: &str = "zenobia.of.palmyra@example.com";
const SECOND: &str = "queen@palmyra.example";
const THIRD: &str = "septimia@palmyra.example";
const IP: &str = "203.0.113.77";
const NAME: &str = "zenobia";

/// Every row of every table as text, with the name of its table.
async fn dump(app: &TestApp) -> Vec<(String, String)> {
    let mut db = app.cx.db.read().await.unwrap();
    let tables: Vec<(String,)> = match app.database.engine {
        Engine::Sqlite => db.all("SELECT name FROM sqlite_master WHERE type = 'table'", &[]).await,
        Engine::Postgres => {
            db.all(
                "SELECT CAST(tablename AS TEXT) FROM pg_tables WHERE schemaname = CURRENT_SCHEMA()",
                &[],
            )
            .await
        }
    }
    .unwrap();
    assert!(tables.len() > 15, "{tables:?}");
    let mut rows = Vec::new();
    for (table,) in tables {
        let row = match app.database.engine {
            Engine::Postgres => format!("CAST({table} AS TEXT)"),
            Engine::Sqlite => {
                let columns: Vec<(String,)> = db
                    .all("SELECT name FROM pragma_table_info($1)", &[&table.as_str()])
                    .await
                    .unwrap();
                let columns: Vec<String> = columns.into_iter().map(|(name,)| format!("QUOTE({name})")).collect();
                columns.join(" || ' ' || ")
            }
        };
        let found: Vec<(String,)> = db.all(format!("SELECT {row} FROM {table}").leak(), &[]).await.unwrap();
        rows.extend(found.into_iter().map(|(row,)| (table.clone(), row.to_lowercase())));
    }
    rows
}

/// How an id is written: as text, as SQLite's bytes, as PostgreSQL's type.
fn spellings(user: &User) -> Vec<String> {
    let bytes = user.id.uuid();
    vec![
        user.id.to_string().to_lowercase(),
        bytes.simple().to_string(),
        bytes.hyphenated().to_string(),
    ]
}

async fn traces(app: &TestApp, needles: &[String]) -> Vec<(String, String)> {
    let mut rows = dump(app).await;
    rows.retain(|(_, row)| needles.iter().any(|needle| row.contains(needle.as_str())));
    rows
}

fn requester() -> Requester {
    Requester {
        ip: Some(IP.parse().unwrap()),
        user_agent: Some("Palmyrene browser".to_owned()),
        ..Requester::default()
    }
}

/// Somebody who has used everything there is.
async fn zenobia(app: &TestApp) -> User {
    let cx = &app.cx;
    let new = NewUser {
        username: NAME.parse().unwrap(),
        password: Some(SecretString::from(TestApp::PASSWORD)),
        emails: vec![ADDRESS.to_owned(), SECOND.to_owned()],
        display_name: None,
        can_request_admin: true,
        ignore_complexity: false,
    };
    let user = users::register(cx, new).await.unwrap();
    let client = app.client().register().await;
    let mut browser = app.signed_in(NAME).await;
    client.tokens(&mut browser, TestClient::MATRIX).await;
    // A request that waits, of an app that knows whom it asks.
    for hint in [NAME, "mxid:@zenobia:example.org", "@Zenobia:example.org"] {
        let waiting = client.flow("openid").with("login_hint", hint);
        app.browser().follow(&waiting.uri()).await.assert_status(200);
    }
    let asked = account_passwords::ask_for_recovery(cx, ADDRESS, Locale::German, &requester()).await;
    assert!(matches!(asked.unwrap(), account_passwords::Asked::Noted(_)));
    app.run_jobs().await;
    let begun = emails::start_adding(cx, &user, THIRD, &requester()).await.unwrap();
    assert!(matches!(begun, emails::Adding::Asked(_)));
    let written: Result<(), gatehouse_storage::Error> = cx
        .db
        .write(async |tx| {
            user_terms::insert(tx, user.id, "https://example.org/terms", cx.now()).await?;
            let name = format!("devices:{}", user.id);
            leases::take(tx, &name, uuid::Uuid::nil(), cx.now(), cx.now()).await?;
            for (digit, username, email) in [(1, Some(NAME), None), (2, None, Some(SECOND))] {
                let token = RegistrationToken {
                    id: RegistrationTokenId::new(cx.now(), [digit; 10]),
                    username: username.map(str::to_owned),
                    email: email.map(|address: &str| address.parse().unwrap()),
                    usage_limit: Some(1),
                    times_used: 0,
                    created_at: cx.now(),
                    last_used_at: None,
                    expires_at: None,
                    revoked_at: None,
                };
                registration_tokens::insert(tx, &token, TokenHash::of(&digit.to_string()), "sealed").await?;
            }
            Ok(())
        })
        .await;
    written.unwrap();
    user
}

/// What may not be found anywhere.
fn needles(user: &User) -> Vec<String> {
    let texts = [ADDRESS, SECOND, THIRD, IP, "palmyrene", NAME];
    spellings(user).into_iter().chain(texts.map(str::to_owned)).collect()
}

#[both_databases]
async fn a_purge_leaves_no_trace(app: TestApp) {
    let user = zenobia(&app).await;
    let bystander = app.user("bystander").await;
    users::add_email(&app.cx, &bystander, "by@example.com").await.unwrap();
    let before = traces(&app, &needles(&user)).await;
    let tables: std::collections::BTreeSet<&str> = before.iter().map(|(table, _)| table.as_str()).collect();
    for table in [
        "users",
        "user_emails",
        "user_passwords",
        "user_terms",
        "sessions",
        "browser_sessions",
        "authorization_codes",
        "authorization_grants",
        "recoveries",
        "recovery_tickets",
        "email_challenges",
        "registration_tokens",
        "account_events",
        "jobs",
        "leases",
    ] {
        assert!(tables.contains(table), "{table} has nothing to forget: {tables:?}");
    }

    departures::delete(&app.cx, &user, true).await.unwrap();
    assert!(app.homeserver.is_erased(NAME));
    departures::purge(&app.cx, &user).await.unwrap();
    let left = traces(&app, &needles(&user)).await;
    assert!(left.is_empty(), "{left:#?}");
    // What waited for the person does no harm.
    app.advance(3600);
    app.run_jobs().await;
    assert!(traces(&app, &needles(&user)).await.is_empty());
    // The homeserver keeps the name from others, and nobody else lost anything.
    assert!(departures::is_name_kept(&app.cx, &user.username).await.unwrap());
    assert!(app.user("bystander").await.deactivated_at.is_none());
    assert!(!traces(&app, &["by@example.com".to_owned()]).await.is_empty());
    // Once more is no mistake.
    departures::purge(&app.cx, &user).await.unwrap();
}

// Addresses can't be looked up later: they are forgotten with the account.
#[both_databases]
async fn addresses_and_secrets_go_with_the_account(app: TestApp) {
    let user = zenobia(&app).await;
    departures::leave(&app.cx, &user, false, &Requester::default())
        .await
        .unwrap();
    app.run_jobs().await;
    assert_eq!(
        app.mail
            .to(ADDRESS)
            .iter()
            .filter(|letter| letter.text.contains("deactivated"))
            .count(),
        1
    );
    let left = traces(&app, &[ADDRESS, SECOND, THIRD].map(str::to_owned)).await;
    assert!(left.is_empty(), "{left:#?}");
    let mut db = app.cx.db.read().await.unwrap();
    assert!(user_passwords::find(&mut db, user.id).await.unwrap().is_none());
    // The name stays, so that nobody gets it.
    assert!(store::find(&mut db, user.id).await.unwrap().is_some());
    drop(db);
    departures::purge(&app.cx, &user).await.unwrap();
    let left = traces(&app, &needles(&user)).await;
    assert!(left.is_empty(), "{left:#?}");
}

#[both_databases]
async fn nothing_is_forgotten_before_the_homeserver_knows(app: TestApp) {
    let user = zenobia(&app).await;
    app.homeserver.be(Mood::Away);
    let refused = departures::delete(&app.cx, &user, true).await.unwrap_err();
    assert!(matches!(refused, Error::Homeserver(_)), "{refused}");
    let user = app.user(NAME).await;
    assert!(user.deactivated_at.is_some(), "signed out all the same");
    app.homeserver.be(Mood::Well);
    // The operator tries again; or a worker is quicker.
    departures::delete(&app.cx, &user, true).await.unwrap();
    assert!(app.homeserver.is_deactivated(NAME));
}

// An account that the homeserver never heard of
#[both_databases]
async fn what_the_homeserver_does_not_know_needs_no_deactivation(app: TestApp) {
    let user = app.user("ghost").await;
    app.homeserver.forget("ghost");
    departures::delete(&app.cx, &user, true).await.unwrap();
    departures::purge(&app.cx, &user).await.unwrap();
    assert!(!departures::is_name_kept(&app.cx, &user.username).await.unwrap());
}
