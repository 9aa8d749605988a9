use std::{sync::Barrier, thread};

use chrono::TimeDelta;

use super::*;
use crate::ManualClock;

const NOW: i64 = 1_800_000_000_000_000;

fn clock() -> Arc<ManualClock> {
    Arc::new(ManualClock::new(Timestamp::from_timestamp_micros(NOW).unwrap()))
}

fn rate(burst: u32, per_second: f64) -> Rate {
    Rate {
        burst: NonZeroU32::new(burst).unwrap(),
        per_second,
    }
}

fn limits(clock: &Arc<ManualClock>, each: Rate) -> Limits {
    Limits::new(Rates::all(each), Arc::clone(clock) as _)
}

fn ip(text: &str) -> IpAddr {
    text.parse().unwrap()
}

fn seconds(refused: Result<(), TooMany>) -> u64 {
    refused.unwrap_err().retry_after.as_secs()
}

#[test]
fn after_the_burst_attempts_come_back_one_by_one() {
    let clock = clock();
    let limits = limits(&clock, rate(3, 0.05));
    let attempt = || limits.check([Limit::LoginPerIp(Some(ip("192.0.2.1")))]);
    for _ in 0..3 {
        attempt().unwrap();
    }
    assert_eq!(
        attempt(),
        Err(TooMany {
            limit: "login.per_ip",
            retry_after: Duration::from_secs(20)
        })
    );
    clock.advance(TimeDelta::seconds(19));
    assert_eq!(seconds(attempt()), 1, "what was refused does not count");
    clock.advance(TimeDelta::seconds(1));
    attempt().unwrap();
    assert_eq!(seconds(attempt()), 20);
    clock.advance(TimeDelta::minutes(1));
    for _ in 0..3 {
        attempt().unwrap();
    }
    attempt().unwrap_err();
}

#[test]
fn of_sixteen_attempts_at_once_the_burst_gets_through() {
    let limits = limits(&clock(), rate(5, 1.0));
    let start = Barrier::new(16);
    let passed = thread::scope(|scope| {
        let attempt = || {
            start.wait();
            limits.check([Limit::LoginPerIp(Some(ip("192.0.2.1")))]).is_ok()
        };
        let threads: Vec<_> = (0..16).map(|_| scope.spawn(attempt)).collect();
        threads
            .into_iter()
            .filter_map(|thread| thread.join().unwrap().then_some(()))
            .count()
    });
    assert_eq!(passed, 5);
}

#[test]
fn what_one_has_used_up_another_has_not() {
    let clock = clock();
    let id = |digit: u8| EmailChallengeId::new(clock.now(), [digit; 10]);
    let address = |text: &str| text.parse::<EmailAddress>().unwrap();
    let (ana, shouting, bob) = (
        address("ana@example.org"),
        address("ANA@Example.org"),
        address("bob@example.org"),
    );
    for (first, same, other) in [
        (
            Limit::Registration(Some(ip("192.0.2.1"))),
            Limit::Registration(Some(ip("::ffff:192.0.2.1"))),
            Limit::Registration(Some(ip("192.0.2.2"))),
        ),
        (
            Limit::RecoveryTicketPerIp(Some(ip("2001:db8:1:2::1"))),
            Limit::RecoveryTicketPerIp(Some(ip("2001:db8:1:2:ffff:ffff:ffff:ffff"))),
            Limit::RecoveryTicketPerIp(Some(ip("2001:db8:1:3::1"))),
        ),
        (
            Limit::UserCodePerIp(None),
            Limit::UserCodePerIp(None),
            Limit::UserCodePerIp(Some(ip("192.0.2.1"))),
        ),
        (
            Limit::LoginPerAccount("Ana"),
            Limit::LoginPerAccount(" ana "),
            Limit::LoginPerAccount("bob"),
        ),
        (
            Limit::EmailAuthenticationPerAddress(&ana),
            Limit::EmailAuthenticationPerAddress(&shouting),
            Limit::EmailAuthenticationPerAddress(&bob),
        ),
        (
            Limit::EmailAuthenticationAttemptPerSession(id(1)),
            Limit::EmailAuthenticationAttemptPerSession(id(1)),
            Limit::EmailAuthenticationAttemptPerSession(id(2)),
        ),
        // Each limit counts for itself.
        (
            Limit::AccountRecoveryPerIp(Some(ip("192.0.2.1"))),
            Limit::AccountRecoveryPerIp(Some(ip("192.0.2.1"))),
            Limit::RegistrationTokenPerIp(Some(ip("192.0.2.1"))),
        ),
    ] {
        let limits = limits(&clock, rate(1, 1.0));
        limits.check([first]).unwrap();
        limits.check([same]).unwrap_err();
        limits.check([other]).unwrap();
    }
}

#[test]
fn who_is_refused_by_address_does_not_wear_out_an_account() {
    let clock = clock();
    let rates = Rates {
        login_per_ip: rate(1, 1.0),
        ..Rates::all(rate(2, 0.001))
    };
    let limits = Limits::new(rates, Arc::clone(&clock) as _);
    let attempt = |from: &str| limits.check([Limit::LoginPerIp(Some(ip(from))), Limit::LoginPerAccount("ana")]);
    attempt("192.0.2.1").unwrap();
    for _ in 0..10 {
        assert_eq!(attempt("192.0.2.1").unwrap_err().limit, "login.per_ip");
    }
    attempt("192.0.2.2").unwrap();
    assert_eq!(attempt("192.0.2.3").unwrap_err().limit, "login.per_account");
}

#[test]
fn a_clock_that_is_put_back_locks_nobody_out() {
    let clock = clock();
    let limits = limits(&clock, rate(1, 1.0));
    let attempt = || limits.check([Limit::Registration(None)]);
    clock.advance(TimeDelta::hours(1));
    attempt().unwrap();
    clock.advance(TimeDelta::hours(-1));
    assert!(attempt().unwrap_err().retry_after <= Duration::from_secs(1));
    clock.advance(TimeDelta::seconds(1));
    attempt().unwrap();
}

#[test]
fn odd_rates_are_brought_into_range() {
    for (per_second, waits) in [
        (f64::MIN_POSITIVE, true),
        (1e-300, true),
        (0.0, true),
        (f64::NAN, true),
        (f64::MAX, false),
        (1e12, false),
    ] {
        for burst in [1, u32::MAX] {
            let clock = clock();
            let limits = limits(&clock, rate(burst, per_second));
            let attempt = || limits.check([Limit::Registration(None)]);
            attempt().unwrap();
            if burst == 1 && waits {
                assert!(
                    attempt().unwrap_err().retry_after >= Duration::from_hours(24 * 365),
                    "{per_second}"
                );
            }
            clock.advance(TimeDelta::microseconds(1));
            let _ = attempt();
            limits.forget_recovered();
        }
    }
}

#[test]
fn who_has_recovered_is_forgotten() {
    let clock = clock();
    let limits = limits(&clock, rate(3, 1.0));
    let known = || limits.limiters.each().map(RateLimiter::len).sum::<usize>();
    for host in 0..100 {
        limits
            .check([Limit::LoginPerIp(Some([192, 0, 2, host].into()))])
            .unwrap();
    }
    limits.forget_recovered();
    assert_eq!(known(), 100);
    clock.advance(TimeDelta::seconds(10));
    limits.check([Limit::LoginPerIp(None)]).unwrap();
    limits.forget_recovered();
    assert_eq!(known(), 1);
}

#[test]
fn a_million_addresses_take_no_more_than_their_share_of_memory() {
    let clock = clock();
    let limits = limits(&clock, rate(1, 0.000_1));
    let attempt = |host: u32| limits.check([Limit::LoginPerIp(Some(host.to_be_bytes().into()))]);
    let passed = (0..1_000_000).filter(|host| attempt(*host).is_ok()).count();
    let most = DISTINCT_KEYS + usize::try_from(SHARED_KEYS).unwrap();
    assert!(limits.limiters.login_per_ip.len() <= most);
    // Everybody beyond shares what is left.
    assert!((DISTINCT_KEYS..=most).contains(&passed), "{passed}");
    clock.advance(TimeDelta::hours(10));
    limits.forget_recovered();
    assert!(limits.limiters.login_per_ip.is_empty());
}

#[test]
fn an_exempt_network_is_counted_by_account_alone() {
    let clock = clock();
    let limits = limits(&clock, rate(1, 0.05)).but_not_from(vec!["127.0.0.0/8".parse().unwrap()]);
    let attempt = |from: Option<IpAddr>, name| limits.check([Limit::LoginPerIp(from), Limit::LoginPerAccount(name)]);
    for name in ["ana", "bo", "chidi"] {
        attempt(Some(ip("127.0.0.1")), name).unwrap();
    }
    attempt(Some(ip("::ffff:127.0.0.1")), "dora").unwrap();
    attempt(None, "eve").unwrap();
    assert_eq!(
        attempt(Some(ip("127.0.0.1")), "ana").unwrap_err().limit,
        "login.per_account"
    );
    attempt(Some(ip("192.0.2.1")), "finn").unwrap();
    assert_eq!(attempt(Some(ip("192.0.2.1")), "gus").unwrap_err().limit, "login.per_ip");
}
