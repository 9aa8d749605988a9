//! The queue of background work. A job is enqueued in the transaction that makes it necessary.

use gatehouse_domain::{JobId, Timestamp, UserId};
use sqlx::types::Json;
use uuid::Uuid;

use crate::{Connection, Result, Tx};

/// Work to be done.
pub struct NewJob<'a> {
    pub id: JobId,
    pub payload: serde_json::Value,
    /// What it is about, so that it can be found again.
    pub subject: &'a str,
    pub created_at: Timestamp,
    pub run_at: Timestamp,
}

/// Work taken up.
pub struct Job {
    pub id: JobId,
    pub payload: serde_json::Value,
    /// How often it has been taken up, this time included.
    pub attempts: i64,
}

#[derive(sqlx::FromRow)]
struct JobRow {
    id: Uuid,
    payload: Json<serde_json::Value>,
    attempts: i64,
}

impl From<JobRow> for Job {
    fn from(row: JobRow) -> Self {
        Self {
            id: row.id.into(),
            payload: row.payload.0,
            attempts: row.attempts,
        }
    }
}

pub async fn insert(tx: &mut Tx, job: &NewJob<'_>) -> Result<()> {
    tx.execute(
        "INSERT INTO jobs (id, payload, subject, created_at, run_at, attempts) VALUES ($1, $2, $3, $4, $5, 0)",
        &[
            &job.id,
            &Json(job.payload.clone()),
            &job.subject,
            &job.created_at,
            &job.run_at,
        ],
    )
    .await?;
    Ok(())
}

/// Takes up the job that has waited longest, but none about the subject `but`; of two workers, one gets it. A lease that
/// lapsed is up again.
pub async fn take(tx: &mut Tx, but: Option<&str>, now: Timestamp, leased_until: Timestamp) -> Result<Option<Job>> {
    let row: Option<JobRow> = tx
        .optional(
            "UPDATE jobs SET leased_until = $2, attempts = attempts + 1
             WHERE id = (SELECT id FROM jobs
                         WHERE finished_at IS NULL AND failed_at IS NULL AND run_at <= $1
                           AND (leased_until IS NULL OR leased_until <= $1) AND subject <> $3
                         ORDER BY run_at LIMIT 1)
               AND (leased_until IS NULL OR leased_until <= $1) AND finished_at IS NULL
             RETURNING id, payload, attempts",
            // No job is about nothing.
            &[&now, &leased_until, &but.unwrap_or_default()],
        )
        .await?;
    Ok(row.map(Job::from))
}

/// Takes up one job before its turn, even one that was given up, unless somebody has it or it is done.
pub async fn take_one(tx: &mut Tx, id: JobId, now: Timestamp, leased_until: Timestamp) -> Result<Option<Job>> {
    let row: Option<JobRow> = tx
        .optional(
            "UPDATE jobs SET leased_until = $3, attempts = attempts + 1
             WHERE id = $1 AND finished_at IS NULL AND (leased_until IS NULL OR leased_until <= $2)
             RETURNING id, payload, attempts",
            &[&id, &now, &leased_until],
        )
        .await?;
    Ok(row.map(Job::from))
}

/// Whether a job is done.
pub async fn is_finished(db: &mut Connection, id: JobId) -> Result<bool> {
    db.scalar(
        "SELECT EXISTS (SELECT 1 FROM jobs WHERE id = $1 AND finished_at IS NOT NULL)",
        &[&id],
    )
    .await
}

/// Goes on holding a job.
pub async fn extend(tx: &mut Tx, id: JobId, leased_until: Timestamp) -> Result<()> {
    tx.execute(
        "UPDATE jobs SET leased_until = $2 WHERE id = $1 AND leased_until IS NOT NULL",
        &[&id, &leased_until],
    )
    .await?;
    Ok(())
}

/// The jobs about a subject that are not done.
pub async fn pending(db: &mut Connection, subject: &str) -> Result<Vec<JobId>> {
    let rows: Vec<(Uuid,)> = db
        .all(
            "SELECT id FROM jobs WHERE subject = $1 AND finished_at IS NULL ORDER BY id",
            &[&subject],
        )
        .await?;
    Ok(rows.into_iter().map(|(id,)| id.into()).collect())
}

/// When the next job is due.
pub async fn next_due(db: &mut Connection) -> Result<Option<Timestamp>> {
    db.scalar(
        "SELECT MIN(run_at) FROM jobs WHERE finished_at IS NULL AND failed_at IS NULL",
        &[],
    )
    .await
}

pub async fn finish(tx: &mut Tx, id: JobId, now: Timestamp) -> Result<()> {
    tx.execute(
        "UPDATE jobs SET finished_at = $2, failed_at = NULL, leased_until = NULL WHERE id = $1",
        &[&id, &now],
    )
    .await?;
    Ok(())
}

/// Puts a job back to be tried again at `run_at`.
pub async fn postpone(tx: &mut Tx, id: JobId, run_at: Timestamp, why: &str) -> Result<()> {
    tx.execute(
        "UPDATE jobs SET run_at = $2, leased_until = NULL, last_error = $3 WHERE id = $1 AND finished_at IS NULL",
        &[&id, &run_at, &why],
    )
    .await?;
    Ok(())
}

/// Gives a job up.
pub async fn fail(tx: &mut Tx, id: JobId, now: Timestamp, why: &str) -> Result<()> {
    tx.execute(
        "UPDATE jobs SET failed_at = $2, leased_until = NULL, last_error = $3 WHERE id = $1 AND finished_at IS NULL",
        &[&id, &now, &why],
    )
    .await?;
    Ok(())
}

/// Makes a job forget what it was about, as when that was secret.
pub async fn replace_payload(tx: &mut Tx, id: JobId, payload: &serde_json::Value) -> Result<()> {
    tx.execute(
        "UPDATE jobs SET payload = $2 WHERE id = $1",
        &[&id, &Json(payload.clone())],
    )
    .await?;
    Ok(())
}

/// How many jobs wait although they were due before, and how many were given up.
pub async fn count_troubled(db: &mut Connection, before: Timestamp) -> Result<(i64, i64)> {
    db.one(
        "SELECT COALESCE(SUM(CASE WHEN failed_at IS NULL AND run_at < $1 THEN 1 ELSE 0 END), 0),
                COALESCE(SUM(CASE WHEN failed_at IS NULL THEN 0 ELSE 1 END), 0)
         FROM jobs WHERE finished_at IS NULL",
        &[&before],
    )
    .await
}

/// Forgets jobs that were done before.
pub async fn purge(tx: &mut Tx, before: Timestamp) -> Result<u64> {
    tx.execute(
        "DELETE FROM jobs WHERE id IN (SELECT id FROM jobs WHERE finished_at < $1 LIMIT 1000)",
        &[&before],
    )
    .await
}

/// Forgets every job that names somebody, in its payload, its subject or its last error.
pub async fn forget(tx: &mut Tx, id: UserId) -> Result<u64> {
    let named = format!("%{id}%");
    tx.execute(
        "DELETE FROM jobs WHERE subject LIKE $1 OR CAST(payload AS TEXT) LIKE $1 OR last_error LIKE $1",
        &[&named],
    )
    .await
}
