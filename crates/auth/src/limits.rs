//! How often things may be tried.
//!
//! Everything is counted in this process: another one on the same database counts for itself, and a start begins
//! anew. An attempt counts whatever comes of it: what a password cost is only known when it has been hashed.

use std::{
    hash::{BuildHasher as _, RandomState},
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
    num::NonZeroU32,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use gatehouse_domain::{BrowserSessionId, EmailAddress, EmailChallengeId, Timestamp, UserId};
use governor::{
    Quota, RateLimiter, clock::Clock as _, middleware::NoOpMiddleware, nanos::Nanos, state::keyed::HashMapStateStore,
};
use ipnet::IpNet;

use crate::Clock;

/// For each limit, so many keys are told apart; beyond, they share what follows.
///
/// A key costs 17 bytes in a table of a power of two: 262 144 places, 4.3 MiB, hold both. All eighteen limits full, as
/// only a botnet could make them, are 77 MiB, and no more. Whoever comes from a million addresses at once then wears
/// out the attempts of others with them, but neither the memory nor what stands beside it: the limit by account.
const DISTINCT_KEYS: usize = 200_000;
const SHARED_KEYS: u64 = 16_384;

/// The longest wait for one more attempt; what is told in nanoseconds must not overflow.
const LONGEST_PAUSE: Duration = Duration::from_hours(24 * 366);
/// How long it may take until all attempts are there again.
const LONGEST_RECOVERY: Duration = Duration::from_hours(100 * 24 * 366);

/// So many attempts at once, and then so many per second.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rate {
    pub burst: NonZeroU32,
    pub per_second: f64,
}

impl Rate {
    fn quota(self) -> Quota {
        let pause = Duration::try_from_secs_f64(self.per_second.recip()).unwrap_or(LONGEST_PAUSE);
        let pause = pause.clamp(Duration::from_nanos(1), LONGEST_PAUSE);
        let most = LONGEST_RECOVERY.as_nanos() / pause.as_nanos();
        let most = u32::try_from(most).ok().and_then(NonZeroU32::new);
        let burst = most.map_or(self.burst, |most| self.burst.min(most));
        Quota::with_period(pause)
            .unwrap_or(Quota::per_second(NonZeroU32::MIN))
            .allow_burst(burst)
    }
}

/// The fields of [`PerLimit`], and what is done with each.
macro_rules! per_limit {
    ($($field:ident)*) => {
        /// Something for each limit.
        #[derive(Debug, Clone, Copy, PartialEq)]
        pub struct PerLimit<T> {
            $(pub $field: T,)*
        }

        impl<T: Copy> PerLimit<T> {
            /// The same for each limit.
            pub const fn all(same: T) -> Self {
                Self { $($field: same,)* }
            }
        }

        impl<T> PerLimit<T> {
            pub fn map<U>(self, make: impl Fn(T) -> U) -> PerLimit<U> {
                PerLimit { $($field: make(self.$field),)* }
            }

            fn each(&self) -> impl Iterator<Item = &T> {
                [$(&self.$field,)*].into_iter()
            }
        }
    };
}

per_limit! {
    account_recovery_per_ip
    account_recovery_per_address
    login_per_ip
    login_per_account
    sso_login_per_ip
    sign_up_form_per_ip
    password_strength_per_ip
    registration
    email_authentication_per_ip
    email_authentication_per_address
    email_authentication_emails_per_session
    email_authentication_attempt_per_session
    registration_token_per_ip
    user_code_per_ip
    user_code_per_session
    password_confirmation_per_account
    recovery_ticket_per_ip
    client_registration_per_ip
}

/// How much of everything is allowed.
pub type Rates = PerLimit<Rate>;

/// Something that is tried, and whose attempts it is counted among.
///
/// An IPv6 address counts as its /64, which is the least that anybody gets. Requests whose address is not known
/// are counted together.
#[derive(Debug, Clone, Copy)]
pub enum Limit<'a> {
    /// Asking for a mail that helps back into an account.
    AccountRecoveryPerIp(Option<IpAddr>),
    AccountRecoveryPerAddress(&'a EmailAddress),
    /// Signing in with a password.
    LoginPerIp(Option<IpAddr>),
    /// By the name as it is typed: one that nobody has wears out as any other does.
    LoginPerAccount(&'a str),
    /// Beginning a sign-in through the browser.
    SsoLoginPerIp(Option<IpAddr>),
    /// Sending the form of a sign-up, in order or not.
    SignUpFormPerIp(Option<IpAddr>),
    /// Having a password measured while it is typed.
    PasswordStrengthPerIp(Option<IpAddr>),
    /// Signing up with a form that is otherwise in order.
    Registration(Option<IpAddr>),
    /// Having a code sent.
    EmailAuthenticationPerIp(Option<IpAddr>),
    EmailAuthenticationPerAddress(&'a EmailAddress),
    /// Having a code sent again.
    EmailAuthenticationEmailsPerSession(EmailChallengeId),
    /// Typing a code that was sent.
    EmailAuthenticationAttemptPerSession(EmailChallengeId),
    /// Typing a registration token.
    RegistrationTokenPerIp(Option<IpAddr>),
    /// Typing the code that a device shows.
    UserCodePerIp(Option<IpAddr>),
    /// The same, by whoever is signed in.
    UserCodePerSession(BrowserSessionId),
    /// Typing the password once more where an account is changed.
    PasswordConfirmationPerAccount(UserId),
    /// Following a link that helps back into an account.
    RecoveryTicketPerIp(Option<IpAddr>),
    /// Registering an app, or changing its registration.
    ClientRegistrationPerIp(Option<IpAddr>),
}

impl Limit<'_> {
    /// As the configuration calls it.
    const fn name(self) -> &'static str {
        match self {
            Self::AccountRecoveryPerIp(_) => "account_recovery.per_ip",
            Self::AccountRecoveryPerAddress(_) => "account_recovery.per_address",
            Self::LoginPerIp(_) => "login.per_ip",
            Self::LoginPerAccount(_) => "login.per_account",
            Self::SsoLoginPerIp(_) => "sign-ins through the browser per address",
            Self::SignUpFormPerIp(_) => "forms of sign-ups per address",
            Self::PasswordStrengthPerIp(_) => "passwords measured per address",
            Self::Registration(_) => "registration",
            Self::EmailAuthenticationPerIp(_) => "email_authentication.per_ip",
            Self::EmailAuthenticationPerAddress(_) => "email_authentication.per_address",
            Self::EmailAuthenticationEmailsPerSession(_) => "email_authentication.emails_per_session",
            Self::EmailAuthenticationAttemptPerSession(_) => "email_authentication.attempt_per_session",
            Self::RegistrationTokenPerIp(_) => "registration_token.per_ip",
            Self::UserCodePerIp(_) => "user_code.per_ip",
            Self::UserCodePerSession(_) => "user_code.per_session",
            Self::PasswordConfirmationPerAccount(_) => "password_confirmation.per_account",
            Self::RecoveryTicketPerIp(_) => "recovery_ticket.per_ip",
            Self::ClientRegistrationPerIp(_) => "client_registration.per_ip",
        }
    }

    /// What it is counted by. The hash has a secret: nobody can choose a key that falls upon another's.
    fn key(self, hasher: &RandomState) -> u64 {
        match self {
            Self::AccountRecoveryPerIp(ip)
            | Self::LoginPerIp(ip)
            | Self::SsoLoginPerIp(ip)
            | Self::SignUpFormPerIp(ip)
            | Self::PasswordStrengthPerIp(ip)
            | Self::Registration(ip)
            | Self::EmailAuthenticationPerIp(ip)
            | Self::RegistrationTokenPerIp(ip)
            | Self::UserCodePerIp(ip)
            | Self::RecoveryTicketPerIp(ip)
            | Self::ClientRegistrationPerIp(ip) => hasher.hash_one(ip.map(network)),
            Self::AccountRecoveryPerAddress(address) | Self::EmailAuthenticationPerAddress(address) => {
                hasher.hash_one(address.folded())
            }
            Self::LoginPerAccount(name) => hasher.hash_one(name.trim().to_lowercase()),
            Self::EmailAuthenticationEmailsPerSession(id) | Self::EmailAuthenticationAttemptPerSession(id) => {
                hasher.hash_one(id)
            }
            Self::UserCodePerSession(id) => hasher.hash_one(id),
            Self::PasswordConfirmationPerAccount(id) => hasher.hash_one(id),
        }
    }
}

/// The address, or the network that one customer gets.
fn network(ip: IpAddr) -> IpAddr {
    match ip.to_canonical() {
        IpAddr::V6(ip) => Ipv6Addr::from_bits(ip.to_bits() >> 64 << 64).into(),
        ip @ IpAddr::V4(_) => ip,
    }
}

/// There were too many attempts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("too many attempts: {limit} allows the next in {retry_after:?}")]
pub struct TooMany {
    /// The limit, as the configuration calls it.
    pub limit: &'static str,
    /// When the next attempt is allowed.
    pub retry_after: Duration,
}

type Limiter = RateLimiter<u64, HashMapStateStore<u64>, TimePassed, NoOpMiddleware<Nanos>>;

/// What was tried lately.
pub struct Limits {
    limiters: PerLimit<Limiter>,
    exempt: Vec<IpNet>,
    hasher: RandomState,
}

impl Limits {
    pub fn new(rates: Rates, clock: Arc<dyn Clock>) -> Self {
        let time = TimePassed::since_now(clock);
        let limiter = |rate: Rate| RateLimiter::hashmap_with_clock(rate.quota(), time.clone());
        Self {
            limiters: rates.map(limiter),
            exempt: Vec::new(),
            hasher: RandomState::new(),
        }
    }

    /// Does not count by address who comes from one of these networks.
    #[must_use]
    pub fn but_not_from(self, exempt: Vec<IpNet>) -> Self {
        Self { exempt, ..self }
    }

    /// Counts an attempt in each limit, or refuses it; those after the limit that refuses do not count it.
    ///
    /// The limit of whoever asks comes first: who has used up theirs can't wear out that of somebody's account.
    pub fn check<'a>(&self, limits: impl IntoIterator<Item = Limit<'a>>) -> Result<(), TooMany> {
        for limit in limits {
            if self.is_exempt(limit) {
                continue;
            }
            let limiter = self.limiter(limit);
            let key = limit.key(&self.hasher);
            let key = if limiter.len() < DISTINCT_KEYS {
                key
            } else {
                key % SHARED_KEYS
            };
            limiter.check_key(&key).map_err(|refusal| {
                let limit = limit.name();
                tracing::info!(limit, "too many attempts");
                TooMany {
                    limit,
                    retry_after: refusal.wait_time_from(limiter.clock().now()),
                }
            })?;
        }
        Ok(())
    }

    /// Whether it counts by address, but not this one. Where this machine is exempt, so is a request whose address is not
    /// known: it came by a socket of this machine.
    fn is_exempt(&self, limit: Limit<'_>) -> bool {
        let (Limit::AccountRecoveryPerIp(ip)
        | Limit::LoginPerIp(ip)
        | Limit::SsoLoginPerIp(ip)
        | Limit::SignUpFormPerIp(ip)
        | Limit::PasswordStrengthPerIp(ip)
        | Limit::Registration(ip)
        | Limit::EmailAuthenticationPerIp(ip)
        | Limit::RegistrationTokenPerIp(ip)
        | Limit::UserCodePerIp(ip)
        | Limit::RecoveryTicketPerIp(ip)
        | Limit::ClientRegistrationPerIp(ip)) = limit
        else {
            return false;
        };
        let ip = ip.map_or(IpAddr::V4(Ipv4Addr::LOCALHOST), |ip| ip.to_canonical());
        self.exempt.iter().any(|network| network.contains(&ip))
    }

    /// Forgets everybody who has all attempts again: they are as good as never seen.
    pub fn forget_recovered(&self) {
        for limiter in self.limiters.each() {
            limiter.retain_recent();
            limiter.shrink_to_fit();
        }
    }

    const fn limiter(&self, limit: Limit<'_>) -> &Limiter {
        let limiters = &self.limiters;
        match limit {
            Limit::AccountRecoveryPerIp(_) => &limiters.account_recovery_per_ip,
            Limit::AccountRecoveryPerAddress(_) => &limiters.account_recovery_per_address,
            Limit::LoginPerIp(_) => &limiters.login_per_ip,
            Limit::LoginPerAccount(_) => &limiters.login_per_account,
            Limit::SsoLoginPerIp(_) => &limiters.sso_login_per_ip,
            Limit::SignUpFormPerIp(_) => &limiters.sign_up_form_per_ip,
            Limit::PasswordStrengthPerIp(_) => &limiters.password_strength_per_ip,
            Limit::Registration(_) => &limiters.registration,
            Limit::EmailAuthenticationPerIp(_) => &limiters.email_authentication_per_ip,
            Limit::EmailAuthenticationPerAddress(_) => &limiters.email_authentication_per_address,
            Limit::EmailAuthenticationEmailsPerSession(_) => &limiters.email_authentication_emails_per_session,
            Limit::EmailAuthenticationAttemptPerSession(_) => &limiters.email_authentication_attempt_per_session,
            Limit::RegistrationTokenPerIp(_) => &limiters.registration_token_per_ip,
            Limit::UserCodePerIp(_) => &limiters.user_code_per_ip,
            Limit::UserCodePerSession(_) => &limiters.user_code_per_session,
            Limit::PasswordConfirmationPerAccount(_) => &limiters.password_confirmation_per_account,
            Limit::RecoveryTicketPerIp(_) => &limiters.recovery_ticket_per_ip,
            Limit::ClientRegistrationPerIp(_) => &limiters.client_registration_per_ip,
        }
    }
}

/// The time that has passed by our clock. It never goes back, as the time of day may: an hour that is put back must not
/// be an hour in which nobody can sign in.
#[derive(Clone)]
struct TimePassed(Arc<Stopwatch>);

struct Stopwatch {
    clock: Arc<dyn Clock>,
    last: Mutex<(Timestamp, u64)>,
}

impl TimePassed {
    fn since_now(clock: Arc<dyn Clock>) -> Self {
        let last = Mutex::new((clock.now(), 0));
        Self(Arc::new(Stopwatch { clock, last }))
    }
}

impl governor::clock::Clock for TimePassed {
    type Instant = Nanos;

    fn now(&self) -> Nanos {
        let mut last = self.0.last.lock().unwrap_or_else(PoisonError::into_inner);
        let now = self.0.clock.now();
        let (at, passed) = *last;
        let step = (now - at).num_nanoseconds().and_then(|step| u64::try_from(step).ok());
        *last = (now, passed + step.unwrap_or(0));
        Nanos::from(last.1)
    }
}

#[cfg(test)]
mod tests;
