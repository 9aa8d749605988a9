//! Documents on the web, as an app would read them.

use anyhow::{Context as _, Result, bail};
use reqwest::{Client, Response, StatusCode, header, redirect};
use serde_json::Value;
use url::Url;

use super::PATIENCE;

/// No document that is asked for comes near this.
const MAX_BYTES: usize = 1 << 20;

/// Asks without cookies or credentials.
pub struct Web(Client);

/// A document in JSON.
#[derive(Debug)]
pub struct Document {
    pub status: StatusCode,
    pub body: Value,
    /// Whether an app in a browser, on another site, can read it.
    pub cors: Cors,
}

/// What `Access-Control-Allow-Origin` says.
#[derive(Debug, PartialEq, Eq)]
pub enum Cors {
    Everybody,
    Nobody,
    /// Browsers take more than one such header for none.
    Repeated,
}

impl Web {
    pub fn new() -> Result<Self> {
        let client = Client::builder()
            .user_agent(concat!("gatehouse-doctor/", env!("CARGO_PKG_VERSION")))
            .timeout(PATIENCE)
            .redirect(redirect::Policy::limited(5))
            .build();
        Ok(Self(client.context("the HTTP client can't start")?))
    }

    /// Fetches a document; anything but JSON is an error.
    pub async fn document(&self, url: Url) -> Result<Document> {
        let request = self.0.get(url).header(header::ORIGIN, "https://app.example.org");
        let mut response = request.send().await.map_err(reqwest::Error::without_url)?;
        let status = response.status();
        let cors = cors(&response);
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(reqwest::Error::without_url)? {
            body.extend_from_slice(&chunk);
            if body.len() > MAX_BYTES {
                bail!("the answer is too long");
            }
        }
        match serde_json::from_slice(&body) {
            Ok(body) => Ok(Document { status, body, cors }),
            Err(_) if status.is_success() => bail!("the answer is not JSON"),
            Err(_) => bail!("the answer is HTTP {status}"),
        }
    }
}

impl Document {
    /// The text below these keys.
    pub fn text(&self, pointer: &str) -> Option<&str> {
        self.body.pointer(pointer).and_then(Value::as_str)
    }
}

fn cors(response: &Response) -> Cors {
    let mut allowed = response.headers().get_all(header::ACCESS_CONTROL_ALLOW_ORIGIN).iter();
    match (allowed.next(), allowed.next()) {
        (Some(value), None) if value == "*" => Cors::Everybody,
        (_, Some(_)) => Cors::Repeated,
        _ => Cors::Nobody,
    }
}
