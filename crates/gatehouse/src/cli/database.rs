//! `gatehouse database`.

use std::path::Path;

use anyhow::{Context as _, Result, bail};
use clap::{Args, Subcommand};
use gatehouse_storage::{Db, PoolSettings, PostgresTls, Target};

use super::{output, place::Place};
use crate::{data_dir::create_private, wiring};

#[derive(Subcommand)]
pub enum DatabaseCommand {
    /// Bring the schema up to date; the server does this when it starts.
    Migrate,
    /// Copy everything from one database to another that is empty, as from SQLite to PostgreSQL.
    ///
    /// No server may run on either of them meanwhile.
    Copy(CopyArgs),
}

#[derive(Args)]
pub struct CopyArgs {
    /// What to copy: `sqlite:PATH` or `postgresql://USER:PASSWORD@HOST/NAME`.
    from: String,
    /// Where to: the same forms.
    to: String,
}

pub async fn run(place: &Place, command: DatabaseCommand) -> Result<()> {
    match command {
        DatabaseCommand::Migrate => migrate(place).await,
        DatabaseCommand::Copy(args) => copy(place, &args).await,
    }
}

async fn migrate(place: &Place) -> Result<()> {
    let config = place.load_quietly()?.config;
    let db = wiring::database(&config, &place.data_dir()).await?;
    let pending = db.pending_migrations().await?;
    db.migrate().await?;
    db.close().await;
    Ok(match pending {
        0 => output::line("The database is up to date."),
        pending => output::line(format_args!(
            "The database is up to date now; migrations applied: {pending}"
        )),
    }?)
}

async fn copy(place: &Place, args: &CopyArgs) -> Result<()> {
    place.load_quietly()?;
    let from = open(&args.from, Role::Source).await?;
    let to = open(&args.to, Role::Destination).await?;
    let copied = gatehouse_storage::copy::copy(&from, &to).await?;
    for (table, rows) in copied {
        output::line(format_args!("{table}: {rows}"))?;
    }
    from.close().await;
    to.close().await;
    Ok(output::line("Everything is copied, and the counts agree.")?)
}

#[derive(Clone, Copy, PartialEq)]
enum Role {
    Source,
    Destination,
}

async fn open(uri: &str, role: Role) -> Result<Db> {
    let sqlite = uri.strip_prefix("sqlite:").map(|path| {
        let path = path.strip_prefix("//").unwrap_or(path);
        Path::new(path)
    });
    let target = match sqlite {
        Some(path) if role == Role::Source && !path.is_file() => bail!("there is no database {}", path.display()),
        Some(path) => {
            create_private(path)?;
            Target::file(path)
        }
        None if ["postgresql://", "postgres://"]
            .iter()
            .any(|scheme| uri.starts_with(scheme)) =>
        {
            Target::postgres(uri, PostgresTls::default()).context("the URI of a PostgreSQL database can't be read")?
        }
        None => bail!("a database is given as sqlite:PATH or postgresql://USER:PASSWORD@HOST/NAME"),
    };
    let name = match role {
        Role::Source => "the database to copy from",
        Role::Destination => "the database to copy to",
    };
    let db = Db::connect(target, PoolSettings::default()).await;
    let db = db.with_context(|| format!("can't connect to {name}"))?;
    match role {
        Role::Source if db.pending_migrations().await? > 0 => {
            bail!("{name} is not up to date: run `gatehouse database migrate` on it first")
        }
        Role::Source => {}
        Role::Destination => db.migrate().await?,
    }
    Ok(db)
}
