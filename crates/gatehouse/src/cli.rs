//! The command line.

mod config;
mod database;
mod failure;
mod keys;
mod manage;
mod new_config;
pub(crate) mod output;
mod place;
mod private_file;
mod prompt;
mod templates;

use std::process::ExitCode;

use anyhow::{Context as _, Result};
use clap::{Parser, Subcommand};
use gatehouse_config::LogConfig;

use self::place::Place;
use crate::{
    doctor::{self, DoctorArgs},
    server::{self, ServerArgs},
    telemetry,
};

/// An OpenID provider for Matrix.
#[derive(Parser)]
#[command(name = "gatehouse", version, max_term_width = 100)]
struct Arguments {
    #[command(flatten)]
    place: Place,
    /// Without a command: `server`.
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Run the server.
    Server(ServerArgs),
    /// Work through the queue of background jobs, without serving requests.
    Worker,
    /// Look after the configuration.
    #[command(subcommand)]
    Config(config::ConfigCommand),
    /// Look after the database.
    #[command(subcommand)]
    Database(database::DatabaseCommand),
    /// Look after accounts.
    #[command(subcommand)]
    Manage(manage::ManageCommand),
    /// Look after the keys that sign tokens.
    #[command(subcommand)]
    Keys(keys::KeysCommand),
    /// Look after own templates.
    #[command(subcommand)]
    Templates(templates::TemplatesCommand),
    /// Find out what is wrong with an installation, from inside and outside.
    Doctor(DoctorArgs),
}

/// Runs the program. 0: done, 1: failed, 2: the command line makes no sense.
pub fn main() -> ExitCode {
    // Ends the process by itself, with 0 or 2, on --help, --version and nonsense.
    let arguments = Arguments::parse();
    match start(arguments) {
        Ok(code) => code,
        Err(error) => {
            failure::tell(&error);
            ExitCode::FAILURE
        }
    }
}

fn start(arguments: Arguments) -> Result<ExitCode> {
    // Of the two providers that rustls knows, the whole process uses one; only a second call could fail.
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let runtime = runtime.context("the async runtime can't start")?;
    let code = runtime.block_on(run(arguments))?;
    // Nothing that is left may hold up the end, such as a read from a terminal.
    runtime.shutdown_background();
    Ok(code)
}

async fn run(arguments: Arguments) -> Result<ExitCode> {
    let place = arguments.place;
    match arguments.command.unwrap_or(Command::Server(ServerArgs::default())) {
        Command::Server(args) => {
            let loaded = place.load()?;
            let _gathering = telemetry::gather(&loaded.config.telemetry.log)?;
            place::log_warnings(&loaded.warnings);
            let announcement = place.is_unconfigured().then(|| place.announcement());
            Box::pin(server::run(
                &loaded.config,
                &place.data_dir(),
                &args,
                announcement.as_ref(),
            ))
            .await?;
        }
        Command::Worker => {
            let loaded = place.load()?;
            let _gathering = telemetry::gather(&loaded.config.telemetry.log)?;
            place::log_warnings(&loaded.warnings);
            Box::pin(server::work(&loaded.config, &place.data_dir())).await?;
        }
        Command::Config(command) => config::run(&place, command).await?,
        Command::Database(command) => database::run(&place, command).await?,
        Command::Keys(command) => keys::run(&place, &command)?,
        Command::Templates(command) => templates::run(&place, &command)?,
        Command::Manage(command) => manage::run(&place, command).await?,
        Command::Doctor(args) => {
            // The findings are the output; what the libraries log would be noise among them.
            telemetry::init(&quiet(&LogConfig::default(), "error"))?;
            return Box::pin(doctor::run(place.load(), &place.data_dir(), &args)).await;
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// For commands that are typed by a person: only what went wrong.
fn quiet(log: &LogConfig, level: &str) -> LogConfig {
    LogConfig {
        level: level.to_owned(),
        ..log.clone()
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::Arguments;

    #[test]
    fn the_command_line_is_consistent() {
        Arguments::command().debug_assert();
    }
}
