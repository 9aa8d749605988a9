//! The database and the queue in it.

use anyhow::Result;
use chrono::TimeDelta;
use gatehouse_auth::{Clock as _, SystemClock};
use gatehouse_config::{Config, DatabaseTarget};
use gatehouse_storage::{Db, jobs};

use super::{PATIENCE, finding::Finding};
use crate::{data_dir::DataDir, wiring};

/// A worker takes up a job within seconds; what is due for longer is stuck.
const OVERDUE: TimeDelta = TimeDelta::minutes(5);

const MIGRATE: &str = "run `gatehouse database migrate`, or start the server";

pub async fn check(config: &Config, data_dir: &DataDir) -> Vec<Finding> {
    let file = match config.database.target() {
        DatabaseTarget::Embedded => Some(data_dir.path().join("gatehouse.db")),
        DatabaseTarget::Sqlite(path) => Some(path),
        DatabaseTarget::Postgres(_) => None,
    };
    // A doctor leaves no traces: opening the file would make it.
    if let Some(file) = file.filter(|file| !file.exists()) {
        return vec![Finding::fail(
            format!("there is no database {} yet", file.display()),
            format!("{MIGRATE}; or is --data-dir another one?"),
        )];
    }
    match tokio::time::timeout(PATIENCE, look_into(config, data_dir)).await {
        Ok(Ok(findings)) => findings,
        Ok(Err(error)) => vec![Finding::fail(
            format!("{error:#}"),
            "see that the database runs, that `database` names it, and that you are the server's user",
        )],
        Err(_) => vec![Finding::fail(
            "the database does not answer",
            "see that it runs and that `database` names it",
        )],
    }
}

async fn look_into(config: &Config, data_dir: &DataDir) -> Result<Vec<Finding>> {
    let db = wiring::database(config, data_dir).await?;
    let mut findings = vec![Finding::ok(format!("the database ({}) answers", db.engine()))];
    match db.pending_migrations().await? {
        0 => {
            findings.push(Finding::ok("the schema of the database is up to date"));
            findings.push(queue(&db).await?);
        }
        pending => findings.push(Finding::fail(
            format!("{pending} migrations of the database are pending"),
            MIGRATE,
        )),
    }
    db.close().await;
    Ok(findings)
}

async fn queue(db: &Db) -> Result<Finding> {
    let before = SystemClock.now() - OVERDUE;
    let (waiting, failed) = jobs::count_troubled(&mut db.read().await?, before).await?;
    Ok(match (waiting, failed) {
        (0, 0) => Finding::ok("no background job is stuck"),
        (waiting, 0) => Finding::warn(
            format!(
                "{waiting} background jobs have been waiting for long: the homeserver does not know some changes, or letters were not sent"
            ),
            "see that a server or worker runs, and what its log says about jobs",
        ),
        (waiting, failed) => Finding::warn(
            format!("{failed} background jobs were given up, {waiting} have been waiting for long"),
            "the server's log says why",
        ),
    })
}
