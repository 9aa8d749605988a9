//! Authorization requests from their beginning to tokens, one kind of request after the other.

use std::time::Instant;

use anyhow::Result;

use crate::{
    browser::{self, App, Browser},
    load::{self, Rate, Target},
    plan::Plan,
    statistics::median,
};

/// The three requests of a flow.
pub struct Flows {
    pub authorization: Rate,
    pub consent: Rate,
    pub exchange: Rate,
}

/// Runs rounds of flows; each number is the median of the rounds.
pub async fn measure(target: Target, app: &App, browser: &Browser, plan: &Plan) -> Result<Flows> {
    let begun = Instant::now();
    let mut rounds = Vec::new();
    while rounds.len() < plan.repetitions || begun.elapsed() < plan.flow_rounds {
        rounds.push(round(target, app, browser, plan).await?.0);
    }
    Ok(Flows {
        authorization: middle(rounds.iter().map(|round| round.authorization)),
        consent: middle(rounds.iter().map(|round| round.consent)),
        exchange: middle(rounds.iter().map(|round| round.exchange)),
    })
}

/// One round; also the refresh tokens that it ends with.
pub async fn round(target: Target, app: &App, browser: &Browser, plan: &Plan) -> Result<(Flows, Vec<String>)> {
    let link = browser.get(&app.authorization_request());
    let links = vec![link; plan.flows];
    let (authorization, paths) = load::drain(target, links, plan.connections, browser::consent_path).await?;
    let forms = paths.iter().map(|path| browser.allow(path)).collect();
    let (consent, codes) = load::drain(target, forms, plan.connections, browser::code).await?;
    let requests = codes.iter().map(|code| app.exchange(code)).collect();
    let (exchange, tokens) = load::drain(target, requests, plan.connections, browser::refresh_token).await?;
    Ok((
        Flows {
            authorization,
            consent,
            exchange,
        },
        tokens,
    ))
}

/// The medians of each number by itself.
pub fn middle(rates: impl Iterator<Item = Rate>) -> Rate {
    let rates: Vec<Rate> = rates.collect();
    let of = |number: fn(&Rate) -> f64| median(rates.iter().map(number));
    Rate {
        per_second: of(|rate| rate.per_second),
        cpu_micros: of(|rate| rate.cpu_micros),
        p50_micros: of(|rate| rate.p50_micros),
        p99_micros: of(|rate| rate.p99_micros),
    }
}
