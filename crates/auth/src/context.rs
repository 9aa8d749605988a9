//! What every use case is handed.

use std::{
    net::IpAddr,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};

use chrono::{DateTime, SubsecRound, TimeDelta};
use gatehouse_domain::{Locale, RegistrationPolicy, Timestamp, User};
use gatehouse_homeserver::Homeserver;
use gatehouse_mail::{Origin, Postbox};
use gatehouse_storage::Db;
use gatehouse_tokens::{Cipher, Keystore};
use secrecy::SecretString;
use tokio::sync::Notify;
use url::Url;

use crate::{
    activity::Activity,
    compat::CompatSettings,
    fetch::Fetch,
    limits::{Limits, Rates},
    passwords::Passwords,
};

/// Tells the time, so that tests can move it.
pub trait Clock: Send + Sync {
    /// Now, cut to microseconds: what both databases keep.
    fn now(&self) -> Timestamp;
}

/// The clock of the machine.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the one clock that the others stand for")]
    fn now(&self) -> Timestamp {
        chrono::Utc::now().trunc_subsecs(6)
    }
}

/// A clock that is moved by hand.
#[derive(Debug)]
pub struct ManualClock(AtomicI64);

impl ManualClock {
    pub const fn new(now: Timestamp) -> Self {
        Self(AtomicI64::new(now.timestamp_micros()))
    }

    pub fn advance(&self, by: TimeDelta) {
        self.0.fetch_add(by.num_microseconds().unwrap_or(0), Ordering::SeqCst);
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Timestamp {
        DateTime::from_timestamp_micros(self.0.load(Ordering::SeqCst)).unwrap_or_default()
    }
}

/// What does not change while the server runs.
#[derive(Clone)]
pub struct Settings {
    /// Named in every answer, to the letter.
    pub issuer: String,
    /// Where people reach the server, without a slash at the end.
    pub public_base: String,
    /// The URL of the token endpoint, a possible audience of client assertions.
    pub token_endpoint: String,
    /// The part of Matrix ids after the colon.
    pub server_name: String,
    /// What the homeserver shows when it asks about tokens; none without a homeserver.
    pub homeserver_secret: Option<SecretString>,
    pub access_token_lifetime: Duration,
    pub registration: RegistrationPolicy,
    /// A link with a code in it fills in the field for the code.
    pub user_code_auto_fill: bool,
    pub passwords_enabled: bool,
    /// The lowest zxcvbn score (0 to 4) of a new password.
    pub minimum_complexity: u8,
    pub account: AccountSettings,
    pub compat: CompatSettings,
    /// How often things may be tried.
    pub rates: Rates,
}

impl Settings {
    /// The absolute URL of a path that begins with a slash, for mails.
    pub fn link(&self, path: &str) -> String {
        format!("{}{path}", self.public_base)
    }
}

/// What people may do with their own account. Where passwords are off, what needs them is off as well.
#[derive(Debug, Clone)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a switch of its own for the operator"
)]
pub struct AccountSettings {
    pub email_change_allowed: bool,
    pub displayname_change_allowed: bool,
    pub password_registration_enabled: bool,
    pub password_registration_email_required: bool,
    pub password_registration_token_required: bool,
    pub password_change_allowed: bool,
    pub password_recovery_enabled: bool,
    pub account_deactivation_allowed: bool,
    /// An email address may be typed in place of the username.
    pub login_with_email_allowed: bool,
    /// How long people can look up what happened to their account.
    pub activity_retention: Duration,
    /// The terms that everybody who signs up has to accept.
    pub tos_uri: Option<Url>,
}

/// As the configuration has them by default.
impl Default for AccountSettings {
    fn default() -> Self {
        Self {
            email_change_allowed: true,
            displayname_change_allowed: true,
            password_registration_enabled: false,
            password_registration_email_required: true,
            password_registration_token_required: false,
            password_change_allowed: true,
            password_recovery_enabled: false,
            account_deactivation_allowed: true,
            login_with_email_allowed: false,
            activity_retention: Duration::from_hours(90 * 24),
            tos_uri: None,
        }
    }
}

/// The ports, keys and settings of the server. Cheap to clone.
#[derive(Clone)]
pub struct Context {
    pub db: Db,
    pub clock: Arc<dyn Clock>,
    pub homeserver: Arc<dyn Homeserver>,
    pub mail: Arc<Postbox>,
    pub keys: Arc<Keystore>,
    pub cipher: Arc<Cipher>,
    pub passwords: Passwords,
    pub fetch: Fetch,
    pub settings: Arc<Settings>,
    /// What requests leave behind to be written in bulk.
    pub activity: Arc<Activity>,
    /// What was tried lately.
    pub limits: Arc<Limits>,
    /// Rung when a job has been enqueued.
    pub jobs_waiting: Arc<Notify>,
}

impl Context {
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// A fresh id of any kind.
    pub(crate) fn id<T>(&self, make: impl FnOnce(Timestamp, [u8; 10]) -> T) -> T {
        make(self.now(), gatehouse_tokens::random::entropy())
    }
}

/// Who is at the other end of a request.
#[derive(Debug, Clone, Default)]
pub struct Requester {
    pub ip: Option<IpAddr>,
    pub user_agent: Option<String>,
    /// The language of the pages that they see.
    pub locale: Option<Locale>,
}

impl Requester {
    /// The address as it is stored.
    pub(crate) fn ip_text(&self) -> Option<String> {
        self.ip.map(|ip| ip.to_canonical().to_string())
    }

    /// The language of a letter about what they did: the one that its reader chose, else theirs, since mostly it is the
    /// same person.
    pub(crate) fn locale_for(&self, reader: &User) -> Locale {
        reader.locale.or(self.locale).unwrap_or_default()
    }

    /// What a letter says about them.
    pub fn origin(&self) -> Origin {
        Origin {
            user_agent: self.user_agent.clone(),
            ip: self.ip_text(),
        }
    }
}
