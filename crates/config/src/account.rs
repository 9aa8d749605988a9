use schemars::JsonSchema;
use serde::Deserialize;

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
        }
    }
}

impl AccountConfig {
    /// The switches whose feature this version does not have.
    fn without_effect(&self) -> [(&'static str, bool); 10] {
        [
            ("email_change_allowed", self.email_change_allowed),
            ("displayname_change_allowed", self.displayname_change_allowed),
            ("password_registration_enabled", self.password_registration_enabled),
            (
                "password_registration_email_required",
                self.password_registration_email_required,
            ),
            ("password_change_allowed", self.password_change_allowed),
            ("password_recovery_enabled", self.password_recovery_enabled),
            ("account_deactivation_allowed", self.account_deactivation_allowed),
            ("login_with_email_allowed", self.login_with_email_allowed),
            (
                "password_registration_token_required",
                self.password_registration_token_required,
            ),
            ("registration_token_required", self.registration_token_required),
        ]
    }
}

impl Section for AccountConfig {
    fn settle(&mut self, scope: &mut Scope<'_>) {
        let defaults = Self::default().without_effect();
        for ((key, value), (_, default)) in self.without_effect().into_iter().zip(defaults) {
            if value != default {
                scope
                    .key(key)
                    .warning("has no effect: this version does not have the feature it switches");
            }
        }
    }
}
