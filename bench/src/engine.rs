//! Everything that is measured on one database.

use std::{io::Write as _, path::Path, rc::Rc};

use anyhow::{Context as _, Result};
use gatehouse_domain::{Token, TokenKind};
use gatehouse_storage::{Db, PoolSettings};
use gatehouse_tokens::issue;

use crate::{
    browser::{App, Browser, PASSWORD, USERNAME},
    flows::{self, middle},
    limits::Limits,
    load::{self, Rate, Step, Target},
    plan::Plan,
    request,
    seed::{self, Seeded},
    server::{Database, Installation, SECRET},
    sign_ins::{self, SignIns},
    statistics::median,
    steps::{Fixed, Refresh, is_active, is_inactive, is_ok},
};

/// Unknown tokens that take turns.
const UNKNOWN_TOKENS: usize = 10_000;

/// One line of the table.
pub struct Row {
    pub what: &'static str,
    pub rate: Rate,
    /// Its limit, and the share of it that is reached.
    pub limit: Option<(&'static str, f64)>,
}

/// What was measured on one database.
pub struct Measured {
    pub name: String,
    pub limits: Vec<Row>,
    pub rows: Vec<Row>,
    pub sign_ins: SignIns,
    pub start_up_ms: f64,
    pub resident_at_start: f64,
    /// Over everything but the sign-ins.
    pub peak_mib: f64,
}

pub async fn measure(
    name: String,
    program: &Path,
    scratch: &Path,
    database: &Database,
    plan: &Plan,
) -> Result<Measured> {
    let installation = Installation::new(program, scratch, database)?;
    installation.command(&["database", "migrate"], "")?;
    installation.command(
        &["manage", "register-user", USERNAME, "--yes", "--password-stdin"],
        PASSWORD,
    )?;
    let server = installation.start()?;
    let target = server.target();
    let app = App::register(target.address).await?;
    let browser = Browser::signed_in(target.address).await?;
    tell(&name, "filling the tables");
    let seeded = fill(database, &app, plan).await?;
    let limits = Limits::start(&database.uri())?;
    let mut pairs = Pairs {
        name: &name,
        plan,
        server: target,
        limit: limits.target(),
        limits: Vec::new(),
        rows: Vec::new(),
    };
    introspections(&mut pairs, &seeded).await?;
    refreshes(&mut pairs, &app, &browser, &seeded).await?;
    flows(&mut pairs, &app, &browser).await?;
    let Pairs {
        limits: limit_rows,
        rows,
        ..
    } = pairs;
    drop(limits);
    let peak_mib = server.process().peak()?;
    tell(&name, "sign-ins");
    let hot = seeded
        .access_tokens
        .first()
        .map(introspection)
        .context("there is no session")?;
    let sign_ins = sign_ins::measure(target, hot, plan).await?;
    server.stop()?;
    tell(&name, "starts");
    let (start_up_ms, resident_at_start) = starts(&installation, plan)?;
    Ok(Measured {
        name,
        limits: limit_rows,
        rows,
        sign_ins,
        start_up_ms,
        resident_at_start,
        peak_mib,
    })
}

async fn fill(database: &Database, app: &App, plan: &Plan) -> Result<Seeded> {
    let db = Db::connect(database.uri().parse()?, PoolSettings::default()).await?;
    let seeded = seed::insert(&db, app.client_id.parse()?, plan.sessions).await;
    db.close().await;
    seeded
}

/// Measures the server and its limit in turns, so that whatever else the machine does meets both.
struct Pairs<'a> {
    name: &'a str,
    plan: &'a Plan,
    server: Target,
    limit: Target,
    limits: Vec<Row>,
    rows: Vec<Row>,
}

impl Pairs<'_> {
    async fn measure<A: Step, B: Step>(
        &mut self,
        (limit, mut limit_workers): (&'static str, Vec<A>),
        (what, mut workers): (&'static str, Vec<B>),
    ) -> Result<()> {
        tell(self.name, what);
        let (mut limits, mut rates) = (Vec::new(), Vec::new());
        for _ in 0..self.plan.repetitions {
            let rate;
            (rate, limit_workers) = load::run(self.limit, limit_workers, self.plan.pace).await?;
            limits.push(rate);
            let rate;
            (rate, workers) = load::run(self.server, workers, self.plan.pace).await?;
            rates.push(rate);
        }
        let ratio = median(
            rates
                .iter()
                .zip(&limits)
                .map(|(rate, limit)| rate.per_second / limit.per_second),
        );
        self.limits.push(Row {
            what: limit,
            rate: middle(limits.into_iter()),
            limit: None,
        });
        self.rows.push(Row {
            what,
            rate: middle(rates.into_iter()),
            limit: Some((limit, ratio)),
        });
        Ok(())
    }

    fn fixed(&self, requests: Vec<Vec<u8>>, check: fn(&crate::connection::Answer<'_>) -> Result<()>) -> Vec<Fixed> {
        Fixed::workers(self.plan.connections, requests, check)
    }
}

fn introspection(token: &Token) -> Vec<u8> {
    let headers = format!("authorization: Bearer {SECRET}\r\naccept: application/json\r\n");
    request::form("/oauth2/introspect", &headers, &[("token", token.expose())])
}

fn select(token: &Token) -> Vec<u8> {
    request::form("/select", "", &[("token", token.expose())])
}

async fn introspections(pairs: &mut Pairs<'_>, seeded: &Seeded) -> Result<()> {
    let tokens = &seeded.access_tokens;
    let hot: Vec<_> = tokens.iter().take(1).collect();
    let constant = pairs.fixed(vec![request::form("/constant", "", &[("token", "any")])], is_ok);
    let mut rates = Vec::new();
    let mut workers = constant;
    for _ in 0..pairs.plan.repetitions {
        let rate;
        (rate, workers) = load::run(pairs.limit, workers, pairs.plan.pace).await?;
        rates.push(rate);
    }
    pairs.limits.push(Row {
        what: "a constant",
        rate: middle(rates.into_iter()),
        limit: None,
    });

    let limit = pairs.fixed(hot.iter().map(|token| select(token)).collect(), is_active);
    let server = pairs.fixed(hot.iter().map(|token| introspection(token)).collect(), is_active);
    pairs
        .measure(("one select, one token", limit), ("introspection, one token", server))
        .await?;

    let limit = pairs.fixed(tokens.iter().map(select).collect(), is_active);
    let server = pairs.fixed(tokens.iter().map(introspection).collect(), is_active);
    pairs
        .measure(("one select, all tokens", limit), ("introspection, all tokens", server))
        .await?;

    let unknown: Vec<_> = (0..UNKNOWN_TOKENS).map(|_| issue::mint(TokenKind::Access)).collect();
    let limit = pairs.fixed(unknown.iter().map(select).collect(), is_inactive);
    let server = pairs.fixed(unknown.iter().map(introspection).collect(), is_inactive);
    pairs
        .measure(
            ("one select, unknown token", limit),
            ("introspection, unknown token", server),
        )
        .await
}

async fn refreshes(pairs: &mut Pairs<'_>, app: &App, browser: &Browser, seeded: &Seeded) -> Result<()> {
    let plan = Plan {
        flows: pairs.plan.connections,
        ..*pairs.plan
    };
    let (_, refresh_tokens) = flows::round(pairs.server, app, browser, &plan).await?;
    let client_id: Rc<str> = app.client_id.as_str().into();
    let apps = refresh_tokens.into_iter().map(|refresh_token| Refresh {
        client_id: Rc::clone(&client_id),
        refresh_token,
    });
    let commits = seeded
        .session_ids
        .iter()
        .map(|id| request::form("/commit", "", &[("session", id)]));
    let limit = pairs.fixed(commits.collect(), is_ok);
    pairs
        .measure(("one committed update", limit), ("refresh", apps.collect()))
        .await
}

async fn flows(pairs: &mut Pairs<'_>, app: &App, browser: &Browser) -> Result<()> {
    tell(pairs.name, "codes");
    let flows = flows::measure(pairs.server, app, browser, pairs.plan).await?;
    let limit = pairs.limits.last().context("nothing was measured")?;
    let (name, limit) = (limit.what, limit.rate.per_second);
    for (what, rate) in [
        ("authorization request", flows.authorization),
        ("consent", flows.consent),
        ("code exchange", flows.exchange),
    ] {
        pairs.rows.push(Row {
            what,
            rate,
            limit: Some((name, rate.per_second / limit)),
        });
    }
    Ok(())
}

/// Milliseconds to the first answer, and resident memory then, on the database as it has become.
fn starts(installation: &Installation, plan: &Plan) -> Result<(f64, f64)> {
    let (mut times, mut resident) = (Vec::new(), Vec::new());
    for _ in 0..plan.starts {
        let server = installation.start()?;
        times.push(server.start_up.as_secs_f64() * 1000.0);
        resident.push(server.process().resident()?);
        server.stop()?;
    }
    Ok((median(times), median(resident)))
}

/// Progress, for the person who waits.
fn tell(name: &str, what: &str) {
    // Nobody is harmed when it can't be written.
    let _ = writeln!(std::io::stderr(), "{name}: {what}");
}
