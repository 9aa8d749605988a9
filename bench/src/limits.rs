//! What this machine could do at best: the least that a server of the same make has to do for a request.
//!
//! It runs as a process of its own, as the server does, and talks to the same database at the same time.

use std::{
    hint::black_box,
    net::SocketAddr,
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Result, ensure};
use argon2::Argon2;
use axum::{
    Router,
    body::Bytes,
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
    routing::post,
};
use gatehouse_auth::{Clock as _, SystemClock};
use gatehouse_domain::{Timestamp, TokenHash};
use sqlx::{
    PgPool, Row as _, SqlitePool,
    postgres::PgPoolOptions,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
    types::Uuid,
};

use crate::{
    load::Target,
    process::Process,
    server::{answers, free_address},
};

/// As long as the answer to an introspection.
const CONSTANT: &str = concat!(
    r#"{"active":true,"client_id":"01JAYS74TCG3BTWKADN5Q4518C","exp":1800000300,"expires_in":300,"iat":1800000000,"#,
    r#""iss":"http://localhost:8080/","jti":"01JAYS74TCG3BTWKADN5Q4518C","nbf":1800000000,"scope":"openid "#,
    r"urn:matrix:client:api:* urn:matrix:client:device:ABCDEFGHIJ urn:matrix:org.matrix.msc2967.client:api:* ",
    r#"urn:matrix:org.matrix.msc2967.client:device:ABCDEFGHIJ","sub":"01JAYS74TCG3BTWKADN5Q4518C","#,
    r#""token_type":"access_token","username":"alice"}"#
);

/// The statement of a token check.
const SELECT: &str = "SELECT access_tokens.id, session_id, client_id, scope, access_tokens.created_at, expires_at, \
     revoked_at, first_used_at, ended_at, users.id AS user_id, username, users.created_at AS user_created_at, \
     locked_at, deactivated_at, can_request_admin, locale \
     FROM access_tokens \
     JOIN sessions ON sessions.id = access_tokens.session_id \
     LEFT JOIN users ON users.id = sessions.user_id \
     WHERE hash = $1";
/// To the database, as many as the server has by default.
const CONNECTIONS: u32 = 10;
const UPDATE: &str = "UPDATE sessions SET last_active_at = $2 WHERE id = $1";

/// The server of limits; gone when dropped.
pub struct Limits {
    child: Child,
    address: SocketAddr,
}

impl Limits {
    /// Starts this program once more.
    pub fn start(database: &str) -> Result<Self> {
        let address = free_address()?;
        let mut command = Command::new(std::env::current_exe()?);
        command
            .args(["limits", &address.to_string(), database])
            .stdin(Stdio::null());
        let limits = Self {
            child: command.spawn()?,
            address,
        };
        let begun = Instant::now();
        while !answers(address) {
            ensure!(
                begun.elapsed() < Duration::from_secs(10),
                "the server of limits does not start"
            );
            thread::sleep(Duration::from_millis(5));
        }
        Ok(limits)
    }

    pub fn target(&self) -> Target {
        Target {
            address: self.address,
            process: Process(self.child.id()),
        }
    }
}

impl Drop for Limits {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The drivers as they come, with the settings that the server gives them.
#[derive(Clone)]
enum Pool {
    Sqlite { writer: SqlitePool, readers: SqlitePool },
    Postgres(PgPool),
}

impl Pool {
    async fn connect(uri: &str) -> Result<Self> {
        if !uri.starts_with("sqlite:") {
            let options = PgPoolOptions::new()
                .test_before_acquire(false)
                .max_connections(CONNECTIONS);
            return Ok(Self::Postgres(options.connect_with(uri.parse()?).await?));
        }
        let options = uri
            .parse::<SqliteConnectOptions>()?
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .busy_timeout(Duration::from_secs(5))
            .pragma("cache_size", "-16384");
        let pool = |connections| {
            SqlitePoolOptions::new()
                .test_before_acquire(false)
                .max_connections(connections)
        };
        Ok(Self::Sqlite {
            writer: pool(1).connect_with(options.clone()).await?,
            readers: pool(CONNECTIONS).connect_lazy_with(options.read_only(true)),
        })
    }

    #[expect(clippy::disallowed_methods, reason = "the limit is what the driver can do by itself")]
    async fn username(&self, hash: &TokenHash) -> sqlx::Result<Option<String>> {
        let hash = hash.as_bytes().as_slice();
        match self {
            Self::Sqlite { readers, .. } => {
                let row = sqlx::query(SELECT).bind(hash).fetch_optional(readers).await?;
                row.map(|row| row.try_get("username")).transpose()
            }
            Self::Postgres(pool) => {
                let row = sqlx::query(SELECT).bind(hash).fetch_optional(pool).await?;
                row.map(|row| row.try_get("username")).transpose()
            }
        }
    }

    #[expect(clippy::disallowed_methods, reason = "the limit is what the driver can do by itself")]
    async fn touch(&self, session: Uuid, now: Timestamp) -> sqlx::Result<u64> {
        Ok(match self {
            Self::Sqlite { writer, .. } => sqlx::query(UPDATE)
                .bind(session)
                .bind(now)
                .execute(writer)
                .await?
                .rows_affected(),
            Self::Postgres(pool) => sqlx::query(UPDATE)
                .bind(session)
                .bind(now)
                .execute(pool)
                .await?
                .rows_affected(),
        })
    }
}

/// Serves the limits until the process is killed.
pub async fn serve(address: SocketAddr, database: &str) -> Result<()> {
    let router = Router::new()
        .route("/constant", post(|_: Bytes| async { json(CONSTANT) }))
        .route("/select", post(select))
        .route("/commit", post(commit))
        .with_state(Pool::connect(database).await?);
    let listener = tokio::net::TcpListener::bind(address).await?;
    Ok(axum::serve(listener, router).await?)
}

fn json(body: impl IntoResponse) -> Response {
    ([(header::CONTENT_TYPE, "application/json")], body).into_response()
}

async fn select(State(pool): State<Pool>, body: Bytes) -> Response {
    let token = std::str::from_utf8(&body)
        .ok()
        .and_then(|body| body.strip_prefix("token="));
    match pool.username(&TokenHash::of(token.unwrap_or_default())).await {
        Ok(Some(username)) => json(format!("{{\"active\":true,\"username\":\"{username}\"}}")),
        Ok(None) => json("{\"active\":false}"),
        Err(error) => broken(&error),
    }
}

async fn commit(State(pool): State<Pool>, body: Bytes) -> Response {
    let session = std::str::from_utf8(&body)
        .ok()
        .and_then(|body| body.strip_prefix("session="));
    let Some(session) = session.and_then(|text| Uuid::parse_str(text).ok()) else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    match pool.touch(session, SystemClock.now()).await {
        Ok(1) => json("{}"),
        Ok(_) => StatusCode::NOT_FOUND.into_response(),
        Err(error) => broken(&error),
    }
}

fn broken(error: &sqlx::Error) -> Response {
    (StatusCode::INTERNAL_SERVER_ERROR, error.to_string()).into_response()
}

/// Hashes of argon2id per second with the parameters of new passwords, on so many threads.
pub fn argon2id(threads: usize, time: Duration) -> Result<f64> {
    let begun = Instant::now();
    let hash = || {
        let mut count = 0_u32;
        let mut out = [0; 32];
        while begun.elapsed() < time {
            Argon2::default().hash_password_into(b"correct horse battery staple", b"0123456789abcdef", &mut out)?;
            black_box(&out);
            count += 1;
        }
        anyhow::Ok((count, begun.elapsed()))
    };
    let done = thread::scope(|scope| {
        let running: Vec<_> = (0..threads).map(|_| scope.spawn(hash)).collect();
        running
            .into_iter()
            .map(|thread| thread.join().unwrap_or_else(|_| Ok((0, time))))
            .collect::<Result<Vec<_>>>()
    })?;
    Ok(done
        .into_iter()
        .map(|(count, took)| f64::from(count) / took.as_secs_f64())
        .sum())
}
