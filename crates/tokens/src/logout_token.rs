//! Logout tokens (OpenID Connect Back-Channel Logout §2.4).

use chrono::{TimeDelta, serde::ts_seconds};
use gatehouse_domain::Timestamp;
use serde::Serialize;
use serde_json::{Value, json};

use crate::{
    Algorithm,
    keys::{Keystore, SignError},
    random,
};

/// It is sent at once, and made anew when it has to be sent again.
const LIFETIME: TimeDelta = TimeDelta::minutes(2);
/// Tells it from every other JWT that the same keys sign (RFC 8725 §3.11).
const TYPE: &str = "logout+jwt";
const EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";

/// Who is signed out, and of which client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogoutToken {
    /// Exactly the issuer of the discovery document.
    pub issuer: String,
    /// The person, as in the ID token.
    pub subject: String,
    /// The `client_id` of the app.
    pub audience: String,
    /// The `sid` of the ID token; without one all sessions of the person are meant.
    pub session_id: Option<String>,
    /// When it was made.
    pub issued_at: Timestamp,
}

/// The claims, in the words of the specification. There is no `nonce`, or it could be taken for an ID token.
#[derive(Serialize)]
struct Claims<'a> {
    iss: &'a str,
    sub: &'a str,
    aud: &'a str,
    #[serde(with = "ts_seconds")]
    iat: Timestamp,
    #[serde(with = "ts_seconds")]
    exp: Timestamp,
    jti: String,
    events: Value,
    #[serde(skip_serializing_if = "Option::is_none")]
    sid: Option<&'a str>,
}

/// Signs `token` with the algorithm of the client's ID tokens. Each has an id of its own.
pub fn sign_logout_token(keystore: &Keystore, algorithm: Algorithm, token: &LogoutToken) -> Result<String, SignError> {
    let claims = Claims {
        iss: &token.issuer,
        sub: &token.subject,
        aud: &token.audience,
        iat: token.issued_at,
        exp: token.issued_at + LIFETIME,
        jti: random::alphanumeric(32),
        events: json!({ EVENT: {} }),
        sid: token.session_id.as_deref(),
    };
    keystore.sign(algorithm, Some(TYPE), &claims)
}
