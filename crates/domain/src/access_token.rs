//! The state of an access token, with all that decides whether it opens anything.

use crate::{AccessTokenId, ClientId, DeviceId, Scope, SessionId, SessionKind, Timestamp, User};

/// An access token with its session and account: what one look-up brings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccessToken {
    pub id: AccessTokenId,
    pub session_id: SessionId,
    pub kind: SessionKind,
    pub client_id: Option<ClientId>,
    pub scope: Scope,
    pub device_id: Option<DeviceId>,
    /// None when the client acts for itself.
    pub user: Option<User>,
    pub created_at: Timestamp,
    /// None for a token that never expires.
    pub expires_at: Option<Timestamp>,
    pub revoked_at: Option<Timestamp>,
    /// Its first use settles that the client received it, and with it the refresh token.
    pub first_used_at: Option<Timestamp>,
    pub session_ended_at: Option<Timestamp>,
    pub session_last_active_at: Option<Timestamp>,
}

impl AccessToken {
    /// RFC 7662 §2.2: issued here, not expired, not revoked, and its person may act.
    ///
    /// Homeservers check neither locked nor deactivated accounts, so it happens here.
    pub fn is_active(&self, now: Timestamp) -> bool {
        self.revoked_at.is_none()
            && self.session_ended_at.is_none()
            && self.expires_at.is_none_or(|expiry| now < expiry)
            && self.user.as_ref().is_none_or(User::is_active)
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;
    use crate::{Localpart, UserId};

    fn token(now: Timestamp) -> AccessToken {
        let user = User {
            id: UserId::new(now, [1; 10]),
            username: Localpart::historical("alice".to_owned()),
            created_at: now,
            locked_at: None,
            deactivated_at: None,
            can_request_admin: false,
            locale: None,
        };
        AccessToken {
            id: AccessTokenId::new(now, [2; 10]),
            session_id: SessionId::new(now, [3; 10]),
            kind: SessionKind::OAuth,
            client_id: None,
            scope: Scope::default(),
            device_id: None,
            user: Some(user),
            created_at: now,
            expires_at: Some(now + TimeDelta::seconds(300)),
            revoked_at: None,
            first_used_at: None,
            session_ended_at: None,
            session_last_active_at: None,
        }
    }

    // M2964-18, HS-16, CS-22, CS-33
    #[test]
    fn a_token_is_active_until_anything_ends_it() {
        let now = Timestamp::from_timestamp_millis(1_750_000_000_000).unwrap();
        let fresh = token(now);
        assert!(fresh.is_active(now + TimeDelta::seconds(299)));
        assert!(!fresh.is_active(now + TimeDelta::seconds(300)));
        assert!(
            AccessToken {
                expires_at: None,
                ..fresh.clone()
            }
            .is_active(now + TimeDelta::days(9999))
        );
        assert!(
            !AccessToken {
                revoked_at: Some(now),
                ..fresh.clone()
            }
            .is_active(now)
        );
        assert!(
            !AccessToken {
                session_ended_at: Some(now),
                ..fresh.clone()
            }
            .is_active(now)
        );
        let user = fresh.user.clone().unwrap();
        assert!(
            !AccessToken {
                user: Some(User {
                    locked_at: Some(now),
                    ..user.clone()
                }),
                ..fresh.clone()
            }
            .is_active(now)
        );
        assert!(
            !AccessToken {
                user: Some(User {
                    deactivated_at: Some(now),
                    ..user
                }),
                ..fresh
            }
            .is_active(now)
        );
    }
}
