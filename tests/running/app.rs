//! An app that signs people in, by plain HTTP.

use oauth2::{CsrfToken, PkceCodeChallenge, PkceCodeVerifier};
use serde_json::{Value, json};
use url::{Url, form_urlencoded};

use super::http;

const DEVICE_CODE: &str = "urn:ietf:params:oauth:grant-type:device_code";

/// A registered public client.
#[derive(Clone)]
pub struct App {
    http: reqwest::Client,
    server: Url,
    pub client_id: String,
}

/// An authorization request, and what the app keeps of it.
pub struct AppRequest {
    pub url: Url,
    pub state: String,
    pub redirect_uri: String,
    verifier: PkceCodeVerifier,
}

/// What an endpoint answered.
#[derive(Debug, Clone)]
pub struct Answer {
    pub status: u16,
    pub body: Value,
}

impl Answer {
    /// A member of the body that is text.
    #[track_caller]
    pub fn text(&self, member: &str) -> String {
        let text = self.body.get(member).and_then(Value::as_str);
        text.unwrap_or_else(|| panic!("no {member} in {self:?}")).to_owned()
    }

    #[track_caller]
    #[expect(clippy::return_self_not_must_use, reason = "often nothing else matters")]
    pub fn assert_status(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{}", self.body);
        self
    }

    /// An error of RFC 6749 §5.2.
    #[track_caller]
    pub fn assert_error(self, status: u16, code: &str) {
        assert_eq!(
            (self.status, self.text("error").as_str()),
            (status, code),
            "{}",
            self.body
        );
    }
}

impl App {
    /// Registers a native app, with `http://127.0.0.1/cb` on any port.
    pub async fn register(server: &Url, name: &str) -> Self {
        Self::register_at(server, name, "http://127.0.0.1/cb").await
    }

    /// Registers a native app that is opened by another address.
    pub async fn register_at(server: &Url, name: &str, redirect_uri: &str) -> Self {
        Self::register_with(server, &json!({"client_name": name, "redirect_uris": [redirect_uri]})).await
    }

    /// Registers a native app with what differs from a public one.
    pub async fn register_with(server: &Url, more: &Value) -> Self {
        let mut metadata = json!({
            "client_name": "Teapot",
            "client_uri": "https://app.example.com/",
            "redirect_uris": ["http://127.0.0.1/cb"],
            "application_type": "native",
            "response_types": ["code"],
            "grant_types": ["authorization_code", "refresh_token", DEVICE_CODE],
            "token_endpoint_auth_method": "none",
        });
        if let (Some(metadata), Some(more)) = (metadata.as_object_mut(), more.as_object()) {
            metadata.extend(more.clone());
        }
        let http = http();
        let response = http
            .post(endpoint(server, "oauth2/registration"))
            .json(&metadata)
            .send()
            .await;
        let answer = read(response).await.expect("the server answers").assert_status(201);
        Self {
            http,
            server: server.clone(),
            client_id: answer.text("client_id"),
        }
    }

    /// A request for authorization with PKCE; `more` is added to its query.
    pub fn request(&self, scope: &str, redirect_uri: &str, more: &[(&str, &str)]) -> AppRequest {
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let state = CsrfToken::new_random().secret().clone();
        let mut url = endpoint(&self.server, "authorize");
        url.query_pairs_mut()
            .extend_pairs([
                ("response_type", "code"),
                ("client_id", &self.client_id),
                ("redirect_uri", redirect_uri),
                ("scope", scope),
                ("state", &state),
                ("code_challenge_method", "S256"),
                ("code_challenge", challenge.as_str()),
            ])
            .extend_pairs(more);
        AppRequest {
            url,
            state,
            redirect_uri: redirect_uri.to_owned(),
            verifier,
        }
    }

    pub async fn exchange(&self, request: &AppRequest, code: &str) -> Answer {
        self.try_exchange(request, code).await.expect("the server answers")
    }

    /// None when the connection broke.
    pub async fn try_exchange(&self, request: &AppRequest, code: &str) -> Option<Answer> {
        let form = [
            ("grant_type", "authorization_code"),
            ("client_id", &self.client_id),
            ("code", code),
            ("redirect_uri", &request.redirect_uri),
            ("code_verifier", request.verifier.secret()),
        ];
        self.post("oauth2/token", &form).await
    }

    pub async fn refresh(&self, token: &str) -> Answer {
        self.try_refresh(token).await.expect("the server answers")
    }

    /// None when the connection broke.
    pub async fn try_refresh(&self, token: &str) -> Option<Answer> {
        let form = [
            ("grant_type", "refresh_token"),
            ("client_id", &self.client_id),
            ("refresh_token", token),
        ];
        self.post("oauth2/token", &form).await
    }

    /// Asks to be signed in from another device (RFC 8628 §3.1).
    pub async fn ask_for_another_device(&self, scope: &str) -> Answer {
        let form = [("client_id", self.client_id.as_str()), ("scope", scope)];
        let answer = self.post("oauth2/device", &form).await;
        answer.expect("the server answers").assert_status(200)
    }

    /// Asks whether the person has let it in.
    pub async fn poll(&self, device_code: &str) -> Answer {
        let form = [
            ("grant_type", DEVICE_CODE),
            ("client_id", &self.client_id),
            ("device_code", device_code),
        ];
        self.post("oauth2/token", &form).await.expect("the server answers")
    }

    pub async fn revoke(&self, token: &str) -> Answer {
        let form = [("token", token), ("client_id", &self.client_id)];
        self.post("oauth2/revoke", &form).await.expect("the server answers")
    }

    /// Shows an access token to the userinfo endpoint; none when the connection broke.
    pub async fn try_userinfo(&self, token: &str) -> Option<Answer> {
        read(
            self.http
                .get(endpoint(&self.server, "oauth2/userinfo"))
                .bearer_auth(token)
                .send()
                .await,
        )
        .await
    }

    async fn post(&self, path: &str, form: &[(&str, &str)]) -> Option<Answer> {
        let body = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(form)
            .finish();
        let request = self.http.post(endpoint(&self.server, path));
        let request = request
            .header("content-type", "application/x-www-form-urlencoded")
            .body(body);
        read(request.send().await).await
    }
}

impl AppRequest {
    /// The code in the address that a person came back to, after the checks that every app makes.
    #[track_caller]
    pub fn code(&self, came_back_to: &Url, issuer: &Url) -> String {
        let encoded = came_back_to.fragment().or(came_back_to.query()).unwrap_or_default();
        let find = |name: &str| {
            let mut pairs = form_urlencoded::parse(encoded.as_bytes());
            pairs.find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
        };
        assert_eq!(find("state").as_deref(), Some(self.state.as_str()), "{came_back_to}");
        // RFC 9207: the answer tells whom it is from.
        assert_eq!(find("iss").as_deref(), Some(issuer.as_str()), "{came_back_to}");
        find("code").unwrap_or_else(|| panic!("no code in {came_back_to}"))
    }
}

fn endpoint(server: &Url, path: &str) -> Url {
    server.join(path).expect("a path")
}

/// The answer with its body; none when the connection broke on the way.
async fn read(response: reqwest::Result<reqwest::Response>) -> Option<Answer> {
    let response = response.ok()?;
    let status = response.status().as_u16();
    let body = response.bytes().await.ok()?;
    let body = serde_json::from_slice(&body).unwrap_or_else(|_| String::from_utf8_lossy(&body).into());
    Some(Answer { status, body })
}
