//! The rules of the device authorization grant (RFC 8628).

use chrono::TimeDelta;

use crate::{BrowserSessionId, Client, ClientId, DeviceGrantId, OAuthError, Scope, Timestamp, TokenHash, UserId};

/// A device that asks to be signed in from another one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeviceGrant {
    pub id: DeviceGrantId,
    pub client_id: ClientId,
    pub scope: Scope,
    /// Where the request came from, for the person to compare.
    pub ip: Option<String>,
    pub user_agent: Option<String>,
    pub created_at: Timestamp,
    /// The browser in which the code was typed last: only there it can be decided.
    pub typed_in: Option<TokenHash>,
    pub state: DeviceGrantState,
    /// How many seconds the device has to let pass between two questions.
    pub interval: i64,
    pub polled_at: Option<Timestamp>,
    pub spent_at: Option<Timestamp>,
    /// What the page shows once more, to be compared.
    pub encrypted_user_code: String,
}

/// What the person said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeviceGrantState {
    Waiting,
    Allowed(UserDecision),
    Denied,
}

/// Who let the device in, and where.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UserDecision {
    pub user_id: UserId,
    pub browser_session_id: BrowserSessionId,
    /// When the person had proved who they are.
    pub authenticated_at: Timestamp,
}

/// What a question that came before the answer does to those that follow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Poll {
    pub is_too_soon: bool,
    /// From now on.
    pub interval: i64,
}

impl DeviceGrant {
    /// A person has to find the other device, and may have to sign in on it.
    pub const LIFETIME: TimeDelta = TimeDelta::minutes(20);
    /// RFC 8628 §3.2: what a device assumes that is not told.
    pub const INTERVAL: i64 = 5;
    /// RFC 8628 §3.5: how much longer the interval gets when a device asks too often.
    const SLOWER_BY: i64 = 5;
    /// Neither clocks nor networks are exact: who waits as told never comes too soon.
    const LEEWAY: TimeDelta = TimeDelta::milliseconds(500);

    pub fn expires_at(&self) -> Timestamp {
        self.created_at + Self::LIFETIME
    }

    pub fn is_over(&self, now: Timestamp) -> bool {
        now >= self.expires_at()
    }

    /// RFC 8628 §3.4: by the client that it was issued to, and once.
    pub fn check_bearer(&self, client: &Client) -> Result<(), OAuthError> {
        if self.client_id != client.id {
            return Err(OAuthError::invalid_grant("device code of another client"));
        }
        match self.spent_at {
            None => Ok(()),
            Some(_) => Err(OAuthError::invalid_grant("device code used twice")),
        }
    }

    /// RFC 8628 §3.5: who let the device in; none while nobody has decided.
    pub fn decision(&self, now: Timestamp) -> Result<Option<UserDecision>, OAuthError> {
        match self.state {
            DeviceGrantState::Denied => Err(OAuthError::access_denied("the person denied the request")),
            _ if self.is_over(now) => Err(OAuthError::expired_token("device code expired")),
            DeviceGrantState::Allowed(decision) => Ok(Some(decision)),
            DeviceGrantState::Waiting => Ok(None),
        }
    }

    /// RFC 8628 §3.5: each question that comes too soon makes the interval longer, for good.
    pub fn poll(&self, now: Timestamp) -> Poll {
        let pause = TimeDelta::seconds(self.interval) - Self::LEEWAY;
        let is_too_soon = self.polled_at.is_some_and(|last| now - last < pause);
        Poll {
            is_too_soon,
            interval: if is_too_soon {
                self.interval.saturating_add(Self::SLOWER_BY)
            } else {
                self.interval
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grant(interval: i64, polled: Option<i64>) -> DeviceGrant {
        DeviceGrant {
            id: DeviceGrantId::new(Timestamp::default(), [1; 10]),
            client_id: ClientId::new(Timestamp::default(), [2; 10]),
            scope: Scope::default(),
            ip: None,
            user_agent: None,
            created_at: Timestamp::default(),
            typed_in: None,
            state: DeviceGrantState::Waiting,
            interval,
            polled_at: polled.map(after),
            spent_at: None,
            encrypted_user_code: String::new(),
        }
    }

    fn after(millis: i64) -> Timestamp {
        Timestamp::default() + TimeDelta::milliseconds(millis)
    }

    // R8628-09
    #[test]
    fn whoever_asks_too_often_has_to_wait_longer() {
        for (interval, last, now, is_too_soon, next) in [
            (5, None, 0, false, 5),
            (5, Some(0), 0, true, 10),
            (5, Some(0), 1_000, true, 10),
            (5, Some(0), 4_499, true, 10),
            (5, Some(0), 4_500, false, 5),
            (5, Some(0), 5_000, false, 5),
            (10, Some(1_000), 6_000, true, 15),
            (10, Some(1_000), 11_000, false, 10),
        ] {
            let poll = grant(interval, last).poll(after(now));
            assert_eq!((poll.is_too_soon, poll.interval), (is_too_soon, next), "{last:?} {now}");
        }
    }

    // R8628-10
    #[test]
    fn a_decision_is_told_until_it_is_too_late() {
        let decision = UserDecision {
            user_id: UserId::new(Timestamp::default(), [3; 10]),
            browser_session_id: BrowserSessionId::new(Timestamp::default(), [4; 10]),
            authenticated_at: Timestamp::default(),
        };
        for (state, minutes, expected) in [
            (DeviceGrantState::Waiting, 19, Ok(None)),
            (DeviceGrantState::Waiting, 20, Err("expired_token")),
            (DeviceGrantState::Allowed(decision), 19, Ok(Some(decision))),
            (DeviceGrantState::Allowed(decision), 20, Err("expired_token")),
            (DeviceGrantState::Denied, 19, Err("access_denied")),
            (DeviceGrantState::Denied, 20, Err("access_denied")),
        ] {
            let grant = DeviceGrant {
                state,
                ..grant(5, None)
            };
            let told = grant.decision(after(minutes * 60_000));
            assert_eq!(
                told.map_err(|error| error.code().as_str()),
                expected,
                "{state:?} {minutes}"
            );
        }
    }
}
