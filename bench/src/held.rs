//! Memory while many requests wait for the homeserver.

use std::time::Duration;

use anyhow::Result;
use tokio::task::JoinSet;

use crate::{
    connection::Connection,
    load::Target,
    plan::Plan,
    process::Process,
    report::{Table, mib},
    request,
};

/// So many that a trend would show.
const ROUNDS: usize = 5;

/// Resident, in MiB.
pub struct Memory {
    before: f64,
    held: Vec<f64>,
    after: f64,
}

pub async fn measure(target: Target, plan: &Plan) -> Result<Memory> {
    let before = target.process.resident()?;
    let mut held = Vec::new();
    for _ in 0..ROUNDS {
        held.push(hold(target, plan).await?);
    }
    let after = target.process.resident()?;
    Ok(Memory { before, held, after })
}

/// Resident memory while so many requests wait.
async fn hold(Target { address, process }: Target, plan: &Plan) -> Result<f64> {
    let request = request::get(&format!("/_matrix/held/{}", plan.holding.as_secs()), "");
    let mut waiting = JoinSet::new();
    for _ in 0..plan.held {
        let request = request.clone();
        waiting.spawn_local(async move { Connection::open(address).await?.send(&request).await.map(|_| ()) });
    }
    let resident = halfway(process, plan.holding).await?;
    while let Some(answered) = waiting.join_next().await {
        answered??;
    }
    Ok(resident)
}

async fn halfway(process: Process, holding: Duration) -> Result<f64> {
    tokio::time::sleep(holding / 2).await;
    process.resident()
}

impl Memory {
    pub fn table(&self) -> Table<2> {
        let mut table = Table::new(["resident memory of Gatehouse", ""]);
        table.row(["before".to_owned(), mib(self.before)]);
        for (round, held) in self.held.iter().enumerate() {
            table.row([format!("held, round {}", round + 1), mib(*held)]);
        }
        table.row(["after".to_owned(), mib(self.after)]);
        table
    }
}
