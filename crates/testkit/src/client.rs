//! An app that signs people in.

use axum::http::Method;
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use gatehouse_domain::GrantType;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use url::{Url, form_urlencoded};

use crate::{TestApp, TestBrowser, TestRequest, TestResponse};

/// A client's metadata before it registers.
#[must_use]
pub struct ClientBuilder<'a> {
    app: &'a TestApp,
    metadata: Value,
}

impl<'a> ClientBuilder<'a> {
    pub(crate) fn new(app: &'a TestApp) -> Self {
        let metadata = json!({
            "client_name": "Test app",
            "client_uri": "https://rp.test/",
            "redirect_uris": ["https://rp.test/cb"],
            "response_types": ["code"],
            "grant_types": ["authorization_code", "refresh_token"],
            "token_endpoint_auth_method": "none",
        });
        Self { app, metadata }
    }

    pub fn with(mut self, member: &str, value: Value) -> Self {
        self.metadata[member] = value;
        self
    }

    /// Not one of the shared registrations.
    pub fn named(self, name: &str) -> Self {
        self.with("client_name", json!(name))
    }

    pub async fn register(self) -> TestClient {
        let response = self
            .app
            .post("/oauth2/registration")
            .json(&self.metadata)
            .send()
            .await
            .assert_status(201);
        let body = response.json();
        let text = |name: &str| body[name].as_str().map(str::to_owned);
        let id = text("client_id").expect("client_id");
        let redirect_uri = body["redirect_uris"][0].as_str().unwrap_or_default().to_owned();
        TestClient {
            router: self.app.router(),
            id,
            secret: text("client_secret"),
            redirect_uri,
        }
    }
}

/// A registered client.
#[derive(Clone)]
pub struct TestClient {
    router: axum::Router,
    pub id: String,
    pub secret: Option<String>,
    pub redirect_uri: String,
}

/// One authorization request, and what its answer is checked with.
#[derive(Debug, Clone)]
pub struct Flow {
    pub parameters: Vec<(String, String)>,
    pub verifier: String,
    pub state: String,
    pub redirect_uri: String,
}

impl Flow {
    /// Changes or adds a parameter.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.parameters.retain(|(key, _)| key != name);
        self.parameters.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Leaves a parameter out.
    #[must_use]
    pub fn without(mut self, name: &str) -> Self {
        self.parameters.retain(|(key, _)| key != name);
        self
    }

    pub fn uri(&self) -> String {
        let query = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(&self.parameters)
            .finish();
        format!("/authorize?{query}")
    }
}

/// What a token response brought.
#[derive(Debug, Clone)]
pub struct Tokens {
    pub access: String,
    pub refresh: String,
    pub body: Value,
}

impl From<TestResponse> for Tokens {
    #[track_caller]
    fn from(response: TestResponse) -> Self {
        let body = response.assert_status(200).json();
        let text = |name: &str| {
            body[name]
                .as_str()
                .unwrap_or_else(|| panic!("no {name}: {body}"))
                .to_owned()
        };
        Self {
            access: text("access_token"),
            refresh: text("refresh_token"),
            body,
        }
    }
}

impl TestClient {
    /// What a Matrix client asks for.
    pub const MATRIX: &str = "urn:matrix:client:api:* urn:matrix:client:device:ABCDEFGHIJ";

    /// A request with PKCE and a state.
    pub fn flow(&self, scope: &str) -> Flow {
        let verifier = gatehouse_tokens::random::alphanumeric(64);
        let state = gatehouse_tokens::random::alphanumeric(16);
        let challenge = BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(&verifier));
        let parameters = [
            ("response_type", "code"),
            ("client_id", &self.id),
            ("redirect_uri", &self.redirect_uri),
            ("scope", scope),
            ("state", &state),
            ("code_challenge", &challenge),
            ("code_challenge_method", "S256"),
        ];
        let parameters = parameters
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .into();
        Flow {
            parameters,
            verifier,
            state,
            redirect_uri: self.redirect_uri.clone(),
        }
    }

    /// The person allows the request; the code.
    pub async fn code(&self, browser: &mut TestBrowser, flow: &Flow) -> String {
        browser.follow(&flow.uri()).await.assert_status(200);
        let answer = browser
            .submit("consent", [("action", "allow")])
            .await
            .assert_status(303);
        let parameters = answer_parameters(answer.location());
        assert_eq!(parameter(&parameters, "state"), Some(flow.state.as_str()));
        parameter(&parameters, "code")
            .unwrap_or_else(|| panic!("no code: {parameters:?}"))
            .to_owned()
    }

    /// A request to the token endpoint in the client's own way.
    pub fn token_request<'a>(&'a self, mut fields: Vec<(&'a str, &'a str)>) -> TestRequest {
        let request = TestRequest::new(self.router.clone(), Method::POST, "/oauth2/token");
        if let Some(secret) = &self.secret {
            request.basic(&self.id, secret).form(fields)
        } else {
            fields.push(("client_id", &self.id));
            request.form(fields)
        }
    }

    pub fn exchange<'a>(&'a self, flow: &'a Flow, code: &'a str) -> TestRequest {
        self.token_request(vec![
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", &flow.redirect_uri),
            ("code_verifier", &flow.verifier),
        ])
    }

    pub fn refresh<'a>(&'a self, refresh_token: &'a str) -> TestRequest {
        self.token_request(vec![("grant_type", "refresh_token"), ("refresh_token", refresh_token)])
    }

    /// A request of a device that wants to be signed in, in the client's own way.
    pub fn device_request<'a>(&'a self, mut fields: Vec<(&'a str, &'a str)>) -> TestRequest {
        let request = TestRequest::new(self.router.clone(), Method::POST, "/oauth2/device");
        if let Some(secret) = &self.secret {
            request.basic(&self.id, secret).form(fields)
        } else {
            fields.push(("client_id", &self.id));
            request.form(fields)
        }
    }

    /// The device asks whether it is let in.
    pub fn poll<'a>(&'a self, device_code: &'a str) -> TestRequest {
        self.token_request(vec![
            ("grant_type", GrantType::DeviceCode.as_str()),
            ("device_code", device_code),
        ])
    }

    /// The whole way from a signed-in browser to tokens.
    pub async fn tokens(&self, browser: &mut TestBrowser, scope: &str) -> Tokens {
        let flow = self.flow(scope);
        let code = self.code(browser, &flow).await;
        self.exchange(&flow, &code).send().await.into()
    }

    pub fn revoke(&self, token: &str) -> TestRequest {
        TestRequest::new(self.router.clone(), Method::POST, "/oauth2/revoke")
            .form([("token", token), ("client_id", &self.id)])
    }
}

/// The parameters of an authorization answer, in the query or the fragment.
pub fn answer_parameters(location: &str) -> Vec<(String, String)> {
    let url = Url::parse(location).unwrap_or_else(|_| panic!("not a URL: {location}"));
    let encoded = url.fragment().or(url.query()).unwrap_or_default().to_owned();
    form_urlencoded::parse(encoded.as_bytes()).into_owned().collect()
}

/// The value of a parameter.
pub fn parameter<'a>(parameters: &'a [(String, String)], name: &str) -> Option<&'a str> {
    parameters
        .iter()
        .find(|(key, _)| key == name)
        .map(|(_, value)| value.as_str())
}
