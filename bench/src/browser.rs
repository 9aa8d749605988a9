//! A person's browser and an app, as far as signing in needs them.

use std::{collections::BTreeMap, net::SocketAddr};

use anyhow::{Context as _, Result};
use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use gatehouse_tokens::random;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use url::{Url, form_urlencoded};

use crate::{
    connection::{Answer, Connection},
    request,
};

pub const USERNAME: &str = "alice";
pub const PASSWORD: &str = "correct horse battery staple";
const REDIRECT_URI: &str = "https://app.example/callback";

/// Cookies, and what our forms have to send back.
pub struct Browser {
    cookies: BTreeMap<String, String>,
    pub csrf: String,
}

impl Browser {
    /// A browser that has opened the sign-in page.
    pub async fn open(address: SocketAddr) -> Result<Self> {
        let mut connection = Connection::open(address).await?;
        let mut browser = Self {
            cookies: BTreeMap::new(),
            csrf: String::new(),
        };
        let answer = connection.send(&request::get("/login", "")).await?;
        answer.expect(200)?;
        browser.take_cookies(&answer);
        let (_, rest) = answer
            .text()
            .split_once("name=\"csrf\" value=\"")
            .context("the sign-in page has no CSRF token")?;
        rest.split('"').next().unwrap_or_default().clone_into(&mut browser.csrf);
        Ok(browser)
    }

    /// A browser in which the person is signed in.
    pub async fn signed_in(address: SocketAddr) -> Result<Self> {
        Self::signed_in_as(address, USERNAME).await
    }

    /// A browser in which somebody is signed in, with the password that all have.
    pub async fn signed_in_as(address: SocketAddr, username: &str) -> Result<Self> {
        let mut browser = Self::open(address).await?;
        let mut connection = Connection::open(address).await?;
        let answer = connection.send(&browser.sign_in_as(username)).await?;
        answer.expect(303)?;
        browser.take_cookies(&answer);
        Ok(browser)
    }

    /// The sign-in form, filled in.
    pub fn sign_in(&self) -> Vec<u8> {
        self.sign_in_as(USERNAME)
    }

    fn sign_in_as(&self, username: &str) -> Vec<u8> {
        self.form(
            "/login",
            &[("csrf", &self.csrf), ("username", username), ("password", PASSWORD)],
        )
    }

    /// The consent form, answered by allowing.
    pub fn allow(&self, path: &str) -> Vec<u8> {
        self.form(path, &[("csrf", &self.csrf), ("action", "allow")])
    }

    pub fn get(&self, path: &str) -> Vec<u8> {
        request::get(path, &self.cookie_line())
    }

    fn form(&self, path: &str, fields: &[(&str, &str)]) -> Vec<u8> {
        request::form(path, &request::header("cookie", &self.cookie_line()), fields)
    }

    fn cookie_line(&self) -> String {
        let pairs: Vec<String> = self
            .cookies
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        pairs.join("; ")
    }

    fn take_cookies(&mut self, answer: &Answer<'_>) {
        for line in answer.headers("set-cookie") {
            if let Some((name, value)) = line.split(';').next().and_then(|pair| pair.split_once('=')) {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
    }
}

/// A public client that has registered itself.
pub struct App {
    pub client_id: String,
    verifier: String,
}

impl App {
    pub async fn register(address: SocketAddr) -> Result<Self> {
        let metadata = json!({
            "client_name": "Bench",
            "client_uri": "https://app.example/",
            "redirect_uris": [REDIRECT_URI],
            "response_types": ["code"],
            "grant_types": ["authorization_code", "refresh_token"],
            "token_endpoint_auth_method": "none",
        });
        let mut connection = Connection::open(address).await?;
        let body = request::post("/oauth2/registration", "application/json", "", &metadata.to_string());
        let answer = connection.send(&body).await?;
        answer.expect(201)?;
        Ok(Self {
            client_id: member(&answer, "client_id")?,
            verifier: random::alphanumeric(64),
        })
    }

    /// The link to the authorization endpoint. The scope needs no device, and so no homeserver.
    pub fn authorization_request(&self) -> String {
        let challenge = BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(&self.verifier));
        let query = form_urlencoded::Serializer::new(String::new())
            .extend_pairs([
                ("response_type", "code"),
                ("client_id", &self.client_id),
                ("redirect_uri", REDIRECT_URI),
                ("scope", "openid"),
                ("state", "state"),
                ("code_challenge", &challenge),
                ("code_challenge_method", "S256"),
            ])
            .finish();
        format!("/authorize?{query}")
    }

    pub fn exchange(&self, code: &str) -> Vec<u8> {
        let fields = [
            ("grant_type", "authorization_code"),
            ("client_id", &self.client_id),
            ("code", code),
            ("redirect_uri", REDIRECT_URI),
            ("code_verifier", &self.verifier),
        ];
        request::form("/oauth2/token", "", &fields)
    }

    pub fn refresh(client_id: &str, refresh_token: &str) -> Vec<u8> {
        let fields = [
            ("grant_type", "refresh_token"),
            ("client_id", client_id),
            ("refresh_token", refresh_token),
        ];
        request::form("/oauth2/token", "", &fields)
    }
}

/// Where the authorization endpoint sends a person who is signed in.
pub fn consent_path(answer: &Answer<'_>) -> Result<String> {
    answer.expect(303)?;
    let path = answer.location()?;
    anyhow::ensure!(path.starts_with("/consent/"), "the redirect leads to {path}");
    Ok(path.to_owned())
}

/// The code of a successful authorization.
pub fn code(answer: &Answer<'_>) -> Result<String> {
    answer.expect(303)?;
    let url = Url::parse(answer.location()?)?;
    let code = url.query_pairs().find(|(name, _)| name == "code");
    code.map(|(_, code)| code.into_owned())
        .with_context(|| format!("no code in {url}"))
}

/// The refresh token of a token response.
pub fn refresh_token(answer: &Answer<'_>) -> Result<String> {
    answer.expect(200)?;
    member(answer, "refresh_token")
}

fn member(answer: &Answer<'_>, name: &str) -> Result<String> {
    let body: Value = serde_json::from_slice(answer.body)?;
    let text = body.get(name).and_then(Value::as_str);
    text.map(str::to_owned).with_context(|| format!("no {name} in {body}"))
}
