//! When a key signs, and how long it is published.

use chrono::TimeDelta;
use gatehouse_domain::Timestamp;

use super::KeySource;

/// A key with the time from which it signs.
pub struct ScheduledKey {
    /// The key.
    pub source: KeySource,
    /// None is from the beginning.
    pub signs_from: Option<Timestamp>,
}

/// What is done with a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyState {
    /// Published, so that everybody knows it when it begins to sign.
    Next {
        /// When that is.
        from: Timestamp,
    },
    /// Signs.
    Current {
        /// Since when; none is from the beginning.
        since: Option<Timestamp>,
    },
    /// Published because what it signed may still be good.
    Retired {
        /// When that is over.
        until: Timestamp,
    },
    /// Published, and in the configured order behind another that signs.
    Waiting,
    /// No longer published.
    Past {
        /// Since when.
        since: Timestamp,
    },
}

/// The state of each key, given what tells its kind and when it signs.
///
/// Of the keys of a kind that may sign, the one whose time came last does; of those of the same time, the first.
pub(super) fn states<K: PartialEq>(keys: &[(K, Option<Timestamp>)], now: Timestamp, keep: TimeDelta) -> Vec<KeyState> {
    let state = |(index, (kind, signs_from)): (usize, &(K, Option<Timestamp>))| {
        if let Some(from) = *signs_from
            && from > now
        {
            return KeyState::Next { from };
        }
        let others = keys.iter().filter(|(other, _)| other == kind).filter_map(|(_, at)| *at);
        let successor = others.filter(|at| *at <= now && Some(*at) > *signs_from).min();
        if let Some(replaced_at) = successor {
            let until = replaced_at.checked_add_signed(keep).unwrap_or(Timestamp::MAX_UTC);
            return if until > now {
                KeyState::Retired { until }
            } else {
                KeyState::Past { since: until }
            };
        }
        let first = keys.iter().position(|(other, at)| other == kind && at == signs_from);
        if first == Some(index) {
            KeyState::Current { since: *signs_from }
        } else {
            KeyState::Waiting
        }
    };
    keys.iter().enumerate().map(state).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(hour: i64) -> Timestamp {
        Timestamp::default() + TimeDelta::hours(hour)
    }

    // RJOSE-09, OCORE-33
    #[test]
    fn a_key_is_published_before_it_signs_and_after() {
        let keys = [
            ("rsa", None),
            ("rsa", Some(at(10))),
            ("rsa", Some(at(20))),
            ("ec", None),
        ];
        let since = |hour| KeyState::Current { since: Some(at(hour)) };
        let next = |hour| KeyState::Next { from: at(hour) };
        let retired = |hour| KeyState::Retired { until: at(hour) };
        let past = |hour| KeyState::Past { since: at(hour) };
        let first = KeyState::Current { since: None };
        for (hour, expected) in [
            (0, [first, next(10), next(20)]),
            (9, [first, next(10), next(20)]),
            (10, [retired(15), since(10), next(20)]),
            (14, [retired(15), since(10), next(20)]),
            (15, [past(15), since(10), next(20)]),
            (20, [past(15), retired(25), since(20)]),
            (25, [past(15), past(25), since(20)]),
        ] {
            let found = states(&keys, at(hour), TimeDelta::hours(5));
            assert_eq!(found, [&expected[..], &[first]].concat(), "at {hour}");
        }
    }

    #[test]
    fn of_keys_without_a_time_the_first_signs() {
        let keys = [("rsa", None), ("rsa", None), ("ec", None), ("ec", Some(at(1)))];
        let first = KeyState::Current { since: None };
        let found = states(&keys, at(0), TimeDelta::hours(5));
        assert_eq!(found, [first, KeyState::Waiting, first, KeyState::Next { from: at(1) }]);
    }
}
