//! What the list of devices costs when there are many.
#![expect(clippy::unwrap_used, reason = "what a test can't set up ends it")]

use gatehouse_domain::UserId;
use gatehouse_storage::{account_sessions, browser_sessions, sessions};
use gatehouse_testkit::{Engine, TestApp, both_databases};
use uuid::Uuid;

/// Of one account: the same share of all as 20,000 of a million.
const MANY: i64 = 2000;

/// Copies of the one session that there is: so many for its owner, and all others for somebody else.
async fn multiply(app: &TestApp, owner: UserId, other: UserId) {
    let sql = match app.database.engine {
        Engine::Sqlite => {
            "WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 50 * $1)
             INSERT INTO sessions (id, kind, user_id, client_id, scope, device_id, created_at, last_active_at)
             SELECT UNHEX(PRINTF('%032x', n)), kind, CASE n % 50 WHEN 0 THEN $2 ELSE $3 END, client_id, scope,
                    'MANYDEVICE' || n, created_at, last_active_at
             FROM sessions CROSS JOIN numbers"
        }
        Engine::Postgres => {
            "WITH RECURSIVE numbers (n) AS (SELECT CAST(1 AS BIGINT) UNION ALL SELECT n + 1 FROM numbers WHERE n < 50 * $1)
             INSERT INTO sessions (id, kind, user_id, client_id, scope, device_id, created_at, last_active_at)
             SELECT CAST(LPAD(TO_HEX(n), 32, '0') AS UUID), kind, CASE n % 50 WHEN 0 THEN $2 ELSE $3 END, client_id, scope,
                    'MANYDEVICE' || n, created_at, last_active_at
             FROM sessions CROSS JOIN numbers"
        }
    };
    let done: Result<(), gatehouse_storage::Error> = app
        .cx
        .db
        .write(async |tx| {
            tx.execute(sql, &[&MANY, &owner, &other]).await?;
            tx.execute("ANALYZE", &[]).await?;
            Ok(())
        })
        .await;
    done.unwrap();
}

/// How the engine goes about the statement of a list.
async fn plan(app: &TestApp, user: UserId) -> Vec<String> {
    let mut db = app.cx.db.read().await.unwrap();
    let (before, limit) = (Uuid::max(), 52_i64);
    let explained = |how: &str| -> &'static str { format!("{how} {}", account_sessions::LIST).leak() };
    match app.database.engine {
        Engine::Sqlite => {
            let sql = explained("EXPLAIN QUERY PLAN");
            let rows: Vec<(i64, i64, i64, String)> = db.all(sql, &[&user, &before, &limit]).await.unwrap();
            rows.into_iter().map(|(_, _, _, line)| line).collect()
        }
        Engine::Postgres => {
            let sql = explained("EXPLAIN");
            let rows: Vec<(String,)> = db.all(sql, &[&user, &before, &limit]).await.unwrap();
            rows.into_iter().map(|(line,)| line).collect()
        }
    }
}

#[both_databases]
async fn a_page_of_many_devices_is_read_from_the_index(app: TestApp) {
    let client = app.client().named("Element").register().await;
    let mut browser = app.signed_in("ana").await;
    client.tokens(&mut browser, "openid").await;
    let [ana, bob] = [app.user("ana").await, app.user("bob").await];
    multiply(&app, ana.id, bob.id).await;

    let plan = plan(&app, ana.id).await;
    let uses = |index: &str| plan.iter().any(|line| line.contains(index));
    assert!(uses("sessions_by_user"), "{plan:#?}");
    let reads_all = |(before, line): &(&str, &String)| match app.database.engine {
        Engine::Sqlite => line.contains("SCAN sessions") || line.contains("SCAN browser_sessions"),
        // Two lists that are sorted already are merged by their key.
        Engine::Postgres => {
            line.contains("Seq Scan on sessions")
                || line.contains("Sort Key: sessions.id") && !before.contains("Merge Append")
        }
    };
    let before = std::iter::once("").chain(plan.iter().map(String::as_str));
    let slow: Vec<_> = before.zip(&plan).filter(reads_all).collect();
    assert!(slow.is_empty(), "{slow:?} in {plan:#?}");

    let mut db = app.cx.db.read().await.unwrap();
    assert_eq!(sessions::count(&mut db, ana.id).await.unwrap(), MANY + 1);
    assert_eq!(browser_sessions::count(&mut db, ana.id).await.unwrap(), 1);
    let first = account_sessions::list(&mut db, ana.id, None, 52).await.unwrap();
    assert_eq!(first.len(), 52);
}
