//! `gatehouse config`.

use std::path::{Path, PathBuf};

use anyhow::Result;
use clap::{Args, Subcommand};
use gatehouse_auth::clients::SyncMode;
use gatehouse_config::Secrets;

use super::{
    new_config, output,
    place::Place,
    private_file::{self, Existing},
};
use crate::{telemetry, wiring};

#[derive(Subcommand)]
pub enum ConfigCommand {
    /// Write a new configuration with fresh keys and secrets.
    Generate {
        /// File to write, which must not exist yet; without it, standard output.
        #[arg(short, long, value_name = "FILE")]
        output: Option<PathBuf>,
    },
    /// Tell whether the configuration can be used.
    Check,
    /// Write the configuration as it is understood: files merged, environment applied, defaults filled in.
    Dump {
        /// File to write; without it, standard output.
        #[arg(short, long, value_name = "FILE")]
        output: Option<PathBuf>,
        /// Leave out what is secret, as for a report of a problem.
        #[arg(long)]
        hide_secrets: bool,
    },
    /// Bring the clients of the configuration into the database.
    Sync(SyncArgs),
}

#[derive(Args)]
pub struct SyncArgs {
    /// Remove the clients that the configuration no longer has.
    #[arg(long)]
    prune: bool,
    /// Only tell what would happen.
    #[arg(long)]
    dry_run: bool,
}

pub async fn run(place: &Place, command: ConfigCommand) -> Result<()> {
    match command {
        ConfigCommand::Generate { output } => {
            write(output.as_deref(), &new_config::generate()?, Existing::Kept)?;
        }
        ConfigCommand::Check => check(place)?,
        ConfigCommand::Dump { output, hide_secrets } => {
            let secrets = if hide_secrets { Secrets::Hidden } else { Secrets::Shown };
            write(output.as_deref(), &place.load()?.to_yaml(secrets)?, Existing::Replaced)?;
        }
        ConfigCommand::Sync(args) => sync(place, &args).await?,
    }
    Ok(())
}

fn write(file: Option<&Path>, text: &str, existing: Existing) -> Result<()> {
    match file {
        Some(file) => private_file::write(file, text, existing),
        None => Ok(output::text(text)?),
    }
}

fn check(place: &Place) -> Result<()> {
    let loaded = place.load()?;
    for warning in &loaded.warnings {
        output::line(format_args!("warning: {warning}"))?;
    }
    telemetry::filter(&loaded.config.telemetry.log)?;
    if !loaded.config.secrets.keys.is_empty() {
        wiring::keystore(&loaded.config, &place.data_dir())?;
    }
    Ok(output::line("The configuration is good.")?)
}

async fn sync(place: &Place, args: &SyncArgs) -> Result<()> {
    let (cx, config) = place.open().await?;
    let mode = SyncMode {
        prune: args.prune,
        dry_run: args.dry_run,
    };
    let synced = wiring::sync_clients(&cx, &config, mode).await?;
    let would = if args.dry_run { "would be " } else { "" };
    for client in &synced.added_or_changed {
        output::line(format_args!("{client}: {would}brought in"))?;
    }
    for client in &synced.removed {
        output::line(format_args!("{client}: {would}removed"))?;
    }
    for client in &synced.left {
        output::line(format_args!(
            "{client}: no longer in the configuration, stays (--prune removes it)"
        ))?;
    }
    if synced.added_or_changed.is_empty() && synced.removed.is_empty() {
        output::line("Nothing to change.")?;
    }
    cx.db.close().await;
    Ok(())
}
