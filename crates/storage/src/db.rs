//! The one file that knows there are two databases.

use std::{
    fmt,
    path::Path,
    str::FromStr,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    thread,
    time::Duration,
};

use gatehouse_domain::{
    AccessTokenId, AccountEventId, AuthorizationGrantId, BrowserSessionId, ClientId, DeviceGrantId, DeviceId,
    EmailAddress, EmailChallengeId, JobId, Localpart, RecoveryId, RefreshTokenId, RegistrationId, RegistrationTokenId,
    Scope, SessionId, Timestamp, TokenHash, UserEmailId, UserId,
};
use sqlx::{
    Arguments, Connection as _, FromRow, PgPool, Postgres, Sqlite, SqlitePool, Transaction,
    migrate::Migrator,
    pool::{PoolConnection, PoolOptions},
    postgres::{PgArguments, PgConnectOptions, PgRow},
    sqlite::{SqliteArguments, SqliteConnectOptions, SqliteJournalMode, SqliteRow, SqliteSynchronous},
    types::Json,
};
use uuid::Uuid;

use crate::{Error, Result};

static SQLITE_MIGRATIONS: Migrator = sqlx::migrate!("../../migrations/sqlite");
static POSTGRES_MIGRATIONS: Migrator = sqlx::migrate!("../../migrations/postgres");

/// Where the data lives.
#[derive(Clone)]
pub enum Target {
    /// A file, created when it is missing.
    Sqlite(Box<SqliteConnectOptions>),
    Postgres(Box<PgConnectOptions>),
}

impl Target {
    /// The embedded database in a file of its own.
    pub fn file(path: &Path) -> Self {
        Self::Sqlite(Box::new(SqliteConnectOptions::new().filename(path)))
    }
}

/// Certificates for a PostgreSQL server that is reached over TLS, in PEM.
#[derive(Clone, Default)]
pub struct PostgresTls {
    pub root: Option<Vec<u8>>,
    pub client_certificate: Option<Vec<u8>>,
    pub client_key: Option<Vec<u8>>,
}

impl Target {
    /// A PostgreSQL server.
    pub fn postgres(uri: &str, tls: PostgresTls) -> Result<Self> {
        let mut options = PgConnectOptions::from_str(uri)?;
        if let Some(root) = tls.root {
            options = options.ssl_root_cert_from_pem(root);
        }
        if let Some(certificate) = tls.client_certificate {
            options = options.ssl_client_cert_from_pem(certificate);
        }
        if let Some(key) = tls.client_key {
            options = options.ssl_client_key_from_pem(key);
        }
        Ok(Self::Postgres(Box::new(options)))
    }
}

impl FromStr for Target {
    type Err = Error;

    /// Reads `sqlite:` and `postgresql:` URIs.
    fn from_str(uri: &str) -> Result<Self> {
        if uri.starts_with("sqlite:") {
            Ok(Self::Sqlite(Box::new(SqliteConnectOptions::from_str(uri)?)))
        } else {
            Ok(Self::Postgres(Box::new(PgConnectOptions::from_str(uri)?)))
        }
    }
}

/// A connection that was in use this long ago is taken to be still there.
const PROVEN: Duration = Duration::from_secs(1);

/// Limits of the connection pool.
#[derive(Debug, Clone, Copy)]
pub struct PoolSettings {
    pub max_connections: u32,
    pub min_connections: u32,
    pub connect_timeout: Duration,
    pub idle_timeout: Option<Duration>,
    pub max_lifetime: Option<Duration>,
}

impl Default for PoolSettings {
    fn default() -> Self {
        Self {
            max_connections: 10,
            min_connections: 0,
            connect_timeout: Duration::from_secs(30),
            idle_timeout: Some(Duration::from_mins(10)),
            max_lifetime: Some(Duration::from_mins(30)),
        }
    }
}

impl PoolSettings {
    fn with_at_most(self, connections: u32) -> Self {
        Self {
            max_connections: self.max_connections.min(connections),
            ..self
        }
    }

    fn options<DB: sqlx::Database>(self) -> PoolOptions<DB> {
        PoolOptions::new()
            .max_connections(self.max_connections)
            .min_connections(self.min_connections)
            .acquire_timeout(self.connect_timeout)
            .idle_timeout(self.idle_timeout)
            .max_lifetime(self.max_lifetime)
            // Asking each time would double the way to the database.
            .test_before_acquire(false)
            .before_acquire(|connection: &mut DB::Connection, since| {
                Box::pin(async move {
                    if since.idle_for >= PROVEN {
                        connection.ping().await?;
                    }
                    Ok(true)
                })
            })
    }
}

/// The database. Cheap to clone.
#[derive(Clone)]
pub struct Db {
    engine: Engine,
    statements: Arc<AtomicU64>,
}

#[derive(Clone)]
enum Engine {
    /// One writer, since SQLite has one anyway and waiting in a queue is fairer than being told "busy".
    Sqlite {
        writer: SqlitePool,
        readers: SqlitePool,
    },
    Postgres(PgPool),
}

impl fmt::Debug for Db {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.engine())
    }
}

impl Db {
    /// Opens the database; nothing is changed in it.
    pub async fn connect(target: Target, pool: PoolSettings) -> Result<Self> {
        match target {
            Target::Sqlite(options) => {
                let options = options
                    .foreign_keys(true)
                    .busy_timeout(Duration::from_secs(5))
                    .journal_mode(SqliteJournalMode::Wal)
                    // A rotated refresh token must survive a power cut: losing the commit would sign the app out.
                    .synchronous(SqliteSynchronous::Full)
                    .pragma("cache_size", "-4096");
                let writer = PoolOptions::new()
                    .max_connections(1)
                    .acquire_timeout(pool.connect_timeout)
                    .idle_timeout(None)
                    .max_lifetime(None)
                    .test_before_acquire(false)
                    .connect_with(options.clone().create_if_missing(true).optimize_on_close(true, None))
                    .await?;
                let readers = pool
                    .with_at_most(useful_readers())
                    .options()
                    .connect_lazy_with(options.read_only(true));
                Ok(Self::of(Engine::Sqlite { writer, readers }))
            }
            Target::Postgres(options) => Ok(Self::of(Engine::Postgres(pool.options().connect_with(*options).await?))),
        }
    }

    fn of(engine: Engine) -> Self {
        Self {
            engine,
            statements: Arc::default(),
        }
    }

    /// How many statements have run so far, on all connections.
    pub fn statements(&self) -> u64 {
        self.statements.load(Ordering::Relaxed)
    }

    /// `sqlite` or `postgresql`.
    pub const fn engine(&self) -> &'static str {
        match &self.engine {
            Engine::Sqlite { .. } => "sqlite",
            Engine::Postgres(_) => "postgresql",
        }
    }

    /// Brings the schema up to date.
    pub async fn migrate(&self) -> Result<()> {
        match &self.engine {
            Engine::Sqlite { writer, .. } => SQLITE_MIGRATIONS.run(writer).await?,
            Engine::Postgres(pool) => POSTGRES_MIGRATIONS.run(pool).await?,
        }
        Ok(())
    }

    /// How many migrations this version brings that the database has not seen.
    pub async fn pending_migrations(&self) -> Result<usize> {
        let known = match &self.engine {
            Engine::Sqlite { .. } => &SQLITE_MIGRATIONS,
            Engine::Postgres(_) => &POSTGRES_MIGRATIONS,
        };
        let applied: i64 = match self
            .read()
            .await?
            .scalar("SELECT COUNT(*) FROM _sqlx_migrations WHERE success", &[])
            .await
        {
            Ok(applied) => applied,
            // Nothing has ever run here.
            Err(Error::Refused(_)) => 0,
            Err(error) => return Err(error),
        };
        Ok(known
            .iter()
            .count()
            .saturating_sub(usize::try_from(applied).unwrap_or(0)))
    }

    /// A connection for statements that only read.
    pub async fn read(&self) -> Result<Connection> {
        Ok(self.connection(match &self.engine {
            Engine::Sqlite { readers, .. } => Handle::Sqlite(readers.acquire().await?),
            Engine::Postgres(pool) => Handle::Postgres(pool.acquire().await?),
        }))
    }

    fn connection(&self, handle: Handle) -> Connection {
        Connection {
            handle,
            statements: Arc::clone(&self.statements),
        }
    }

    /// Runs `work` in one transaction: all of it happens, or none.
    ///
    /// The closure is handed a transaction and nothing else, so that nothing but SQL is awaited inside.
    pub async fn write<T, E, F>(&self, work: F) -> std::result::Result<T, E>
    where
        F: AsyncFnOnce(&mut Tx) -> std::result::Result<T, E>,
        E: From<Error>,
    {
        let mut tx = self.begin().await?;
        let value = work(&mut tx).await?;
        tx.commit().await?;
        Ok(value)
    }

    async fn begin(&self) -> Result<Tx> {
        Ok(Tx(self.connection(match &self.engine {
            Engine::Sqlite { writer, .. } => Handle::SqliteTx(writer.begin_with("BEGIN IMMEDIATE").await?),
            Engine::Postgres(pool) => Handle::PostgresTx(pool.begin().await?),
        })))
    }

    /// Whether the database answers.
    pub async fn ping(&self) -> Result<()> {
        self.read()
            .await?
            .scalar::<i64>("SELECT CAST(1 AS BIGINT)", &[])
            .await?;
        Ok(())
    }

    /// Waits for statements under way and closes every connection.
    pub async fn close(&self) {
        match &self.engine {
            Engine::Sqlite { writer, readers } => {
                readers.close().await;
                writer.close().await;
            }
            Engine::Postgres(pool) => pool.close().await,
        }
    }
}

/// Runs the same code on whichever connection there is.
macro_rules! run {
    ($connection:expr, $values:expr, |$arguments:ident, $executor:ident| $body:block) => {{
        $connection.statements.fetch_add(1, Ordering::Relaxed);
        match &mut $connection.handle {
            Handle::Sqlite(connection) => {
                let ($arguments, $executor) = (sqlite_arguments($values)?, &mut **connection);
                $body
            }
            Handle::SqliteTx(transaction) => {
                let ($arguments, $executor) = (sqlite_arguments($values)?, &mut **transaction);
                $body
            }
            Handle::Postgres(connection) => {
                let ($arguments, $executor) = (postgres_arguments($values)?, &mut **connection);
                $body
            }
            Handle::PostgresTx(transaction) => {
                let ($arguments, $executor) = (postgres_arguments($values)?, &mut **transaction);
                $body
            }
        }
    }};
}

/// SQLite reads on a thread of each connection: more than the cores can run only take memory.
fn useful_readers() -> u32 {
    let cores = thread::available_parallelism().map_or(1, usize::from);
    u32::try_from(2 * cores).unwrap_or(u32::MAX)
}

/// A connection on which statements run.
pub struct Connection {
    handle: Handle,
    statements: Arc<AtomicU64>,
}

enum Handle {
    Sqlite(PoolConnection<Sqlite>),
    SqliteTx(Transaction<'static, Sqlite>),
    Postgres(PoolConnection<Postgres>),
    PostgresTx(Transaction<'static, Postgres>),
}

#[expect(clippy::disallowed_methods, reason = "this is the file that talks to the drivers")]
impl Connection {
    /// The row that a statement returns; an error when there is none.
    pub async fn one<R: Row>(&mut self, sql: &'static str, values: &[&dyn Bind]) -> Result<R> {
        run!(self, values, |arguments, executor| {
            Ok(sqlx::query_as_with(sql, arguments).fetch_one(executor).await?)
        })
    }

    /// The row that a statement returns, if any.
    pub async fn optional<R: Row>(&mut self, sql: &'static str, values: &[&dyn Bind]) -> Result<Option<R>> {
        run!(self, values, |arguments, executor| {
            Ok(sqlx::query_as_with(sql, arguments).fetch_optional(executor).await?)
        })
    }

    /// All rows that a statement returns.
    pub async fn all<R: Row>(&mut self, sql: &'static str, values: &[&dyn Bind]) -> Result<Vec<R>> {
        run!(self, values, |arguments, executor| {
            Ok(sqlx::query_as_with(sql, arguments).fetch_all(executor).await?)
        })
    }

    /// The first column of the row that a statement returns.
    pub async fn scalar<T>(&mut self, sql: &'static str, values: &[&dyn Bind]) -> Result<T>
    where
        (T,): Row,
        T: Send + Unpin,
    {
        Ok(self.one::<(T,)>(sql, values).await?.0)
    }
}

/// A transaction; rolled back unless it is committed.
pub struct Tx(Connection);

#[expect(clippy::disallowed_methods, reason = "this is the file that talks to the drivers")]
impl Tx {
    async fn commit(self) -> Result<()> {
        match self.0.handle {
            Handle::SqliteTx(tx) => tx.commit().await?,
            Handle::PostgresTx(tx) => tx.commit().await?,
            Handle::Sqlite(_) | Handle::Postgres(_) => {}
        }
        Ok(())
    }

    /// Runs a statement and tells how many rows it changed.
    pub async fn execute(&mut self, sql: &'static str, values: &[&dyn Bind]) -> Result<u64> {
        run!(self.0, values, |arguments, executor| {
            let done = sqlx::query_with(sql, arguments).execute(executor).await?;
            Ok(done.rows_affected())
        })
    }
}

impl std::ops::Deref for Tx {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        &self.0
    }
}

impl std::ops::DerefMut for Tx {
    fn deref_mut(&mut self) -> &mut Connection {
        &mut self.0
    }
}

/// A row type that reads from either engine; `#[derive(sqlx::FromRow)]` makes one.
pub trait Row: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin {}

impl<T: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin> Row for T {}

/// A value that both drivers can take as a parameter.
pub trait Bind: Sync {
    #[doc(hidden)]
    fn sqlite(&self, arguments: &mut SqliteArguments) -> std::result::Result<(), sqlx::error::BoxDynError>;
    #[doc(hidden)]
    fn postgres(&self, arguments: &mut PgArguments) -> std::result::Result<(), sqlx::error::BoxDynError>;
}

fn sqlite_arguments(values: &[&dyn Bind]) -> Result<SqliteArguments> {
    let mut arguments = SqliteArguments::default();
    for value in values {
        value.sqlite(&mut arguments).map_err(sqlx::Error::Encode)?;
    }
    Ok(arguments)
}

fn postgres_arguments(values: &[&dyn Bind]) -> Result<PgArguments> {
    let mut arguments = PgArguments::default();
    for value in values {
        value.postgres(&mut arguments).map_err(sqlx::Error::Encode)?;
    }
    Ok(arguments)
}

/// Binds a type by way of one that the drivers know.
macro_rules! bind {
    ($($type:ty: |$value:ident| $known:ty = $convert:expr;)*) => {$(
        impl Bind for $type {
            fn sqlite(&self, arguments: &mut SqliteArguments) -> std::result::Result<(), sqlx::error::BoxDynError> {
                let $value = self;
                arguments.add::<$known>($convert)
            }

            fn postgres(&self, arguments: &mut PgArguments) -> std::result::Result<(), sqlx::error::BoxDynError> {
                let $value = self;
                arguments.add::<$known>($convert)
            }
        }

        impl Bind for Option<$type> {
            fn sqlite(&self, arguments: &mut SqliteArguments) -> std::result::Result<(), sqlx::error::BoxDynError> {
                arguments.add::<Option<$known>>(self.as_ref().map(|$value| $convert))
            }

            fn postgres(&self, arguments: &mut PgArguments) -> std::result::Result<(), sqlx::error::BoxDynError> {
                arguments.add::<Option<$known>>(self.as_ref().map(|$value| $convert))
            }
        }
    )*};
}

bind! {
    bool: |value| bool = *value;
    i64: |value| i64 = *value;
    &str: |value| &str = *value;
    String: |value| &str = value.as_str();
    Timestamp: |value| Timestamp = *value;
    Json<serde_json::Value>: |value| &Json<serde_json::Value> = value;
    Uuid: |value| Uuid = *value;
    Vec<u8>: |value| &[u8] = value.as_slice();
    TokenHash: |value| &[u8] = value.as_bytes().as_slice();
    Localpart: |value| &str = value.as_str();
    DeviceId: |value| &str = value.as_str();
    Scope: |value| String = value.to_string();
    EmailAddress: |value| &str = value.as_str();
    AccessTokenId: |value| Uuid = value.uuid();
    AccountEventId: |value| Uuid = value.uuid();
    AuthorizationGrantId: |value| Uuid = value.uuid();
    BrowserSessionId: |value| Uuid = value.uuid();
    ClientId: |value| Uuid = value.uuid();
    DeviceGrantId: |value| Uuid = value.uuid();
    EmailChallengeId: |value| Uuid = value.uuid();
    JobId: |value| Uuid = value.uuid();
    RecoveryId: |value| Uuid = value.uuid();
    RefreshTokenId: |value| Uuid = value.uuid();
    RegistrationId: |value| Uuid = value.uuid();
    RegistrationTokenId: |value| Uuid = value.uuid();
    SessionId: |value| Uuid = value.uuid();
    UserEmailId: |value| Uuid = value.uuid();
    UserId: |value| Uuid = value.uuid();
}
