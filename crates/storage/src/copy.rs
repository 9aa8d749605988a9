//! Moving everything from one database to another, of whichever engine.

use gatehouse_domain::Timestamp;
use serde_json::Value;
use sqlx::types::Json;
use uuid::Uuid;

use crate::{Connection, Db, Error, Result, Tx};

/// How many rows are in memory at a time.
const BATCH: i64 = 1000;

/// Why a copy was not made.
#[derive(Debug, thiserror::Error)]
pub enum CopyError {
    #[error("the table {0} of the target is not empty")]
    TargetNotEmpty(&'static str),
    #[error("the table {table} has {source_rows} rows in the source and {target_rows} in the target")]
    CountDiffers {
        table: &'static str,
        source_rows: i64,
        target_rows: i64,
    },
    #[error(transparent)]
    Database(#[from] Error),
}

/// A table, and how its rows travel.
macro_rules! tables {
    ($($name:ident by ($key:literal: $($key_column:ident),+) after $after:literal {
        $first:ident: $first_type:ty $(, $column:ident: $type:ty)* $(,)?
    } values $values:literal)*) => {
        mod rows {$(
            pub mod $name {
                use super::super::*;

                #[derive(sqlx::FromRow)]
                struct Row {
                    $first: $first_type,
                    $($column: $type,)*
                }

                const COUNT: &str = concat!("SELECT COUNT(*) FROM ", stringify!($name));
                const FIRST: &str = concat!(
                    "SELECT ", stringify!($first) $(, ", ", stringify!($column))*, " FROM ", stringify!($name),
                    " ORDER BY ", $key, " LIMIT $1"
                );
                const NEXT: &str = concat!(
                    "SELECT ", stringify!($first) $(, ", ", stringify!($column))*, " FROM ", stringify!($name),
                    " WHERE (", $key, ") > (", $after, ") ORDER BY ", $key, " LIMIT $1"
                );
                const INSERT: &str = concat!(
                    "INSERT INTO ", stringify!($name), " (", stringify!($first) $(, ", ", stringify!($column))*,
                    ") VALUES (", $values, ")"
                );

                pub async fn count(db: &mut Connection) -> Result<i64> {
                    db.scalar(COUNT, &[]).await
                }

                pub async fn copy(from: &mut Connection, to: &Db) -> Result<()> {
                    let mut rows: Vec<Row> = from.all(FIRST, &[&BATCH]).await?;
                    while let Some(last) = rows.last() {
                        to.write(async |tx| insert(tx, &rows).await).await?;
                        rows = from.all(NEXT, &[&BATCH, $(&last.$key_column),+]).await?;
                    }
                    Ok(())
                }

                async fn insert(tx: &mut Tx, rows: &[Row]) -> Result<()> {
                    for row in rows {
                        tx.execute(INSERT, &[&row.$first $(, &row.$column)*]).await?;
                    }
                    Ok(())
                }
            }
        )*}

        /// The names of all tables, each after those it refers to.
        pub const TABLES: &[&str] = &[$(stringify!($name)),*];

        /// Copies all tables into an empty database and counts what arrived.
        ///
        /// Nothing else may write to either meanwhile.
        pub async fn copy(from: &Db, to: &Db) -> Result<Vec<(&'static str, i64)>, CopyError> {
            $(
                if rows::$name::count(&mut to.read().await?).await? > 0 {
                    return Err(CopyError::TargetNotEmpty(stringify!($name)));
                }
            )*
            let mut copied = Vec::new();
            $(
                rows::$name::copy(&mut from.read().await?, to).await?;
                let source_rows = rows::$name::count(&mut from.read().await?).await?;
                let target_rows = rows::$name::count(&mut to.read().await?).await?;
                if source_rows != target_rows {
                    return Err(CopyError::CountDiffers { table: stringify!($name), source_rows, target_rows });
                }
                copied.push((stringify!($name), target_rows));
            )*
            Ok(copied)
        }
    };
}

tables! {
    users by ("id": id) after "$2" {
        id: Uuid,
        username: String,
        created_at: Timestamp,
        locked_at: Option<Timestamp>,
        deactivated_at: Option<Timestamp>,
        can_request_admin: bool,
        locale: Option<String>,
    } values "$1, $2, $3, $4, $5, $6, $7"

    user_passwords by ("user_id": user_id) after "$2" {
        user_id: Uuid,
        scheme_version: i64,
        hash: String,
        created_at: Timestamp,
    } values "$1, $2, $3, $4"

    user_emails by ("id": id) after "$2" {
        id: Uuid,
        user_id: Uuid,
        address: String,
        created_at: Timestamp,
        is_primary: bool,
    } values "$1, $2, $3, $4, $5"

    user_terms by ("user_id, uri": user_id, uri) after "$2, $3" {
        user_id: Uuid,
        uri: String,
        accepted_at: Timestamp,
    } values "$1, $2, $3"

    registration_tokens by ("id": id) after "$2" {
        id: Uuid,
        hash: Vec<u8>,
        encrypted_token: String,
        username: Option<String>,
        email: Option<String>,
        usage_limit: Option<i64>,
        times_used: i64,
        created_at: Timestamp,
        last_used_at: Option<Timestamp>,
        expires_at: Option<Timestamp>,
        revoked_at: Option<Timestamp>,
    } values "$1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11"

    registrations by ("id": id) after "$2" {
        id: Uuid,
        browser_hash: Vec<u8>,
        username: String,
        email: Option<String>,
        password_scheme: Option<i64>,
        password_hash: Option<String>,
        display_name: Option<String>,
        display_name_settled: bool,
        terms_uri: Option<String>,
        registration_token_id: Option<Uuid>,
        continuation: Json<Value>,
        locale: String,
        ip: Option<String>,
        user_agent: Option<String>,
        created_at: Timestamp,
        expires_at: Timestamp,
        completed_at: Option<Timestamp>,
    } values "$1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17"

    email_challenges by ("id": id) after "$2" {
        id: Uuid,
        address: String,
        registration_id: Option<Uuid>,
        user_id: Option<Uuid>,
        code_mac: Vec<u8>,
        link_hash: Vec<u8>,
        created_at: Timestamp,
        expires_at: Timestamp,
        confirmed_at: Option<Timestamp>,
    } values "$1, $2, $3, $4, $5, $6, $7, $8, $9"

    recoveries by ("id": id) after "$2" {
        id: Uuid,
        address: String,
        locale: String,
        ip: Option<String>,
        user_agent: Option<String>,
        created_at: Timestamp,
    } values "$1, $2, $3, $4, $5, $6"

    recovery_tickets by ("hash": hash) after "$2" {
        hash: Vec<u8>,
        recovery_id: Uuid,
        user_id: Uuid,
        created_at: Timestamp,
        expires_at: Timestamp,
        spent_at: Option<Timestamp>,
    } values "$1, $2, $3, $4, $5, $6"

    known_sign_ins by ("user_id, hash": user_id, hash) after "$2, $3" {
        user_id: Uuid,
        hash: Vec<u8>,
        first_used_at: Timestamp,
        last_used_at: Timestamp,
    } values "$1, $2, $3, $4"

    account_events by ("id": id) after "$2" {
        id: Uuid,
        user_id: Uuid,
        event: Json<Value>,
        ip: Option<String>,
        user_agent: Option<String>,
        created_at: Timestamp,
    } values "$1, $2, $3, $4, $5, $6"

    clients by ("id": id) after "$2" {
        id: Uuid,
        metadata: Json<Value>,
        encrypted_secret: Option<String>,
        digest: Option<Vec<u8>>,
        is_static: bool,
        created_at: Timestamp,
        last_registered_at: Timestamp,
        retired_at: Option<Timestamp>,
    } values "$1, $2, $3, $4, $5, $6, $7, $8"

    client_assertions by ("client_id, jti_hash": client_id, jti_hash) after "$2, $3" {
        client_id: Uuid,
        jti_hash: Vec<u8>,
        expires_at: Timestamp,
    } values "$1, $2, $3"

    browser_sessions by ("id": id) after "$2" {
        id: Uuid,
        user_id: Uuid,
        token_hash: Vec<u8>,
        user_agent: Option<String>,
        created_at: Timestamp,
        authenticated_at: Timestamp,
        last_active_at: Timestamp,
        last_active_ip: Option<String>,
        ended_at: Option<Timestamp>,
    } values "$1, $2, $3, $4, $5, $6, $7, $8, $9"

    authorization_grants by ("id": id) after "$2" {
        id: Uuid,
        client_id: Uuid,
        request: Json<Value>,
        created_at: Timestamp,
        decided_at: Option<Timestamp>,
    } values "$1, $2, $3, $4, $5"

    sessions by ("id": id) after "$2" {
        id: Uuid,
        kind: String,
        user_id: Option<Uuid>,
        client_id: Option<Uuid>,
        browser_session_id: Option<Uuid>,
        scope: String,
        device_id: Option<String>,
        user_agent: Option<String>,
        created_at: Timestamp,
        last_active_at: Option<Timestamp>,
        last_active_ip: Option<String>,
        ended_at: Option<Timestamp>,
        name: Option<String>,
    } values "$1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13"

    authorization_codes by ("hash": hash) after "$2" {
        hash: Vec<u8>,
        grant_id: Uuid,
        client_id: Uuid,
        user_id: Uuid,
        browser_session_id: Uuid,
        authenticated_at: Timestamp,
        redirect_uri: String,
        redirect_uri_was_sent: bool,
        scope: String,
        nonce: Option<String>,
        code_challenge: Option<String>,
        created_at: Timestamp,
        spent_at: Option<Timestamp>,
        session_id: Option<Uuid>,
    } values "$1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14"

    device_grants by ("id": id) after "$2" {
        id: Uuid,
        client_id: Uuid,
        scope: String,
        device_code_hash: Vec<u8>,
        user_code_mac: Vec<u8>,
        encrypted_user_code: String,
        ip: Option<String>,
        user_agent: Option<String>,
        created_at: Timestamp,
        typed_in: Option<Vec<u8>>,
        poll_interval: i64,
        polled_at: Option<Timestamp>,
        decided_at: Option<Timestamp>,
        user_id: Option<Uuid>,
        browser_session_id: Option<Uuid>,
        authenticated_at: Option<Timestamp>,
        spent_at: Option<Timestamp>,
    } values "$1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17"

    sso_logins by ("id": id) after "$2" {
        id: Uuid,
        redirect_uri: String,
        created_at: Timestamp,
        decided_at: Option<Timestamp>,
    } values "$1, $2, $3, $4"

    login_tokens by ("hash": hash) after "$2" {
        hash: Vec<u8>,
        user_id: Uuid,
        browser_session_id: Option<Uuid>,
        created_at: Timestamp,
        expires_at: Timestamp,
        spent_at: Option<Timestamp>,
    } values "$1, $2, $3, $4, $5, $6"

    app_passwords by ("id": id) after "$2" {
        id: Uuid,
        user_id: Uuid,
        name: String,
        hash: Vec<u8>,
        created_at: Timestamp,
        last_used_at: Option<Timestamp>,
        session_id: Option<Uuid>,
    } values "$1, $2, $3, $4, $5, $6, $7"

    access_tokens by ("hash": hash) after "$2" {
        hash: Vec<u8>,
        id: Uuid,
        session_id: Uuid,
        created_at: Timestamp,
        expires_at: Option<Timestamp>,
        revoked_at: Option<Timestamp>,
        first_used_at: Option<Timestamp>,
    } values "$1, $2, $3, $4, $5, $6, $7"

    refresh_tokens by ("hash": hash) after "$2" {
        hash: Vec<u8>,
        id: Uuid,
        session_id: Uuid,
        access_token_id: Uuid,
        created_at: Timestamp,
        spent_at: Option<Timestamp>,
        revoked_at: Option<Timestamp>,
        successor_id: Option<Uuid>,
    } values "$1, $2, $3, $4, $5, $6, $7, $8"

    jobs by ("id": id) after "$2" {
        id: Uuid,
        payload: Json<Value>,
        subject: String,
        created_at: Timestamp,
        run_at: Timestamp,
        attempts: i64,
        leased_until: Option<Timestamp>,
        finished_at: Option<Timestamp>,
        failed_at: Option<Timestamp>,
        last_error: Option<String>,
    } values "$1, $2, $3, $4, $5, $6, $7, $8, $9, $10"

    leases by ("name": name) after "$2" {
        name: String,
        holder: Uuid,
        expires_at: Timestamp,
    } values "$1, $2, $3"
}
