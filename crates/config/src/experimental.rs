use std::time::Duration;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::scope::Section;

/// Options that may change their name or go away.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ExperimentalConfig {
    /// How long an access token lives, in seconds.
    #[serde(with = "seconds")]
    #[schemars(with = "u64", range(min = 60, max = 86400))]
    pub access_token_ttl: Duration,
    /// How long an access token of an older Matrix client that can refresh it lives, in seconds.
    #[serde(with = "seconds")]
    #[schemars(with = "u64", range(min = 60, max = 86400))]
    pub compat_token_ttl: Duration,
    /// Ends sessions that nobody uses. Absent: they go on for ever.
    pub inactive_session_expiration: Option<InactiveSessionExpirationConfig>,
}

impl Default for ExperimentalConfig {
    fn default() -> Self {
        Self {
            access_token_ttl: Duration::from_mins(5),
            compat_token_ttl: Duration::from_mins(5),
            inactive_session_expiration: None,
        }
    }
}

/// Which sessions end that nobody uses, and when.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct InactiveSessionExpirationConfig {
    /// After how long without use, in seconds.
    #[serde(with = "seconds")]
    #[schemars(with = "u64", range(min = 600, max = 7_776_000))]
    pub ttl: Duration,
    /// Those of older Matrix clients.
    #[serde(default = "yes")]
    pub expire_compat_sessions: bool,
    /// Those of clients that registered themselves.
    #[serde(default = "yes")]
    pub expire_oauth_sessions: bool,
    /// Those of browsers.
    #[serde(default = "yes")]
    pub expire_user_sessions: bool,
}

const fn yes() -> bool {
    true
}

impl Section for ExperimentalConfig {}

/// A duration as a whole number of seconds.
pub(crate) mod seconds {
    use std::time::Duration;

    use serde::{Deserialize, Deserializer, Serializer};

    pub(crate) fn serialize<S: Serializer>(value: &Duration, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_u64(value.as_secs())
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Duration, D::Error> {
        u64::deserialize(from).map(Duration::from_secs)
    }
}

/// A duration as a whole number of seconds, or null for none.
pub(crate) mod optional_seconds {
    use std::time::Duration;

    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    #[expect(clippy::ref_option, reason = "serde calls it with a reference to the field")]
    pub(crate) fn serialize<S: Serializer>(value: &Option<Duration>, to: S) -> Result<S::Ok, S::Error> {
        value.map(|value| value.as_secs()).serialize(to)
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Duration>, D::Error> {
        Ok(Option::<u64>::deserialize(from)?.map(Duration::from_secs))
    }
}
