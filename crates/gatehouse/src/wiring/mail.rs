//! From the section `email` to what sends letters.

use std::{sync::Arc, time::Duration};

use anyhow::{Context as _, Result};
use gatehouse_config::{Config, EmailTransport, SmtpMode};
use gatehouse_mail::{
    Blackhole, Credentials, Folder, Mail, Notices, Postbox, Security, Sender, Sendmail, Smtp, SmtpSettings,
};
use gatehouse_web::renderer::Renderer;
use url::{Host, Url};

/// How long one letter may hold up a worker.
const PATIENCE: Duration = Duration::from_secs(30);

/// What carries letters, giving up on one after `patience`.
pub fn mail(config: &Config, patience: Option<Duration>) -> Result<Arc<dyn Mail>> {
    let email = &config.email;
    Ok(match email.transport {
        EmailTransport::Blackhole => Arc::new(Blackhole),
        EmailTransport::Smtp => Arc::new(smtp(config, patience.unwrap_or(PATIENCE))?),
        EmailTransport::Sendmail => Arc::new(Sendmail::new(&email.command)),
        EmailTransport::Folder => Arc::new(Folder::new(email.path.as_ref().context("email.path is missing")?)),
    })
}

fn smtp(config: &Config, patience: Duration) -> Result<Smtp> {
    let email = &config.email;
    let credentials = match (&email.username, &email.password) {
        (Some(username), Some(password)) => Some(Credentials {
            username: username.clone(),
            password: password.clone(),
        }),
        _ => None,
    };
    let settings = SmtpSettings {
        hostname: email.hostname.clone().context("email.hostname is missing")?,
        port: email.port,
        security: match email.mode.context("email.mode is missing")? {
            SmtpMode::Plain => Security::Plain,
            SmtpMode::StartTls => Security::StartTls,
            SmtpMode::Tls => Security::Tls,
        },
        credentials,
        ca: email.ca.clone(),
        hello: own_name(&config.http.public_base),
        patience,
    };
    Smtp::new(&settings).context("email.ca can't be used")
}

/// The one name of this server that others know.
fn own_name(public_base: &Url) -> Host {
    match public_base.host() {
        Some(host) => host.to_owned(),
        None => Host::Domain("localhost".to_owned()),
    }
}

/// Where use cases post their letters.
pub fn postbox(config: &Config, renderer: &Renderer) -> Result<Postbox> {
    let email = &config.email;
    let sender = Sender::new(&email.from, &email.reply_to).context("email.from or email.reply_to can't be used")?;
    let notices = Notices {
        new_sign_in: email.notices.new_sign_in,
        sign_in_reported: email.notices.sign_in_reported,
        password_changed: email.notices.password_changed,
        app_password_made: email.notices.app_password_made,
        email_changed: email.notices.email_changed,
        account_deactivated: email.notices.account_deactivated,
    };
    Ok(Postbox::new(
        mail(config, None)?,
        Arc::new(renderer.clone()),
        sender,
        notices,
    ))
}
