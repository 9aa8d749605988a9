//! Drives a running server by its public protocol and writes docs/performance.md.

use std::{
    fs,
    io::Write as _,
    net::SocketAddr,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result, ensure};
use clap::{Parser, Subcommand, ValueEnum};
use tokio::{runtime, task::LocalSet};

use crate::{plan::Plan, postgres::Cluster, report::Report, server::Database};

mod browser;
mod connection;
mod engine;
mod flows;
mod limits;
mod load;
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
    /// Serve what the server is compared with; for the bench itself.
    #[command(hide = true)]
    Limits { address: SocketAddr, database: String },
}

fn main() -> Result<()> {
    let arguments = Arguments::parse();
    if let Some(Command::Limits { address, database }) = arguments.command {
        let runtime = runtime::Builder::new_multi_thread().enable_all().build()?;
        return runtime.block_on(limits::serve(address, &database));
    }
    // One thread makes the load: the server needs the cores.
    let runtime = runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(LocalSet::new().run_until(bench(&arguments)))
}

async fn bench(arguments: &Arguments) -> Result<()> {
    let program = program()?;
    let plan = if arguments.quick { Plan::quick() } else { Plan::full() };
    let mut report = Report::default();
    for engine in [Engine::Sqlite, Engine::Postgresql] {
        if arguments.engine.is_none_or(|only| only == engine) {
            report.engines.push(on(engine, &program, &plan).await?);
        }
    }
    let mut out = std::io::stdout().lock();
    out.write_all(report.tables().as_bytes())?;
    if !arguments.quick && arguments.engine.is_none() {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/performance.md");
        fs::write(&file, report.document(&plan))?;
        writeln!(out, "\nWritten: docs/performance.md")?;
    }
    Ok(())
}

async fn on(engine: Engine, program: &Path, plan: &Plan) -> Result<engine::Measured> {
    let scratch = tempfile::tempdir()?;
    match engine {
        Engine::Sqlite => {
            let database = Database::Sqlite(scratch.path().join("gatehouse.db"));
            engine::measure("SQLite".to_owned(), program, scratch.path(), &database, plan).await
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
            engine::measure(name, program, scratch.path(), &database, plan).await
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
