//! How much is measured.

use std::time::Duration;

use crate::load::Pace;

/// Bounds of a run.
#[derive(Clone, Copy)]
pub struct Plan {
    /// Sessions, each with an access token and a refresh token.
    pub sessions: usize,
    /// In the database in which one account has many devices.
    pub all_sessions: i64,
    /// Of each measurement; the table shows medians.
    pub repetitions: usize,
    /// How often each way to the homeserver has its turn.
    pub turns: usize,
    pub connections: usize,
    pub pace: Pace,
    /// Authorization requests in one round, and for how long there are rounds.
    pub flows: usize,
    pub flow_rounds: Duration,
    /// Raw argon2id, for each number of threads.
    pub argon2: Duration,
    pub starts: usize,
    /// Requests that wait at the same time for their answer, and for how long.
    pub held: usize,
    pub holding: Duration,
}

impl Plan {
    pub const fn full() -> Self {
        Self {
            sessions: 100_000,
            all_sessions: 1_000_000,
            repetitions: 3,
            turns: 25,
            connections: 32,
            pace: Pace {
                warm_up: Duration::from_secs(1),
                measured: Duration::from_secs(4),
                pause: Duration::ZERO,
            },
            flows: 256,
            flow_rounds: Duration::from_secs(12),
            argon2: Duration::from_secs(1),
            starts: 10,
            held: 1000,
            holding: Duration::from_secs(15),
        }
    }

    pub const fn quick() -> Self {
        Self {
            sessions: 2000,
            all_sessions: 40_000,
            repetitions: 1,
            turns: 1,
            connections: 8,
            pace: Pace {
                warm_up: Duration::from_millis(100),
                measured: Duration::from_millis(500),
                pause: Duration::ZERO,
            },
            flows: 16,
            flow_rounds: Duration::ZERO,
            argon2: Duration::from_millis(200),
            starts: 2,
            held: 50,
            holding: Duration::from_secs(2),
        }
    }
}
