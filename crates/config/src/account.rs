use std::time::Duration;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::experimental::seconds;
use crate::scope::{Scope, Section};

/// What people may do with their own account.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own in the file")]
pub struct AccountConfig {
    /// Whether people may change their email addresses.
    pub email_change_allowed: bool,
    /// Whether people may change their display name.
    pub displayname_change_allowed: bool,
    /// Whether people may sign up with a password.
    pub password_registration_enabled: bool,
    /// Whether signing up with a password needs an email address.
    pub password_registration_email_required: bool,
    /// Whether people may change their password.
    pub password_change_allowed: bool,
    /// Whether a forgotten password can be replaced by way of an email.
    pub password_recovery_enabled: bool,
    /// Whether people may deactivate their account.
    pub account_deactivation_allowed: bool,
    /// Whether an email address can be typed in place of the username to sign in.
    pub login_with_email_allowed: bool,
    /// Whether signing up with a password needs a registration token.
    pub password_registration_token_required: bool,
    /// Old name of `password_registration_token_required`.
    pub registration_token_required: bool,
    /// How long people can look up what happened to their account, in seconds.
    #[serde(with = "seconds")]
    #[schemars(with = "u64", range(min = 3600))]
    pub activity_retention: Duration,
}

impl Default for AccountConfig {
    fn default() -> Self {
        Self {
            email_change_allowed: true,
            displayname_change_allowed: true,
            password_registration_enabled: false,
            password_registration_email_required: true,
            password_change_allowed: true,
            password_recovery_enabled: false,
            account_deactivation_allowed: true,
            login_with_email_allowed: false,
            password_registration_token_required: false,
            registration_token_required: false,
            activity_retention: Duration::from_hours(90 * 24),
        }
    }
}

impl AccountConfig {
    /// Tell what cannot be completed where no mail is sent.
    pub(crate) fn settle_without_mail(&self, scope: &mut Scope<'_>) {
        let without = "but no mail is sent: `email.transport` is `blackhole`";
        if self.password_recovery_enabled {
            scope
                .key("password_recovery_enabled")
                .warning(format!("sends a link by mail, {without}"));
        }
        if self.password_registration_enabled && self.password_registration_email_required {
            scope
                .key("password_registration_enabled")
                .warning(format!("sends a code by mail, {without}"));
        }
    }
}

impl Section for AccountConfig {
    fn settle(&mut self, scope: &mut Scope<'_>) {
        if self.registration_token_required {
            self.password_registration_token_required = true;
            scope
                .key("registration_token_required")
                .warning("is the old name of `password_registration_token_required`: use that");
        }
    }
}
