//! What it costs that requests go through the server.

use std::{net::SocketAddr, path::Path, time::Duration};

use anyhow::Result;
use tokio::task::JoinSet;

use crate::{
    connection::Connection,
    flows::middle,
    load::{self, Rate, Target},
    nginx::{self, Nginx},
    plan::Plan,
    process::Process,
    report::{Table, mib, millis, number},
    request,
    server::{Database, Installation, Server},
    statistics::median,
    steps::{Fixed, is_ok},
    upstream::Upstream,
};

/// Of an answer.
const SIZES: [(&str, usize); 2] = [("200 bytes", 200), ("20 kB", 20_000)];
const ROUNDS: usize = 3;

/// What was measured.
pub struct Passing {
    /// Its name and version.
    pub nginx: String,
    sizes: Vec<Size>,
    memory: Memory,
}

struct Size {
    what: &'static str,
    straight: Rate,
    nginx: Rate,
    gatehouse: Rate,
    silent: Rate,
    /// Of the two to nginx.
    ratios: [f64; 2],
}

/// Resident, in MiB.
struct Memory {
    before: f64,
    held: Vec<f64>,
    after: f64,
}

pub async fn measure(program: &Path, scratch: &Path, plan: &Plan) -> Result<Passing> {
    let upstream = Upstream::start()?;
    let start = |name: &str, log: &str| start(upstream.address, program, &scratch.join(name), log);
    let (server, silent) = (start("loud", "info")?, start("silent", "off")?);
    let nginx = Nginx::before(upstream.address, scratch)?;
    let mut sizes = Vec::new();
    for (what, bytes) in SIZES {
        let requests = vec![request::get(&format!("/_matrix/bytes/{bytes}"), "")];
        let targets = [upstream.target(), nginx.target(), server.target(), silent.target()];
        sizes.push(size(what, &requests, targets, plan).await?);
    }
    silent.stop()?;
    let memory = memory(server.target(), plan).await?;
    server.stop()?;
    Ok(Passing {
        nginx: nginx::version()?,
        sizes,
        memory,
    })
}

fn start(homeserver: SocketAddr, program: &Path, directory: &Path, log: &str) -> Result<Server> {
    std::fs::create_dir(directory)?;
    let database = Database::Sqlite(directory.join("gatehouse.db"));
    Installation::before(homeserver, program, directory, &database)?.start_logging(log)
}

async fn size(what: &'static str, requests: &[Vec<u8>], targets: [Target; 4], plan: &Plan) -> Result<Size> {
    let mut rates = [const { Vec::new() }; 4];
    for _ in 0..plan.repetitions {
        for (target, rates) in targets.iter().zip(&mut rates) {
            let workers = Fixed::workers(plan.connections, requests.to_vec(), is_ok);
            rates.push(load::run(*target, workers, plan.pace).await?.0);
        }
    }
    let [straight, nginx, gatehouse, silent] = rates;
    let ratio = |rates: &[Rate]| {
        let pairs = rates.iter().zip(&nginx);
        median(pairs.map(|(ours, theirs)| ours.per_second / theirs.per_second))
    };
    let ratios = [ratio(&gatehouse), ratio(&silent)];
    Ok(Size {
        what,
        straight: middle(straight.into_iter()),
        nginx: middle(nginx.into_iter()),
        gatehouse: middle(gatehouse.into_iter()),
        silent: middle(silent.into_iter()),
        ratios,
    })
}

async fn memory(target: Target, plan: &Plan) -> Result<Memory> {
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

impl Passing {
    pub fn tables(&self) -> String {
        let mut text = "\n".to_owned();
        let mut table = Table::new(["", "per second", "p50 ms", "p99 ms", "CPU µs", "ratio to nginx"]);
        for size in &self.sizes {
            let [ours, silent] = size.ratios.map(|ratio| format!("{ratio:.2}"));
            for (who, rate, ratio) in [
                ("straight", &size.straight, String::new()),
                ("nginx", &size.nginx, "1".to_owned()),
                ("Gatehouse", &size.gatehouse, ours),
                ("Gatehouse without its log", &size.silent, silent),
            ] {
                table.row([
                    format!("{}, {who}", size.what),
                    number(rate.per_second),
                    millis(rate.p50_micros),
                    millis(rate.p99_micros),
                    number(rate.cpu_micros),
                    ratio,
                ]);
            }
        }
        table.write(&mut text);
        text.push('\n');
        let mut table = Table::new(["resident memory of Gatehouse", ""]);
        table.row(["before".to_owned(), mib(self.memory.before)]);
        for (round, held) in self.memory.held.iter().enumerate() {
            table.row([format!("held, round {}", round + 1), mib(*held)]);
        }
        table.row(["after".to_owned(), mib(self.memory.after)]);
        table.write(&mut text);
        text
    }
}
