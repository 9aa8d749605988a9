//! The signing keys, and how one follows another while the server runs.

use std::time::Duration;

use anyhow::{Context as _, Result};
use chrono::TimeDelta;
use gatehouse_auth::{Clock as _, Context, SystemClock};
use gatehouse_config::{Config, SecretsConfig};
use gatehouse_domain::Timestamp;
use gatehouse_tokens::{KeySource, Keystore, ScheduledKey};
use tokio::{
    signal::unix::{Signal, SignalKind, signal},
    time::MissedTickBehavior,
};
use tokio_util::sync::CancellationToken;

use crate::{data_dir::DataDir, key_file};

/// How often the keys are looked at: far more often than one follows another.
const INTERVAL: Duration = Duration::from_mins(1);

/// The signing keys of the configuration, or else of the data directory, where they are made if there are none.
pub fn keystore(config: &Config, data_dir: &DataDir) -> Result<Keystore> {
    if config.secrets.keys.is_empty() {
        data_dir.make_signing_keys()?;
    }
    let keystore = read(&config.secrets, data_dir, SystemClock.now())?;
    if !keystore.algorithm_names().iter().any(|name| name == "RS256") {
        tracing::warn!("there is no RSA key: apps that expect ID tokens signed with RS256 can't sign in");
    }
    Ok(keystore)
}

fn read(secrets: &SecretsConfig, data_dir: &DataDir, now: Timestamp) -> Result<Keystore> {
    let keys = if secrets.keys.is_empty() {
        data_dir.signing_keys()?
    } else {
        let configured = secrets.keys.iter().enumerate();
        let scheduled = configured.map(|(position, key)| ScheduledKey {
            source: KeySource {
                kid: key.kid.clone(),
                material: key.bytes().clone(),
                password: key.password.clone(),
                origin: match &key.key_file {
                    Some(file) => file.display().to_string(),
                    None => format!("secrets.keys[{position}]"),
                },
            },
            signs_from: key.key_file.as_deref().and_then(key_file::signs_from),
        });
        scheduled.collect()
    };
    let keep = TimeDelta::from_std(secrets.key_rotation.keep).unwrap_or(TimeDelta::MAX);
    Keystore::scheduled(keys, now, keep).context("a signing key can't be used")
}

/// Lets keys follow each other as time goes by, and takes up what was put into their directory: each minute, and at once
/// on SIGHUP.
pub async fn follow_keys(cx: &Context, config: &Config, data_dir: &DataDir, stop: &CancellationToken) {
    let mut hangup = signal(SignalKind::hangup())
        .inspect_err(|error| tracing::warn!(%error, "SIGHUP can't be listened for"))
        .ok();
    let mut minute = tokio::time::interval(INTERVAL);
    minute.set_missed_tick_behavior(MissedTickBehavior::Delay);
    // The first tick is at once, and the keys are fresh.
    minute.tick().await;
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            () = hung_up(&mut hangup) => {}
            _ = minute.tick() => {}
        }
        let (secrets, data_dir, now) = (config.secrets.clone(), data_dir.clone(), cx.now());
        let reread = move || read(&secrets.with_keys_of_now()?, &data_dir, now);
        let keys = tokio::task::spawn_blocking(reread).await;
        match keys.map_err(anyhow::Error::from).flatten() {
            Ok(keys) => {
                if cx.keys.replace(&keys) {
                    tracing::info!(keys = keys.list().len(), "the signing keys have changed");
                }
            }
            Err(error) => tracing::error!(
                error = format!("{error:#}"),
                "the signing keys can't be read again; those of before are used"
            ),
        }
    }
}

async fn hung_up(hangup: &mut Option<Signal>) {
    match hangup {
        Some(signal) => {
            signal.recv().await;
        }
        None => std::future::pending().await,
    }
}
