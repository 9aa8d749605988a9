//! Drives a running server by its public protocol and writes docs/performance.md.

use std::{
    fs,
    io::Write as _,
    net::SocketAddr,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result, ensure};
use clap::{Parser, Subcommand, ValueEnum};
use rustix::process::{Resource, getrlimit, setrlimit};
use tokio::{runtime, task::LocalSet};

use crate::{plan::Plan, postgres::Cluster, report::Report, server::Database};

mod browser;
mod connection;
mod devices;
mod engine;
mod flows;
mod held;
mod limits;
mod load;
mod nginx;
mod passing;
mod plan;
mod postgres;
mod process;
mod report;
mod request;
mod seed;
mod server;
mod sign_ins;
mod statistics;
mod steps;
mod synapse;
mod upstream;

/// Measures Gatehouse on this machine; only a whole run on both databases writes docs/performance.md.
#[derive(Parser)]
struct Arguments {
    /// A smoke test: seconds in place of minutes, and nothing is written.
    #[arg(long)]
    quick: bool,
    /// One database only; nothing is written.
    #[arg(long)]
    engine: Option<Engine>,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Engine {
    Sqlite,
    Postgresql,
}

#[derive(Subcommand)]
enum Command {
    /// Measure the list of devices alone, and write its part of docs/performance.md.
    Devices,
    /// Measure the way through to the homeserver alone, and write its part of docs/performance.md.
    Passing,
    /// Serve as a homeserver; for the bench itself.
    #[command(hide = true)]
    Upstream { address: SocketAddr },
    /// Serve what the server is compared with; for the bench itself.
    #[command(hide = true)]
    Limits { address: SocketAddr, database: String },
}

fn main() -> Result<()> {
    let arguments = Arguments::parse();
    // A thousand connections, at both ends.
    let mut limit = getrlimit(Resource::Nofile);
    limit.current = limit.maximum;
    setrlimit(Resource::Nofile, limit)?;
    if let Some(Command::Limits { address, database }) = &arguments.command {
        let runtime = runtime::Builder::new_multi_thread().enable_all().build()?;
        return runtime.block_on(limits::serve(*address, database));
    }
    if let Some(Command::Upstream { address }) = &arguments.command {
        let runtime = runtime::Builder::new_multi_thread().enable_all().build()?;
        return runtime.block_on(upstream::serve(*address));
    }
    // One thread makes the load: the server needs the cores.
    let runtime = runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(LocalSet::new().run_until(bench(&arguments)))
}

async fn bench(arguments: &Arguments) -> Result<()> {
    let program = program()?;
    let plan = if arguments.quick { Plan::quick() } else { Plan::full() };
    let devices_only = matches!(arguments.command, Some(Command::Devices));
    let passing_only = matches!(arguments.command, Some(Command::Passing));
    let mut report = Report::default();
    if !devices_only {
        let scratch = tempfile::tempdir()?;
        report.passing = Some(passing::measure(&program, scratch.path(), &plan).await?);
    }
    for engine in [Engine::Sqlite, Engine::Postgresql] {
        if passing_only || arguments.engine.is_some_and(|only| only != engine) {
            continue;
        }
        if !devices_only {
            let measure = async |place: &Place| {
                engine::measure(
                    place.name.clone(),
                    &program,
                    place.scratch.path(),
                    &place.database,
                    &plan,
                )
                .await
            };
            report.engines.push(on(engine, measure).await?);
        }
        let measure = async |place: &Place| {
            devices::measure(
                place.name.clone(),
                &program,
                place.scratch.path(),
                &place.database,
                &plan,
            )
            .await
        };
        report.devices.push(on(engine, measure).await?);
    }
    let mut out = std::io::stdout().lock();
    out.write_all(report.tables().as_bytes())?;
    if !arguments.quick && arguments.engine.is_none() {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/performance.md");
        let document = if devices_only || passing_only {
            report.parts_in(&fs::read_to_string(&file)?, &plan)
        } else {
            report.document(&plan)
        };
        fs::write(&file, document)?;
        writeln!(out, "\nWritten: docs/performance.md")?;
    }
    Ok(())
}

/// A fresh database, and what to call it.
struct Place {
    name: String,
    scratch: tempfile::TempDir,
    database: Database,
}

async fn on<T>(engine: Engine, measure: impl AsyncFnOnce(&Place) -> Result<T>) -> Result<T> {
    let scratch = tempfile::tempdir()?;
    match engine {
        Engine::Sqlite => {
            let database = Database::Sqlite(scratch.path().join("gatehouse.db"));
            let place = Place {
                name: "SQLite".to_owned(),
                scratch,
                database,
            };
            measure(&place).await
        }
        Engine::Postgresql => {
            // Apart, since it belongs to another user and its path has to be short.
            let directory = tempfile::tempdir()?;
            let cluster = Cluster::start(directory.path())?;
            let database = Database::Postgres {
                socket: directory.path().to_owned(),
                uri: cluster.uri(),
            };
            let name = format!("PostgreSQL {}", cluster.version()?);
            let place = Place {
                name,
                scratch,
                database,
            };
            measure(&place).await
        }
    }
}

/// The server as it is released.
fn program() -> Result<PathBuf> {
    let program = match std::env::var_os("GATEHOUSE_BIN") {
        Some(named) => PathBuf::from(named),
        None => std::env::current_exe()?
            .parent()
            .context("no directory")?
            .join("gatehouse"),
    };
    ensure!(
        program.exists(),
        "{} is missing: run `./dev bench`, which builds it",
        program.display()
    );
    Ok(program.canonicalize()?)
}
