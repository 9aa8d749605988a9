//! The HTTP connection to a homeserver: where it is, how we identify ourselves, how long we wait.

use std::error::Error;
use std::time::{Duration, Instant};

use reqwest::header::{AUTHORIZATION, HeaderValue};
use reqwest::{Client, RequestBuilder, Response, redirect};
use secrecy::{ExposeSecret, SecretString};
use url::Url;

use crate::HomeserverError;
use crate::answer::Answer;

/// No answer to any of the calls comes near this.
const BODY_BYTES: usize = 1024 * 1024;

/// Shorter than the keep-alive of Synapse and of the usual proxies, so that a call does not meet a connection that
/// the other side is just closing.
const IDLE: Duration = Duration::from_secs(30);

/// How long a call may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timeouts {
    /// To connect, TLS included.
    pub connect: Duration,
    /// For a whole call.
    pub total: Duration,
    /// For a whole `delete_user`, during which the account leaves its rooms.
    pub delete_user: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(5),
            total: Duration::from_secs(15),
            delete_user: Duration::from_mins(5),
        }
    }
}

/// Why a connection cannot be set up as configured.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SetupError {
    /// Not `http:` or `https:`.
    #[error("the homeserver endpoint must be an http or https URL")]
    NotHttp,
    /// Something beside host, port and path.
    #[error("the homeserver endpoint must not have a user, a password, a query or a fragment")]
    NotABase,
    /// Empty, or with characters that a header cannot carry.
    #[error("the homeserver's shared secret is empty or has characters that a header cannot carry")]
    UnusableSecret,
    /// The TLS side cannot start, as when the system has no CA certificates.
    #[error("the HTTP client for the homeserver cannot start: {0}")]
    Client(String),
}

/// One homeserver, and the pool of connections to it.
#[derive(Clone, Debug)]
pub(crate) struct Connection {
    client: Client,
    endpoint: Url,
    secret: SecretString,
    timeouts: Timeouts,
}

impl Connection {
    pub fn new(endpoint: Url, secret: SecretString, timeouts: Timeouts) -> Result<Self, SetupError> {
        check_endpoint(&endpoint)?;
        let value = secret.expose_secret();
        if value.is_empty() || HeaderValue::from_str(value).is_err() {
            return Err(SetupError::UnusableSecret);
        }
        let mut builder = Client::builder()
            .user_agent(concat!("gatehouse/", env!("CARGO_PKG_VERSION")))
            .connect_timeout(timeouts.connect)
            .timeout(timeouts.total)
            .pool_idle_timeout(IDLE)
            .redirect(redirect::Policy::none())
            .no_proxy();
        if endpoint.scheme() == "http" {
            // Without TLS the system's CA certificates are not needed: they may be missing, and reading them is slow.
            builder = builder.tls_certs_only([]);
        }
        let client = builder.build().map_err(|error| SetupError::Client(innermost(&error)))?;
        Ok(Self {
            client,
            endpoint,
            secret,
            timeouts,
        })
    }

    pub fn timeouts(&self) -> &Timeouts {
        &self.timeouts
    }

    pub fn endpoint(&self) -> &Url {
        &self.endpoint
    }

    /// The endpoint with these segments after its own path.
    pub fn url(&self, segments: &[&str]) -> Url {
        let mut url = self.endpoint.clone();
        // Always `Ok`: an http URL has a path, and the setup accepts no other.
        if let Ok(mut path) = url.path_segments_mut() {
            path.pop_if_empty().extend(segments);
        }
        url
    }

    /// A question, without credentials.
    pub fn get(&self, url: Url) -> RequestBuilder {
        self.client.get(url)
    }

    /// A request, without credentials.
    pub fn post(&self, url: Url) -> RequestBuilder {
        self.client.post(url)
    }

    /// Send with the shared secret.
    pub async fn send_with_secret(
        &self,
        call: &'static str,
        request: RequestBuilder,
    ) -> Result<Answer, HomeserverError> {
        let request = request.bearer_auth(self.secret.expose_secret());
        let answer = self.send(call, request).await?;
        Ok(self.without_secret(answer))
    }

    /// Send as it is, read the whole answer, and leave one event in the log.
    pub async fn send(&self, call: &'static str, request: RequestBuilder) -> Result<Answer, HomeserverError> {
        let started = Instant::now();
        let outcome = exchange(call, request).await;
        let duration = started.elapsed();
        match &outcome {
            Ok(answer) => {
                tracing::debug!(call, status = answer.status.as_u16(), ?duration, "homeserver call");
            }
            Err(error) => tracing::debug!(call, %error, ?duration, "homeserver call"),
        }
        outcome
    }

    /// Something that echoes our request must not bring the secret into an error text.
    fn without_secret(&self, mut answer: Answer) -> Answer {
        let secret = self.secret.expose_secret().as_bytes();
        if !answer.status.is_success() && answer.body.windows(secret.len()).any(|window| window == secret) {
            answer.body.clear();
        }
        answer
    }
}

/// A token that is not the shared secret.
pub(crate) fn with_token(
    call: &'static str,
    request: RequestBuilder,
    token: &str,
) -> Result<RequestBuilder, HomeserverError> {
    let mut value =
        HeaderValue::from_str(&format!("Bearer {token}")).map_err(|error| HomeserverError::Unreachable {
            call,
            reason: error.to_string(),
        })?;
    value.set_sensitive(true);
    Ok(request.header(AUTHORIZATION, value))
}

fn check_endpoint(endpoint: &Url) -> Result<(), SetupError> {
    if !matches!(endpoint.scheme(), "http" | "https") || !endpoint.has_host() {
        return Err(SetupError::NotHttp);
    }
    let is_base = endpoint.username().is_empty()
        && endpoint.password().is_none()
        && endpoint.query().is_none()
        && endpoint.fragment().is_none();
    if is_base { Ok(()) } else { Err(SetupError::NotABase) }
}

async fn exchange(call: &'static str, request: RequestBuilder) -> Result<Answer, HomeserverError> {
    let mut response = request.send().await.map_err(|error| failure(call, &error))?;
    let status = response.status();
    let body = body(call, &mut response).await?;
    Ok(Answer { call, status, body })
}

async fn body(call: &'static str, response: &mut Response) -> Result<Vec<u8>, HomeserverError> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| failure(call, &error))? {
        if body.len() + chunk.len() > BODY_BYTES {
            return Err(HomeserverError::TooLarge { call });
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

fn failure(call: &'static str, error: &reqwest::Error) -> HomeserverError {
    if error.is_timeout() && !error.is_connect() {
        HomeserverError::TimedOut { call }
    } else {
        HomeserverError::Unreachable {
            call,
            reason: innermost(error),
        }
    }
}

/// The innermost cause says it best ("Connection refused"), and unlike the outermost never names the URL.
fn innermost(error: &reqwest::Error) -> String {
    let Some(mut cause) = error.source() else {
        return "the request could not be sent".to_owned();
    };
    while let Some(next) = cause.source() {
        cause = next;
    }
    cause.to_string()
}
