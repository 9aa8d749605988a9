//! A mail server, spoken to by SMTP (RFC 5321, RFC 6409).

use std::{error::Error as _, sync::Mutex, time::Duration};

use async_trait::async_trait;
use lettre::{
    AsyncSmtpTransport, AsyncTransport, Tokio1Executor,
    transport::smtp::{
        self,
        authentication::Credentials as Login,
        client::{Certificate, CertificateStore, Tls, TlsParameters},
        extension::ClientId,
    },
};
use secrecy::{ExposeSecret, SecretString};
use tokio::time::{Instant, timeout};
use url::Host;

use crate::{Mail, MailError, Outgoing, error::discreet};

/// How the connection is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Security {
    Plain,
    /// Encrypted after an exchange in the clear, or not used.
    StartTls,
    Tls,
}

impl Security {
    /// The port that goes with it.
    pub const fn port(self) -> u16 {
        match self {
            Self::Plain => 25,
            Self::StartTls => 587,
            Self::Tls => 465,
        }
    }
}

/// How we sign in to the mail server.
#[derive(Clone)]
pub struct Credentials {
    pub username: String,
    pub password: SecretString,
}

/// Where the mail server is, and how it is spoken to.
#[derive(Clone)]
pub struct SmtpSettings {
    pub hostname: String,
    pub port: Option<u16>,
    pub security: Security,
    pub credentials: Option<Credentials>,
    /// The only certificates that are trusted, PEM; without them, those of the machine.
    pub ca: Option<String>,
    /// What we call ourselves.
    pub hello: Host,
    /// How long one letter may take.
    pub patience: Duration,
}

/// The certificates can't be used.
#[derive(Debug, thiserror::Error)]
#[error("the certificates for the mail server can't be used: {0}")]
pub struct TlsError(String);

/// A mail server.
pub struct Smtp {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    patience: Duration,
    /// Until when the server is left alone: while it says nothing, each letter would hold up a worker.
    resting_until: Mutex<Option<Instant>>,
}

impl Smtp {
    pub fn new(settings: &SmtpSettings) -> Result<Self, TlsError> {
        let mut builder = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(&settings.hostname)
            .port(settings.port.unwrap_or(settings.security.port()))
            .hello_name(client_id(&settings.hello))
            .tls(tls(settings)?)
            // Leaves time for a second address.
            .timeout(Some(settings.patience / 4));
        if let Some(Credentials { username, password }) = &settings.credentials {
            builder = builder.credentials(Login::new(username.clone(), password.expose_secret().to_owned()));
        }
        Ok(Self {
            transport: builder.build(),
            patience: settings.patience,
            resting_until: Mutex::new(None),
        })
    }

    /// `None` when it took too long.
    async fn within_patience<T>(
        &self,
        work: impl Future<Output = Result<T, smtp::Error>>,
    ) -> Option<Result<T, smtp::Error>> {
        match timeout(self.patience, work).await {
            Ok(Err(error)) if error.is_timeout() => None,
            done => done.ok(),
        }
    }

    fn is_resting(&self) -> bool {
        let until = self.resting_until.lock().ok().and_then(|until| *until);
        until.is_some_and(|until| Instant::now() < until)
    }

    fn rest(&self) {
        if let Ok(mut until) = self.resting_until.lock() {
            *until = Some(Instant::now() + self.patience * 2);
        }
    }
}

fn tls(settings: &SmtpSettings) -> Result<Tls, TlsError> {
    if settings.security == Security::Plain {
        return Ok(Tls::None);
    }
    let mut parameters = TlsParameters::builder(settings.hostname.clone());
    if let Some(ca) = &settings.ca {
        // Without one, no server would ever be trusted.
        if !ca.contains("-----BEGIN CERTIFICATE-----") {
            return Err(TlsError("there is no PEM block `CERTIFICATE`".to_owned()));
        }
        let ca = Certificate::from_pem(ca.as_bytes()).map_err(|error| TlsError(error.to_string()))?;
        parameters = parameters
            .certificate_store(CertificateStore::None)
            .add_root_certificate(ca);
    }
    let parameters = parameters.build().map_err(|error| TlsError(error.to_string()))?;
    Ok(match settings.security {
        Security::Plain => Tls::None,
        Security::StartTls => Tls::Required(parameters),
        Security::Tls => Tls::Wrapper(parameters),
    })
}

fn client_id(host: &Host) -> ClientId {
    match host {
        Host::Domain(name) => ClientId::Domain(name.clone()),
        Host::Ipv4(ip) => ClientId::Ipv4(*ip),
        Host::Ipv6(ip) => ClientId::Ipv6(*ip),
    }
}

#[async_trait]
impl Mail for Smtp {
    async fn send(&self, letter: &Outgoing) -> Result<(), MailError> {
        if self.is_resting() {
            return Err(MailError::TimedOut);
        }
        let message = letter.message()?;
        let envelope = message.envelope();
        let content = message.formatted();
        match self.within_patience(self.transport.send_raw(envelope, &content)).await {
            Some(Ok(_)) => Ok(()),
            // RFC 6531 §3.1: only a server that says so takes such an address.
            Some(Err(error)) if error.is_client() && !letter.to().is_ascii() => Err(MailError::BadRecipient),
            Some(Err(error)) => Err(judge(&error)),
            None => {
                self.rest();
                Err(MailError::TimedOut)
            }
        }
    }

    async fn probe(&self) -> Result<(), MailError> {
        match self.within_patience(self.transport.test_connection()).await {
            Some(Ok(true)) => Ok(()),
            Some(Ok(false)) => Err(MailError::Unreachable("it broke the connection off".to_owned())),
            Some(Err(error)) => Err(judge(&error)),
            None => Err(MailError::TimedOut),
        }
    }
}

fn judge(error: &smtp::Error) -> MailError {
    let cause = error.source().map(ToString::to_string).unwrap_or_default();
    let why = match error.status() {
        Some(code) => format!("{code} {}", discreet(&cause)),
        None => discreet(&error.to_string()),
    };
    if error.is_transient() {
        MailError::Deferred(why)
    } else if error.is_permanent() {
        // RFC 4954 §6, RFC 5321 §4.2.3: signing in, encryption, or the command itself; not the letter.
        match error.status().map(u16::from) {
            Some(500..=504 | 521 | 530..=538) => MailError::Misconfigured(why),
            _ => MailError::Refused(why),
        }
    } else if error.is_client() || error.is_tls() {
        MailError::Misconfigured(why)
    } else {
        MailError::Unreachable(why)
    }
}
