use std::path::PathBuf;

use lettre::message::Mailbox;
use schemars::JsonSchema;
use secrecy::SecretString;
use serde::{Deserialize, Serialize};

use crate::scope::{Scope, Section};

/// Mail: from whom it comes, and how it is sent.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct EmailConfig {
    /// Sender of all mail.
    pub from: String,
    /// Who gets the answers.
    pub reply_to: String,
    /// How mail is sent.
    pub transport: EmailTransport,
    /// With `smtp`: how the connection is protected.
    pub mode: Option<SmtpMode>,
    /// With `smtp`: name of the mail server.
    pub hostname: Option<String>,
    /// With `smtp`: port of the mail server. Default: 25 for `plain`, 587 for `starttls`, 465 for `tls`.
    #[schemars(range(min = 1))]
    pub port: Option<u16>,
    /// With `smtp`: user to sign in as.
    pub username: Option<String>,
    /// With `smtp`: password of that user.
    #[schemars(with = "Option<String>", extend("writeOnly" = true))]
    pub password: Option<SecretString>,
    /// With `smtp`: file that holds the password.
    pub password_file: Option<PathBuf>,
    /// With `smtp`: certificates that the server's is checked against, PEM. Default: those of the machine.
    pub ca: Option<String>,
    /// With `smtp`: file that holds the certificates.
    pub ca_file: Option<PathBuf>,
    /// With `sendmail`: the program.
    pub command: PathBuf,
    /// With `folder`: the folder.
    pub path: Option<PathBuf>,
    /// What people are told about their account by mail.
    pub notices: NoticesConfig,
}

impl Default for EmailConfig {
    fn default() -> Self {
        let nobody = "\"Authentication Service\" <root@localhost>";
        Self {
            from: nobody.to_owned(),
            reply_to: nobody.to_owned(),
            transport: EmailTransport::Blackhole,
            mode: None,
            hostname: None,
            port: None,
            username: None,
            password: None,
            password_file: None,
            ca: None,
            ca_file: None,
            command: "sendmail".into(),
            path: None,
            notices: NoticesConfig::default(),
        }
    }
}

/// Way to send mail.
#[derive(Clone, Copy, Debug, Deserialize, Eq, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum EmailTransport {
    /// No mail is sent.
    Blackhole,
    /// A mail server.
    Smtp,
    /// A program of this machine.
    Sendmail,
    /// Mail becomes files in a folder, for development.
    Folder,
}

/// Protection of the connection to the mail server.
#[derive(Clone, Copy, Debug, Deserialize, Eq, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum SmtpMode {
    /// None.
    Plain,
    /// TLS, after an exchange without.
    StartTls,
    /// TLS.
    Tls,
}

/// What people are told about their account by mail.
#[derive(Clone, Debug, Deserialize, JsonSchema, Serialize)]
#[serde(default, deny_unknown_fields)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own in the file")]
pub struct NoticesConfig {
    /// Somebody signed in.
    pub new_sign_in: bool,
    /// Somebody other than its app ended a sign-in, since its token was found.
    pub sign_in_reported: bool,
    /// The password was changed.
    pub password_changed: bool,
    /// A password for an older app was made.
    pub app_password_made: bool,
    /// An email address was added or removed.
    pub email_changed: bool,
    /// The account was deactivated.
    pub account_deactivated: bool,
}

impl Default for NoticesConfig {
    fn default() -> Self {
        Self {
            new_sign_in: true,
            sign_in_reported: true,
            password_changed: true,
            app_password_made: true,
            email_changed: true,
            account_deactivated: true,
        }
    }
}

impl Section for EmailConfig {
    fn settle(&mut self, scope: &mut Scope<'_>) {
        scope.secret("password", &mut self.password, self.password_file.as_deref());
        scope.text("ca", &mut self.ca, self.ca_file.as_deref());
        for (key, address) in [("from", &self.from), ("reply_to", &self.reply_to)] {
            if address.parse::<Mailbox>().is_err() {
                scope
                    .key(key)
                    .error("must be an email address, such as `Example <auth@example.org>`");
            }
        }
        match self.transport {
            EmailTransport::Smtp => self.check_smtp(scope),
            EmailTransport::Folder if self.path.is_none() => {
                scope.error("needs `path`, the folder that mail is put into");
            }
            EmailTransport::Blackhole | EmailTransport::Sendmail | EmailTransport::Folder => {}
        }
    }
}

impl EmailConfig {
    fn check_smtp(&self, scope: &mut Scope<'_>) {
        if self.mode.is_none() {
            scope.error("needs `mode`: plain, starttls or tls");
        }
        match self.hostname.as_deref() {
            None => scope.error("needs `hostname`, the name of the mail server"),
            Some(name) if name.is_empty() || name.contains(|c: char| matches!(c, '/' | '@') || c.is_whitespace()) => {
                scope
                    .key("hostname")
                    .error("must be the name of a host, such as `mail.example.org`");
            }
            Some(_) => {}
        }
        let has_password = self.password.is_some() || self.password_file.is_some();
        if self.username.is_some() && !has_password {
            scope.key("username").error("needs `password` or `password_file`");
        }
        if self.username.is_none() && has_password {
            scope
                .given("password", self.password_file.is_some())
                .error("needs `username`");
        }
        if self.mode == Some(SmtpMode::Plain) && self.username.is_some() && !self.is_on_this_machine() {
            scope
                .key("mode")
                .warning("sends the password unencrypted; use `starttls` or `tls`");
        }
    }

    fn is_on_this_machine(&self) -> bool {
        let name = self.hostname.as_deref().unwrap_or_default();
        name == "localhost" || name.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback())
    }
}
