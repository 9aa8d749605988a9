//! `gatehouse keys`.

use std::{fs, path::PathBuf};

use anyhow::{Context as _, Result, bail};
use chrono::{SecondsFormat, SubsecRound as _, TimeDelta};
use clap::{Args, Subcommand};
use gatehouse_auth::{Clock as _, SystemClock};
use gatehouse_config::Config;
use gatehouse_domain::Timestamp;
use gatehouse_tokens::{KeyKind, KeyState, KnownKey};

use super::{output, place::Place};
use crate::{
    data_dir::{DataDir, write_key},
    key_file, wiring,
};

#[derive(Subcommand)]
pub enum KeysCommand {
    /// List the keys that sign tokens, and those that did or will.
    List,
    /// Make new keys. They are published at once and sign a day later, or as `secrets.key_rotation` says.
    Rotate(RotateArgs),
}

#[derive(Args)]
pub struct RotateArgs {
    /// Kind of key to make; may be given several times. Without it: each kind that signs now.
    #[arg(long = "kind", value_name = "KIND", value_parser = kind)]
    kinds: Vec<KeyKind>,
    /// Sign with them at once, as when a key has become known. Apps may refuse a sign-in until they ask for the keys anew.
    #[arg(long)]
    now: bool,
}

fn kind(name: &str) -> Result<KeyKind, String> {
    let found = KeyKind::ALL.into_iter().find(|kind| kind.as_str() == name);
    found.ok_or_else(|| format!("must be one of {}", KeyKind::ALL.map(KeyKind::as_str).join(", ")))
}

pub fn run(place: &Place, command: &KeysCommand) -> Result<()> {
    let config = place.load_quietly()?.config;
    let data_dir = place.data_dir();
    match command {
        KeysCommand::List => list(&config, &data_dir),
        KeysCommand::Rotate(args) => rotate(&config, &data_dir, args),
    }
}

fn list(config: &Config, data_dir: &DataDir) -> Result<()> {
    let keystore = wiring::keystore(config, data_dir)?;
    for key in keystore.list() {
        let algorithm = key.algorithms.first().map_or("", String::as_str);
        output::line(format_args!(
            "{}  {algorithm}  {}  {}",
            key.kid,
            state(&key),
            key.origin
        ))?;
    }
    Ok(())
}

fn state(key: &KnownKey) -> String {
    let since = key.signs_from.map_or("the beginning".to_owned(), time);
    match key.state {
        KeyState::Next { from } => format!("next, signs from {}", time(from)),
        KeyState::Current { .. } => format!("current since {since}"),
        KeyState::Retired { until } => format!("retired, published until {}", time(until)),
        KeyState::Waiting => "published, but another of its kind signs".to_owned(),
        KeyState::Past { since } => format!("past since {}", time(since)),
    }
}

fn time(at: Timestamp) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}

fn rotate(config: &Config, data_dir: &DataDir, args: &RotateArgs) -> Result<()> {
    let secrets = &config.secrets;
    let keys = wiring::keystore(config, data_dir)?.list();
    let directory = match &secrets.keys_dir {
        Some(directory) => directory.clone(),
        None if secrets.keys.is_empty() => data_dir.keys(),
        None => bail!(
            "the keys are listed in secrets.keys: add the next one at the end of its kind, and move it to the front a day \
             later; or use secrets.keys_dir"
        ),
    };
    let lead = if args.now {
        TimeDelta::zero()
    } else {
        TimeDelta::from_std(secrets.key_rotation.lead_time)?
    };
    let from = (SystemClock.now() + lead).trunc_subsecs(0);
    for kind in chosen(&keys, args) {
        let of_kind = |key: &&KnownKey| key.algorithms.first().is_some_and(|name| name == kind.algorithm());
        let next = keys
            .iter()
            .filter(of_kind)
            .find(|key| matches!(key.state, KeyState::Next { .. }));
        if let Some(next) = next.filter(|_| !args.now) {
            output::line(format_args!("{}: {}, no other is made", kind.as_str(), state(next)))?;
            continue;
        }
        let file = directory.join(key_file::name(kind, from));
        write_key(&file, kind)?;
        let when = if args.now {
            "signs at once".to_owned()
        } else {
            format!("signs from {}", time(from))
        };
        output::line(format_args!("{}: {} is made, it {when}", kind.as_str(), file.display()))?;
    }
    if secrets.keys_dir.is_none() {
        clear(&keys)?;
    }
    Ok(output::line(
        "A server that runs takes them up within a minute, or at once on SIGHUP.",
    )?)
}

/// What is to be made: by default, a successor of each key that signs.
fn chosen(keys: &[KnownKey], args: &RotateArgs) -> Vec<KeyKind> {
    if !args.kinds.is_empty() {
        return args.kinds.clone();
    }
    let signs = |kind: &KeyKind| {
        keys.iter().any(|key| {
            matches!(key.state, KeyState::Current { .. })
                && key.algorithms.first().is_some_and(|name| name == kind.algorithm())
        })
    };
    KeyKind::ALL.into_iter().filter(signs).collect()
}

/// Removes the files of keys that are good for nothing any more.
fn clear(keys: &[KnownKey]) -> Result<()> {
    for key in keys.iter().filter(|key| matches!(key.state, KeyState::Past { .. })) {
        let file = PathBuf::from(&key.origin);
        fs::remove_file(&file).with_context(|| format!("can't remove {}", file.display()))?;
        output::line(format_args!("{} is removed, its time is over", file.display()))?;
    }
    Ok(())
}
