//! Sixteen people who sign in at once, and everybody else meanwhile.

use std::{thread, time::Duration};

use anyhow::Result;

use crate::{
    browser::Browser,
    flows::middle,
    limits,
    load::{self, Pace, Rate, Target},
    plan::Plan,
    statistics::median,
    steps::{Fixed, is_active, is_signed_in},
};

pub const AT_ONCE: usize = 16;
/// Light enough that its latency is what the server makes of it.
const PROBES: usize = 4;
const PROBE_PAUSE: Duration = Duration::from_millis(10);

/// What was measured.
pub struct SignIns {
    pub rate: Rate,
    /// Hashes per second on one core and on all.
    pub argon2: [f64; 2],
    /// Sign-ins by hashes, in the same repetition.
    pub ratios: [f64; 2],
    pub peak_mib: f64,
    /// Introspection at a steady, low rate.
    pub introspection_idle: Rate,
    pub introspection_meanwhile: Rate,
}

pub async fn measure(target: Target, introspection: Vec<u8>, plan: &Plan) -> Result<SignIns> {
    let mut people = Vec::new();
    for _ in 0..AT_ONCE {
        let form = Browser::open(target.address).await?.sign_in();
        people.extend(Fixed::workers(1, vec![form], is_signed_in));
    }
    let probes = || Fixed::workers(PROBES, vec![introspection.clone()], is_active);
    let probe_pace = Pace {
        pause: PROBE_PAUSE,
        ..plan.pace
    };
    let cores = thread::available_parallelism()?.get();
    let (mut hashes, mut rates, mut idle, mut meanwhile) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    target.process.forget_peak()?;
    for _ in 0..plan.repetitions {
        hashes.push([limits::argon2id(1, plan.argon2)?, limits::argon2id(cores, plan.argon2)?]);
        idle.push(load::run(target, probes(), probe_pace).await?.0);
        let (sign_ins, others) = tokio::join!(
            load::run(target, people, plan.pace),
            load::run(target, probes(), probe_pace)
        );
        let (rate, same_people) = sign_ins?;
        people = same_people;
        rates.push(rate);
        meanwhile.push(others?.0);
    }
    let ratio = |of: fn(&[f64; 2]) -> f64| {
        median(
            rates
                .iter()
                .zip(&hashes)
                .map(|(rate, hashes)| rate.per_second / of(hashes)),
        )
    };
    Ok(SignIns {
        argon2: [
            median(hashes.iter().map(|[one, _]| *one)),
            median(hashes.iter().map(|[_, all]| *all)),
        ],
        ratios: [ratio(|[one, _]| *one), ratio(|[_, all]| *all)],
        rate: middle(rates.into_iter()),
        peak_mib: target.process.peak()?,
        introspection_idle: middle(idle.into_iter()),
        introspection_meanwhile: middle(meanwhile.into_iter()),
    })
}
