//! Closed loops: each connection sends its next request when the last is answered.

use std::{
    cell::RefCell,
    collections::VecDeque,
    net::SocketAddr,
    rc::Rc,
    time::{Duration, Instant},
};

use anyhow::Result;
use tokio::task::JoinSet;

use crate::{
    connection::{Answer, Connection},
    process::Process,
    statistics::percentile,
};

/// What one connection does over and over.
pub trait Step: 'static {
    fn step(&mut self, connection: &mut Connection) -> impl Future<Output = Result<()>>;
}

/// How long, and at which pace.
#[derive(Clone, Copy)]
pub struct Pace {
    pub warm_up: Duration,
    pub measured: Duration,
    /// Between an answer and the next request.
    pub pause: Duration,
}

/// What was measured.
#[derive(Clone, Copy, Default)]
pub struct Rate {
    pub per_second: f64,
    /// Of the process that answered, for each request.
    pub cpu_micros: f64,
    pub p50_micros: f64,
    pub p99_micros: f64,
}

impl Rate {
    fn new(mut latencies: Vec<u32>, took: Duration, cpu: Duration) -> Self {
        latencies.sort_unstable();
        let count = f64::from(u32::try_from(latencies.len()).unwrap_or(u32::MAX)).max(1.0);
        Self {
            per_second: count / took.as_secs_f64(),
            cpu_micros: cpu.as_secs_f64() * 1e6 / count,
            p50_micros: percentile(&latencies, 50).into(),
            p99_micros: percentile(&latencies, 99).into(),
        }
    }
}

/// Where the load goes.
#[derive(Clone, Copy)]
pub struct Target {
    pub address: SocketAddr,
    pub process: Process,
}

/// Runs each worker on a connection of its own. Gives the workers back, so that they can go on later.
pub async fn run<S: Step>(target: Target, workers: Vec<S>, pace: Pace) -> Result<(Rate, Vec<S>)> {
    let begin = Instant::now() + pace.warm_up;
    let end = begin + pace.measured;
    let mut running = JoinSet::new();
    for mut worker in workers {
        running.spawn_local(async move {
            let mut connection = Connection::open(target.address).await?;
            let mut latencies = Vec::with_capacity(64 * 1024);
            loop {
                let started = Instant::now();
                worker.step(&mut connection).await?;
                let ended = Instant::now();
                if ended >= end {
                    return anyhow::Ok((worker, latencies));
                }
                if ended >= begin {
                    latencies.push(micros(ended - started));
                }
                if !pace.pause.is_zero() {
                    tokio::time::sleep(pace.pause).await;
                }
            }
        });
    }
    tokio::time::sleep_until(begin.into()).await;
    let before = target.process.cpu_time()?;
    tokio::time::sleep_until(end.into()).await;
    let cpu = target.process.cpu_time()?.saturating_sub(before);
    let mut workers = Vec::new();
    let mut latencies = Vec::new();
    while let Some(done) = running.join_next().await {
        let (worker, its) = done??;
        workers.push(worker);
        latencies.extend(its);
    }
    Ok((Rate::new(latencies, pace.measured, cpu), workers))
}

/// Sends each request once, over so many connections, and keeps what `read` finds in the answers.
pub async fn drain<T: 'static>(
    target: Target,
    requests: Vec<Vec<u8>>,
    connections: usize,
    read: fn(&Answer<'_>) -> Result<T>,
) -> Result<(Rate, Vec<T>)> {
    let waiting = Rc::new(RefCell::new(VecDeque::from(requests)));
    let mut opened = Vec::new();
    for _ in 0..connections {
        opened.push(Connection::open(target.address).await?);
    }
    let before = target.process.cpu_time()?;
    let begin = Instant::now();
    let mut running = JoinSet::new();
    for mut connection in opened {
        let waiting = Rc::clone(&waiting);
        running.spawn_local(async move {
            let mut done = Vec::new();
            loop {
                let Some(request) = waiting.borrow_mut().pop_front() else {
                    return anyhow::Ok(done);
                };
                let started = Instant::now();
                let found = read(&connection.send(&request).await?)?;
                done.push((micros(started.elapsed()), found));
            }
        });
    }
    let mut all = Vec::new();
    while let Some(done) = running.join_next().await {
        all.extend(done??);
    }
    let took = begin.elapsed();
    let cpu = target.process.cpu_time()?.saturating_sub(before);
    let (latencies, found) = all.into_iter().unzip();
    Ok((Rate::new(latencies, took, cpu), found))
}

fn micros(time: Duration) -> u32 {
    u32::try_from(time.as_micros()).unwrap_or(u32::MAX)
}
