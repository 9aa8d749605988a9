//! Whether mail gets away.

use gatehouse_config::{Config, EmailTransport};
use gatehouse_mail::MailError;

use super::{PATIENCE, finding::Finding};
use crate::wiring;

pub async fn check(config: &Config) -> Vec<Finding> {
    let email = &config.email;
    let carrier = match email.transport {
        EmailTransport::Blackhole => return vec![unsent(config)],
        EmailTransport::Smtp => format!("the mail server {}", email.hostname.as_deref().unwrap_or_default()),
        EmailTransport::Sendmail => format!("the program {}", email.command.display()),
        EmailTransport::Folder => "the folder for mail".to_owned(),
    };
    let mail = match wiring::mail(config, Some(PATIENCE)) {
        Ok(mail) => mail,
        Err(error) => return vec![Finding::fail(format!("{error:#}"), "mend the section `email`")],
    };
    let mut findings = vec![match mail.probe().await {
        Ok(()) => Finding::ok(format!("{carrier} would take a letter")),
        Err(error) => Finding::fail(format!("{carrier}: {error}"), remedy(&error)),
    }];
    let is_abroad = matches!(email.transport, EmailTransport::Smtp | EmailTransport::Sendmail);
    if is_abroad && email.from.trim_end_matches('>').ends_with("@localhost") {
        findings.push(Finding::warn(
            format!("mail comes from {}, which other servers refuse", email.from),
            "set email.from to an address of yours",
        ));
    }
    findings
}

/// No mail at all, which not everything can do without.
fn unsent(config: &Config) -> Finding {
    let account = &config.account;
    let signs_up = account.password_registration_enabled && account.password_registration_email_required;
    if config.passwords.enabled && (signs_up || account.password_recovery_enabled) {
        Finding::warn(
            "no mail is sent, but people need it to sign up or to replace a forgotten password",
            "set email.transport",
        )
    } else {
        Finding::ok("no mail is sent")
    }
}

fn remedy(error: &MailError) -> &'static str {
    match error {
        MailError::Unreachable(_) | MailError::TimedOut => {
            "see that it runs, and that email.hostname, port and mode lead to it"
        }
        MailError::Deferred(_) => "try again later, or ask whoever runs it",
        MailError::Misconfigured(_) | MailError::Refused(_) | MailError::BadRecipient => {
            "see that the section `email` says what it expects: mode, username, password, certificates"
        }
    }
}
