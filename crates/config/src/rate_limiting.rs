use std::{
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
    num::NonZeroU32,
};

use ipnet::IpNet;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::scope::{Scope, Section};

/// How often things may be tried before the next attempt has to wait. Each process counts for itself.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct RateLimitingConfig {
    /// Asking for a mail that helps back into an account.
    pub account_recovery: AccountRecoveryRates,
    /// Signing in with a password.
    pub login: LoginRates,
    /// Signing up with a password, by IP address.
    pub registration: Rate,
    /// Proving that an email address is one's own.
    pub email_authentication: EmailAuthenticationRates,
    /// Typing a registration token.
    pub registration_token: RatePerIp,
    /// Typing the code that a device shows.
    pub user_code: UserCodeRates,
    /// Typing the password once more where an account is changed.
    pub password_confirmation: RatePerAccount,
    /// Following a link that helps back into an account.
    pub recovery_ticket: RatePerIp,
    /// Networks whose addresses are not counted, such as an office that is behind one address. What is counted by
    /// account or email address stays counted. Without the whole section: this machine.
    #[serde(default = "Vec::<IpNet>::new")]
    #[schemars(with = "Vec<String>")]
    pub exempt_networks: Vec<IpNet>,
}

/// So many attempts at once, and then so many per second.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Rate {
    /// How many attempts there are at once.
    pub burst: NonZeroU32,
    /// How many come back each second: 0.05 is three a minute.
    #[schemars(extend("exclusiveMinimum" = 0))]
    pub per_second: f64,
}

/// Limits on asking for a mail that helps back into an account.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AccountRecoveryRates {
    /// By IP address.
    pub per_ip: Rate,
    /// By email address.
    pub per_address: Rate,
}

/// Limits on signing in with a password.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct LoginRates {
    /// By IP address.
    pub per_ip: Rate,
    /// By the name that is typed.
    pub per_account: Rate,
}

/// Limits on proving that an email address is one's own.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct EmailAuthenticationRates {
    /// Codes sent, by IP address.
    pub per_ip: Rate,
    /// Codes sent, by email address.
    pub per_address: Rate,
    /// Codes sent again for the same purpose.
    pub emails_per_session: Rate,
    /// Codes typed.
    pub attempt_per_session: Rate,
}

/// Limits on typing the code that a device shows.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct UserCodeRates {
    /// By IP address.
    pub per_ip: Rate,
    /// By the browser in which somebody is signed in.
    pub per_session: Rate,
}

/// A limit by IP address.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct RatePerIp {
    /// By IP address.
    pub per_ip: Rate,
}

/// A limit by account.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct RatePerAccount {
    /// By account.
    pub per_account: Rate,
}

const MINUTE: f64 = 60.0;
const HOUR: f64 = 3600.0;

impl Rate {
    const fn new(burst: u32, per_second: f64) -> Self {
        let burst = match NonZeroU32::new(burst) {
            Some(burst) => burst,
            None => NonZeroU32::MIN,
        };
        Self { burst, per_second }
    }

    fn settle(self, scope: &mut Scope<'_>) {
        if !(self.per_second.is_finite() && self.per_second > 0.0) {
            scope.key("per_second").error("must be a number greater than 0");
        }
    }
}

/// Enough for typing errors, far from enough to guess what is random.
const GUESSES: Rate = Rate::new(10, 1.0 / MINUTE);

impl Default for RateLimitingConfig {
    fn default() -> Self {
        Self {
            account_recovery: AccountRecoveryRates::default(),
            login: LoginRates::default(),
            registration: Rate::new(3, 3.0 / HOUR),
            email_authentication: EmailAuthenticationRates::default(),
            registration_token: RatePerIp::default(),
            user_code: UserCodeRates::default(),
            password_confirmation: RatePerAccount::default(),
            recovery_ticket: RatePerIp::default(),
            // Whoever sets limits gets what they say. Whoever sets none may have a proxy that does not tell for whom
            // it asks, and then a few mistakes of anybody would shut out everybody.
            exempt_networks: loopback(),
        }
    }
}

fn loopback() -> Vec<IpNet> {
    [IpAddr::from(Ipv4Addr::LOCALHOST), IpAddr::from(Ipv6Addr::LOCALHOST)]
        .into_iter()
        .filter_map(|ip| IpNet::new(ip, if ip.is_ipv4() { 8 } else { 128 }).ok())
        .map(|network| network.trunc())
        .collect()
}

impl Default for AccountRecoveryRates {
    fn default() -> Self {
        Self {
            per_ip: Rate::new(3, 3.0 / HOUR),
            per_address: Rate::new(3, 1.0 / HOUR),
        }
    }
}

impl Default for LoginRates {
    fn default() -> Self {
        Self {
            per_ip: Rate::new(3, 3.0 / MINUTE),
            per_account: Rate::new(1800, 1800.0 / HOUR),
        }
    }
}

impl Default for EmailAuthenticationRates {
    fn default() -> Self {
        Self {
            per_ip: Rate::new(5, 1.0 / MINUTE),
            per_address: Rate::new(3, 1.0 / HOUR),
            emails_per_session: Rate::new(2, 1.0 / (5.0 * MINUTE)),
            attempt_per_session: Rate::new(10, 1.0 / MINUTE),
        }
    }
}

impl Default for UserCodeRates {
    fn default() -> Self {
        Self {
            per_ip: GUESSES,
            per_session: GUESSES,
        }
    }
}

impl Default for RatePerIp {
    fn default() -> Self {
        Self { per_ip: GUESSES }
    }
}

impl Default for RatePerAccount {
    fn default() -> Self {
        Self { per_account: GUESSES }
    }
}

impl Section for RateLimitingConfig {
    fn settle(&mut self, scope: &mut Scope<'_>) {
        self.registration.settle(&mut scope.key("registration"));
        let email = &self.email_authentication;
        for (what, how, rate) in [
            ("account_recovery", "per_ip", self.account_recovery.per_ip),
            ("account_recovery", "per_address", self.account_recovery.per_address),
            ("login", "per_ip", self.login.per_ip),
            ("login", "per_account", self.login.per_account),
            ("email_authentication", "per_ip", email.per_ip),
            ("email_authentication", "per_address", email.per_address),
            ("email_authentication", "emails_per_session", email.emails_per_session),
            ("email_authentication", "attempt_per_session", email.attempt_per_session),
            ("registration_token", "per_ip", self.registration_token.per_ip),
            ("user_code", "per_ip", self.user_code.per_ip),
            ("user_code", "per_session", self.user_code.per_session),
            (
                "password_confirmation",
                "per_account",
                self.password_confirmation.per_account,
            ),
            ("recovery_ticket", "per_ip", self.recovery_ticket.per_ip),
        ] {
            rate.settle(&mut scope.key(what).key(how));
        }
    }
}
