//! `gatehouse doctor`: what is wrong with an installation, seen from inside and outside.

mod database;
mod finding;
mod homeserver;
mod keys;
mod mail;
mod older_apps;
mod outside;
mod setup;
mod web;

use std::{process::ExitCode, time::Duration};

use anyhow::Result;
use clap::{Args, ValueEnum};
use gatehouse_config::{Config, ConfigError, Loaded};

use self::finding::{Finding, Verdict};
pub(crate) use self::outside::authority;
use crate::{
    cli::output,
    data_dir::DataDir,
    proxy_stanza::{self, Proxy},
};

/// How long any one question may take.
const PATIENCE: Duration = Duration::from_secs(5);

#[derive(Args)]
pub struct DoctorArgs {
    /// Print what a reverse proxy has to be told, and probe nothing.
    #[arg(long, value_enum)]
    proxy: Option<ProxyChoice>,
}

#[derive(Clone, Copy, ValueEnum)]
enum ProxyChoice {
    Nginx,
    Caddy,
    Traefik,
    Haproxy,
    Apache,
    All,
}

/// Prints one line for each finding; fails when something is wrong.
pub async fn run(loaded: Result<Loaded, ConfigError>, data_dir: &DataDir, args: &DoctorArgs) -> Result<ExitCode> {
    if let Some(choice) = args.proxy {
        print_stanzas(&loaded?.config, choice)?;
        return Ok(ExitCode::SUCCESS);
    }
    let findings = match loaded {
        Ok(loaded) => {
            let mut findings = setup::check(&loaded);
            findings.extend(probe(&loaded.config, data_dir).await);
            findings
        }
        Err(error) => setup::problems(&error),
    };
    for finding in &findings {
        output::line(finding)?;
    }
    let count = |verdict| findings.iter().filter(|finding| finding.verdict == verdict).count();
    let (failures, warnings) = (count(Verdict::Fail), count(Verdict::Warn));
    output::line(format_args!("\n{failures} failures, {warnings} warnings"))?;
    output::line(
        "What a reverse proxy has to be told: `gatehouse doctor --proxy nginx`, `caddy`, `traefik`, `haproxy`, `apache` \
         or `all`",
    )?;
    Ok(if failures == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// The places are asked at the same time, and told in the same order.
async fn probe(config: &Config, data_dir: &DataDir) -> Vec<Finding> {
    let (keys, published) = keys::check(config, data_dir);
    let (database, homeserver, mail, outside) = tokio::join!(
        database::check(config, data_dir),
        homeserver::check(config),
        mail::check(config),
        outside::check(config, published.as_ref()),
    );
    [keys, database, homeserver, mail, outside].concat()
}

fn print_stanzas(config: &Config, choice: ProxyChoice) -> Result<()> {
    let proxies: &[Proxy] = match choice {
        ProxyChoice::Nginx => &[Proxy::Nginx],
        ProxyChoice::Caddy => &[Proxy::Caddy],
        ProxyChoice::Traefik => &[Proxy::Traefik],
        ProxyChoice::Haproxy => &[Proxy::Haproxy],
        ProxyChoice::Apache => &[Proxy::Apache],
        ProxyChoice::All => &Proxy::ALL,
    };
    let stanzas: Vec<String> = proxies
        .iter()
        .map(|proxy| proxy_stanza::stanza(*proxy, config))
        .collect();
    Ok(output::text(stanzas.join("\n"))?)
}
