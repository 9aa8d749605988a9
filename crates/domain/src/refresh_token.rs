//! Refresh token rotation that survives lost answers (Matrix specification, Refreshing access tokens).
//!
//! Each refresh replaces the token. The old one stays good until the new pair is *used*: a client that
//! never received the answer asks again, gets a third pair, and the one that was lost is revoked. Once
//! the new pair has been used, the old token can only be in the wrong hands.

use chrono::TimeDelta;

use crate::{AccessTokenId, ClientId, OAuthError, RefreshTokenId, Session, Timestamp, User};

/// A refresh token as it was found, with its session and with what replaced it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefreshToken {
    pub id: RefreshTokenId,
    pub access_token_id: AccessTokenId,
    pub session: Session,
    /// None when a client acts for itself.
    pub user: Option<User>,
    pub created_at: Timestamp,
    /// Set when a retry of its predecessor took its place.
    pub revoked_at: Option<Timestamp>,
    /// The pair that replaced it, once it has been exchanged or revoked.
    pub successor: Option<Successor>,
}

/// The pair that replaced a refresh token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Successor {
    pub id: RefreshTokenId,
    pub access_token_id: AccessTokenId,
    /// Either token of the pair has been used: the client has it.
    pub used: bool,
}

/// What the presentation of a refresh token means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Presented {
    /// The current one.
    Current,
    /// Its replacement never showed up: the answer was lost, this is the second try.
    Retry(Successor),
    /// It lost against a retry; what replaced it stays.
    Superseded,
    /// Two parties hold tokens of one session.
    Replay,
}

impl RefreshToken {
    /// How long two racing requests of one client may still present the branch that lost.
    ///
    /// Two tabs that refresh at once each get a pair, and only the later pair lives. For this long the loser's
    /// use of its pair is taken for that race; after it, for a theft.
    pub const RACE: TimeDelta = TimeDelta::seconds(60);

    /// M2964-52 to M2964-56, RFC 9700 §4.14.2.
    pub fn presented(&self, now: Timestamp) -> Presented {
        match (self.revoked_at, self.successor) {
            (None, None) => Presented::Current,
            (None, Some(successor)) if !successor.used => Presented::Retry(successor),
            (Some(revoked_at), Some(successor)) if successor.used && now - revoked_at >= Self::RACE => {
                Presented::Replay
            }
            (Some(_), _) => Presented::Superseded,
            (None, Some(_)) => Presented::Replay,
        }
    }

    /// RFC 6749 §6: bound to the client, none for one of the older API, as long as the session lasts.
    ///
    /// A locked account keeps its sessions (CS-23), so that does not matter here.
    pub fn check_usable(&self, client: Option<ClientId>) -> Result<(), OAuthError> {
        if self.session.client_id != client {
            return Err(OAuthError::invalid_grant("refresh token of another client"));
        }
        if self.session.ended_at.is_some() {
            return Err(OAuthError::invalid_grant("session has ended"));
        }
        if self.user.as_ref().is_some_and(|user| user.deactivated_at.is_some()) {
            return Err(OAuthError::invalid_grant("account is deactivated"));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{RequestedClaims, Scope, SessionId, SessionKind};

    fn at(second: i64) -> Timestamp {
        Timestamp::from_timestamp(1_750_000_000 + second, 0).unwrap()
    }

    fn token(revoked_at: Option<Timestamp>, used: Option<bool>) -> RefreshToken {
        RefreshToken {
            id: RefreshTokenId::new(at(0), [1; 10]),
            access_token_id: AccessTokenId::new(at(0), [1; 10]),
            session: Session {
                id: SessionId::new(at(0), [1; 10]),
                kind: SessionKind::OAuth,
                user_id: None,
                client_id: Some(ClientId::new(at(0), [1; 10])),
                browser_session_id: None,
                scope: Scope::default(),
                device_id: None,
                name: None,
                user_agent: None,
                claims: RequestedClaims::default(),
                authenticated_at: None,
                created_at: at(0),
                last_active_at: None,
                ended_at: None,
            },
            user: None,
            created_at: at(0),
            revoked_at,
            successor: used.map(successor),
        }
    }

    fn successor(used: bool) -> Successor {
        Successor {
            id: RefreshTokenId::new(at(1), [2; 10]),
            access_token_id: AccessTokenId::new(at(1), [2; 10]),
            used,
        }
    }

    #[test]
    fn what_a_presented_token_means() {
        for (what, revoked_at, used, after, expected) in [
            ("the current token", None, None, 9, Presented::Current),
            // M2964-52
            (
                "the answer was lost",
                None,
                Some(false),
                9,
                Presented::Retry(successor(false)),
            ),
            (
                "the answer was lost long ago",
                None,
                Some(false),
                9_999_999,
                Presented::Retry(successor(false)),
            ),
            // M2964-53, M2964-56
            ("the new pair is in use", None, Some(true), 9, Presented::Replay),
            // M2964-55
            (
                "it lost against a retry",
                Some(at(5)),
                Some(false),
                9,
                Presented::Superseded,
            ),
            (
                "it lost a race of two tabs",
                Some(at(5)),
                Some(true),
                9,
                Presented::Superseded,
            ),
            // R9700-07
            (
                "it lost and comes back late",
                Some(at(5)),
                Some(true),
                65,
                Presented::Replay,
            ),
        ] {
            assert_eq!(token(revoked_at, used).presented(at(after)), expected, "{what}");
        }
    }

    // M2964-60, M2964-65, R6749-30
    #[test]
    fn a_token_is_bound_to_its_client_and_session() {
        let good = token(None, None);
        let client = good.session.client_id;
        assert!(good.check_usable(client).is_ok());
        assert!(good.check_usable(Some(ClientId::new(at(0), [9; 10]))).is_err());
        assert!(good.check_usable(None).is_err());
        let mut over = good.clone();
        over.session.ended_at = Some(at(1));
        assert_eq!(over.check_usable(client).unwrap_err().reason(), "session has ended");
    }
}
