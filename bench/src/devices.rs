//! The list of devices of an account that has twenty thousand, in a database of a million.

use std::path::Path;

use anyhow::Result;
use gatehouse_auth::{Clock as _, SystemClock};
use gatehouse_domain::{ClientId, UserId};
use gatehouse_storage::{Db, PoolSettings, users};

use crate::{
    browser::{App, Browser, PASSWORD},
    flows::middle,
    load::{self, Rate},
    plan::Plan,
    server::{Database, Installation},
    statistics::median,
    steps::{Fixed, is_ok},
};

/// Sessions of the account with few, and of the one with many.
pub const FEW: i64 = 10;
pub const MANY: i64 = 20_000;
const NAMES: [&str; 2] = ["few", "many"];
/// Of everybody else.
const SESSIONS_PER_USER: i64 = 10;

/// What was measured on one database.
pub struct Devices {
    pub name: String,
    /// Each page of the account with many, and how many times as long it takes as the first page of the other.
    pub pages: Vec<(&'static str, Rate, f64)>,
    pub few: Rate,
}

pub async fn measure(
    name: String,
    program: &Path,
    scratch: &Path,
    database: &Database,
    plan: &Plan,
) -> Result<Devices> {
    let installation = Installation::new(program, scratch, database)?;
    installation.command(&["database", "migrate"], "")?;
    for username in NAMES {
        installation.command(
            &["manage", "register-user", username, "--yes", "--password-stdin"],
            PASSWORD,
        )?;
    }
    let server = installation.start()?;
    let target = server.target();
    let app = App::register(target.address).await?;
    let db = Db::connect(database.uri().parse()?, PoolSettings::default()).await?;
    let seeded = seed(&db, app.client_id.parse()?, plan).await;
    db.close().await;
    let oldest = seeded?;

    let [few, many] = [
        Browser::signed_in_as(target.address, NAMES[0]).await?,
        Browser::signed_in_as(target.address, NAMES[1]).await?,
    ];
    let once = |browser: &Browser, path: &str| Fixed::workers(1, vec![browser.get(path)], is_ok);
    let mut few_rates = Vec::new();
    let mut pages = Vec::new();
    let further_down = format!("/account/sessions?before={oldest}");
    for (what, path) in [
        ("first page", "/account/sessions"),
        ("a page further down", further_down.as_str()),
        ("search, much is found", "/account/sessions?q=bench"),
        ("search, little is found", "/account/sessions?q=BENCHDEVICE39950"),
    ] {
        let (mut rates, mut ratios) = (Vec::new(), Vec::new());
        for _ in 0..plan.repetitions {
            let (short, _) = load::run(target, once(&few, "/account/sessions"), plan.pace).await?;
            let (long, _) = load::run(target, once(&many, path), plan.pace).await?;
            ratios.push(long.p50_micros / short.p50_micros);
            few_rates.push(short);
            rates.push(long);
        }
        pages.push((what, middle(rates.into_iter()), median(ratios)));
    }
    server.stop()?;
    Ok(Devices {
        name,
        pages,
        few: middle(few_rates.into_iter()),
    })
}

/// Fills the tables with one statement each. Gives the id at which a page in the middle of the many begins.
async fn seed(db: &Db, client: ClientId, plan: &Plan) -> Result<String> {
    let is_postgres = db.engine() == "postgresql";
    let [few, many] = [account(db, NAMES[0]).await?, account(db, NAMES[1]).await?];
    let now = SystemClock.now();
    let (sessions, millis) = (plan.all_sessions, now.timestamp_millis());
    let strangers = (sessions - MANY - FEW).max(SESSIONS_PER_USER) / SESSIONS_PER_USER;
    // Sessions of the many lie scattered among all others.
    let stride = (sessions / MANY).max(1);
    let (user_id, stranger, session_id) = if is_postgres {
        (
            "CAST(LPAD(TO_HEX(n), 32, '0') AS UUID)",
            "CAST(LPAD(TO_HEX(1 + n % $3), 32, '0') AS UUID)",
            "CAST(LPAD(TO_HEX($2 - $1 + n), 12, '0') || LPAD(TO_HEX(n), 20, '0') AS UUID)",
        )
    } else {
        (
            "UNHEX(PRINTF('%032x', n))",
            "UNHEX(PRINTF('%032x', 1 + n % $3))",
            "UNHEX(PRINTF('%012x%020x', $2 - $1 + n, n))",
        )
    };
    let numbers = "WITH RECURSIVE numbers (n) AS
         (SELECT CAST(1 AS BIGINT) UNION ALL SELECT n + 1 FROM numbers WHERE n < $1)";
    let people: &'static str = format!(
        "{numbers} INSERT INTO users (id, username, created_at, can_request_admin)
         SELECT {user_id}, 'stranger' || n, $2, FALSE FROM numbers"
    )
    .leak();
    let held: &'static str = format!(
        "{numbers} INSERT INTO sessions
             (id, kind, user_id, client_id, scope, device_id, user_agent, created_at, last_active_at, last_active_ip)
         SELECT {session_id}, 'oauth',
                CASE WHEN n <= {FEW} THEN $4 WHEN n % $5 = 0 THEN $6 ELSE {stranger} END,
                $7, 'openid urn:matrix:client:api:* urn:matrix:client:device:BENCHDEVICE' || n, 'BENCHDEVICE' || n,
                'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0', $8, $8, '192.0.2.1'
         FROM numbers"
    )
    .leak();
    db.write(async |tx| -> Result<()> {
        tx.execute(people, &[&strangers, &now]).await?;
        let parameters: [&dyn gatehouse_storage::Bind; 8] =
            [&sessions, &millis, &strangers, &few, &stride, &many, &client, &now];
        tx.execute(held, &parameters).await?;
        // What autovacuum would do in its time; SQLite does its own when it is closed.
        if is_postgres {
            tx.execute("ANALYZE", &[]).await?;
        }
        Ok(())
    })
    .await?;
    let mut db = db.read().await?;
    let middle = gatehouse_storage::account_sessions::list(&mut db, many, None, MANY / 2).await?;
    Ok(middle
        .last()
        .map(|session| gatehouse_domain::SessionId::from(session.id.uuid()).to_string())
        .unwrap_or_default())
}

async fn account(db: &Db, username: &str) -> Result<UserId> {
    let user = users::find_by_username(&mut db.read().await?, username).await?;
    user.map(|user| user.id)
        .ok_or_else(|| anyhow::anyhow!("{username} is not registered"))
}
