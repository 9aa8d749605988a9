//! What it costs that requests go through the server.

use std::{net::SocketAddr, path::Path};

use anyhow::Result;

use crate::{
    flows::middle,
    held::{self, Memory},
    load::{self, Pace, Rate, Target},
    nginx::{self, Nginx},
    plan::Plan,
    report::{Table, millis, number},
    request,
    server::{Database, Installation, Server},
    statistics::median,
    steps::{Fixed, is_ok},
    synapse::Synapse,
    upstream::Upstream,
};

/// Of an answer.
const SIZES: [(&str, usize); 2] = [("200 bytes", 200), ("20 kB", 20_000)];

/// What was measured.
pub struct Passing {
    /// Its name and version.
    pub nginx: String,
    /// Of a homeserver that costs nothing, and of Synapse.
    made_up: Vec<Case>,
    real: Vec<Case>,
    memory: Memory,
}

/// One request, sent over and over by each way.
struct Case {
    what: String,
    ways: Vec<(&'static str, Rate, Option<f64>)>,
}

/// How requests come to the homeserver.
struct Way {
    who: &'static str,
    target: Target,
    /// With whom it is compared, by its place among the ways.
    rival: Option<usize>,
}

impl Way {
    const fn new(who: &'static str, target: Target, rival: Option<usize>) -> Self {
        Self { who, target, rival }
    }
}

pub async fn measure(program: &Path, scratch: &Path, plan: &Plan) -> Result<Passing> {
    let (made_up, memory) = before_nothing(program, scratch, plan).await?;
    let real = before_synapse(program, scratch, plan).await?;
    Ok(Passing {
        nginx: nginx::version()?,
        made_up,
        real,
        memory,
    })
}

/// Before a homeserver that has its answers at hand.
async fn before_nothing(program: &Path, scratch: &Path, plan: &Plan) -> Result<(Vec<Case>, Memory)> {
    let upstream = Upstream::start()?;
    let (loud, silent) = (scratch.join("loud"), scratch.join("silent"));
    let server = start(upstream.address, program, &loud, "info")?;
    let silent_server = start(upstream.address, program, &silent, "off")?;
    let nginx = Nginx::before(upstream.address, &loud, true)?;
    let silent_nginx = Nginx::before(upstream.address, &silent, false)?;
    let ways = [
        Way::new("straight", upstream.target(), None),
        Way::new("nginx", nginx.target(), Some(1)),
        Way::new("Gatehouse", server.target(), Some(1)),
        Way::new("nginx without its log", silent_nginx.target(), Some(3)),
        Way::new("Gatehouse without its log", silent_server.target(), Some(3)),
    ];
    let mut cases = Vec::new();
    for (what, bytes) in SIZES {
        let request = request::get(&format!("/_matrix/bytes/{bytes}"), "");
        cases.push(case(what, &request, &ways, plan).await?);
    }
    let memory = held::measure(server.target(), plan).await?;
    silent_server.stop()?;
    server.stop()?;
    Ok((cases, memory))
}

/// Before the homeserver that people have.
async fn before_synapse(program: &Path, scratch: &Path, plan: &Plan) -> Result<Vec<Case>> {
    let synapse = Synapse::start(scratch)?;
    let token = synapse.user().await?;
    let directory = scratch.join("real");
    let server = start(synapse.address, program, &directory, "info")?;
    let nginx = Nginx::before(synapse.address, &directory, true)?;
    let ways = [
        Way::new("straight", synapse.target(), None),
        Way::new("nginx", nginx.target(), Some(1)),
        Way::new("Gatehouse", server.target(), Some(1)),
    ];
    let mut cases = Vec::new();
    for path in ["versions", "v3/account/whoami", "v3/sync?timeout=0"] {
        let request = request::get_as(&format!("/_matrix/client/{path}"), &token);
        cases.push(case(&format!("`{path}`"), &request, &ways, plan).await?);
    }
    server.stop()?;
    Ok(cases)
}

fn start(homeserver: SocketAddr, program: &Path, directory: &Path, log: &str) -> Result<Server> {
    std::fs::create_dir(directory)?;
    let database = Database::Sqlite(directory.join("gatehouse.db"));
    Installation::before(homeserver, program, directory, &database)?.start_logging(log)
}

/// Many short turns tell more of a ratio than few long ones: the machine is not the same from moment to moment, and
/// neither is how the connections of a turn happen to be spread over the cores.
pub fn turn(plan: &Plan) -> Pace {
    Pace {
        warm_up: plan.pace.warm_up / 4,
        measured: plan.pace.measured / 4,
        ..plan.pace
    }
}

async fn case(what: &str, request: &[u8], ways: &[Way], plan: &Plan) -> Result<Case> {
    let mut rates = vec![Vec::new(); ways.len()];
    let pace = turn(plan);
    for _ in 0..plan.turns {
        for (way, rates) in ways.iter().zip(&mut rates) {
            let workers = Fixed::workers(plan.connections, vec![request.to_vec()], is_ok);
            rates.push(load::run(way.target, workers, pace).await?.0);
        }
    }
    let ratio = |ours: &[Rate], rival: usize| {
        let theirs = rates.get(rival)?;
        let turns = ours.iter().zip(theirs);
        Some(median(turns.map(|(ours, theirs)| ours.per_second / theirs.per_second)))
    };
    let ways = ways.iter().zip(&rates).map(|(way, rates)| {
        let ratio = way.rival.and_then(|rival| ratio(rates, rival));
        (way.who, middle(rates.iter().copied()), ratio)
    });
    Ok(Case {
        what: what.to_owned(),
        ways: ways.collect(),
    })
}

impl Passing {
    pub fn tables(&self) -> String {
        let mut text = "\n".to_owned();
        rows("a homeserver that costs nothing", &self.made_up).write(&mut text);
        text.push('\n');
        rows("Synapse", &self.real).write(&mut text);
        text.push('\n');
        self.memory.table().write(&mut text);
        text
    }
}

fn rows(head: &str, cases: &[Case]) -> Table<6> {
    let mut table = Table::new([head, "per second", "p50 ms", "p99 ms", "CPU µs", "ratio to nginx"]);
    for case in cases {
        for (who, rate, ratio) in &case.ways {
            table.row([
                format!("{}, {who}", case.what),
                number(rate.per_second),
                millis(rate.p50_micros),
                millis(rate.p99_micros),
                number(rate.cpu_micros),
                ratio.map(|ratio| format!("{ratio:.2}")).unwrap_or_default(),
            ]);
        }
    }
    table
}
