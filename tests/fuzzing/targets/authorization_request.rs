//! Authorization requests, as they are encoded in a query or a form; a JSON object is the claims of a signed one.

use std::sync::LazyLock;

use gatehouse_domain::{
    AuthMethod, AuthorizationRequest, Client, ClientId, CodeChallenge, GrantType, OAuthError, Prompt,
    RawAuthorizationRequest, RequestError, RequestObject, StaticClient, Timestamp,
};
use serde_json::{Map, Value};
use url::form_urlencoded;

/// Where both clients keep requests.
const REQUEST_URIS: [&str; 2] = ["https://app.example/r", "https://app.example/r?x=1#GkurKxf5T0Y"];

/// A public app with addresses of every kind, and a website that proves who it is and can't refresh.
static CLIENTS: LazyLock<[Client; 2]> = LazyLock::new(|| {
    let app = client(
        AuthMethod::None,
        &[
            "https://app.example/cb?x=1",
            "http://127.0.0.1/cb",
            "com.example.app:/cb",
        ],
    );
    let mut website = client(AuthMethod::ClientSecretBasic, &["https://rp.example/cb"]);
    website.metadata.grant_types.remove(&GrantType::RefreshToken);
    website.metadata.default_max_age = Some(600);
    [app, website]
});

fn client(auth_method: AuthMethod, redirect_uris: &[&str]) -> Client {
    let described = StaticClient {
        redirect_uris: redirect_uris.iter().map(|&uri| uri.to_owned()).collect(),
        request_uris: REQUEST_URIS.map(str::to_owned).into(),
        encrypted_secret: (auth_method != AuthMethod::None).then(|| "encrypted".to_owned()),
        ..StaticClient::new(id(), auth_method)
    };
    Client::from_configuration(described, Timestamp::default()).unwrap()
}

fn id() -> ClientId {
    "01AN4Z07BY79KA1307SR9X4MV3".parse().unwrap()
}

pub fn check(data: &[u8]) {
    if let Ok(claims) = serde_json::from_slice(data) {
        return by_object(&claims);
    }
    let pairs: Vec<(String, String)> = form_urlencoded::parse(data).into_owned().collect();
    let raw = RawAuthorizationRequest::from_pairs(pairs.clone());
    let sent = Sent(&pairs);
    if let Ok(id) = raw.client_id() {
        assert_eq!(sent.once("client_id").unwrap().parse::<ClientId>().unwrap(), id);
    }
    for client in CLIENTS.iter() {
        match raw.object(client) {
            Ok(None) => is_judged(&raw, client, sent),
            Ok(Some(object)) => comes_alone(object, sent),
            Err(error) => is_told(sent, client, RequestError::of(&raw, client, error)),
        }
    }
}

/// R9101-03, R9101-05: an object comes in one way, and from where the client keeps it.
fn comes_alone(object: RequestObject<'_>, sent: Sent<'_>) {
    let sent = ["request", "request_uri"].map(|name| sent.once(name));
    match object {
        RequestObject::ByValue(object) => assert_eq!(sent, [Some(object), None]),
        RequestObject::ByReference(uri) => {
            assert_eq!(sent, [None, Some(uri)]);
            assert!(REQUEST_URIS.contains(&uri), "{uri}");
        }
    }
}

/// What is made of the claims of an object that a client sent, be its signature good or not.
fn by_object(claims: &Map<String, Value>) {
    let inside: Vec<(String, String)> = LOOKED_AT
        .iter()
        .filter_map(|name| match (*name, claims.get(*name)?) {
            (name, Value::String(text)) => Some((name.to_owned(), text.clone())),
            (name @ "registration", value @ Value::Object(_)) => Some((name.to_owned(), value.to_string())),
            _ => None,
        })
        .collect();
    let outside = RawAuthorizationRequest::from_pairs([("client_id".to_owned(), id().to_string())]);
    let told = outside.clone().answered_as_in(claims);
    for client in CLIENTS.iter() {
        is_told(
            Sent(&inside),
            client,
            RequestError::of(&told, client, OAuthError::invalid_request("fuzzed")),
        );
    }
    if let Ok(raw) = outside.in_object(claims) {
        assert_eq!(claims["client_id"], id().to_string(), "R9101-02");
        assert!(
            !claims.contains_key("request") && !claims.contains_key("request_uri"),
            "R9101-03"
        );
        for client in CLIENTS.iter() {
            is_judged(&raw, client, Sent(&inside));
        }
    }
}

fn is_judged(raw: &RawAuthorizationRequest, client: &Client, sent: Sent<'_>) {
    match AuthorizationRequest::check(raw, client) {
        Ok(request) => {
            leads_home(client, sent, &request.redirect_uri);
            is_as_it_was_sent(sent, client, &request);
            let error = OAuthError::invalid_request("fuzzed");
            super::answer::check(
                &request.redirect_uri,
                request.response_mode,
                request.state.as_deref(),
                &error,
            );
        }
        Err(refused) => is_told(sent, client, refused),
    }
}

/// An error goes to an address that is the client's, or nowhere.
fn is_told(sent: Sent<'_>, client: &Client, refused: RequestError) {
    if let RequestError::Redirect {
        error,
        redirect_uri,
        response_mode,
        state,
    } = refused
    {
        leads_home(client, sent, &redirect_uri);
        assert!(state.as_deref().is_none_or(|state| sent.once("state") == Some(state)));
        super::answer::check(&redirect_uri, response_mode, state.as_deref(), &error);
    }
}

/// What the properties below look at.
const LOOKED_AT: [&str; 9] = [
    "code_challenge",
    "code_challenge_method",
    "nonce",
    "redirect_uri",
    "registration",
    "request_uri",
    "response_type",
    "scope",
    "state",
];

/// The parameters that are looked at.
#[derive(Clone, Copy)]
struct Sent<'a>(&'a [(String, String)]);

impl<'a> Sent<'a> {
    fn all(self, name: &str) -> impl Iterator<Item = &'a str> {
        let looked_at = self.0.iter().take(64);
        looked_at
            .filter(move |(seen, _)| seen == name)
            .map(|(_, value)| value.as_str())
    }

    /// The value, if it was sent once and is not empty.
    fn once(self, name: &str) -> Option<&'a str> {
        let mut values = self.all(name).filter(|value| !value.is_empty());
        values.next().filter(|_| values.next().is_none())
    }
}

/// R6749-11, R9700-01: no answer goes to an address that is not registered, or that the app did not name.
fn leads_home(client: &Client, sent: Sent<'_>, redirect_uri: &str) {
    let registered = &client.metadata.redirect_uris;
    let is_on_a_port = || {
        let port = redirect_uri
            .strip_prefix("http://127.0.0.1:")
            .and_then(|rest| rest.strip_suffix("/cb"));
        port.is_some_and(|port| port.parse::<u16>().is_ok_and(|number| number.to_string() == port))
            && registered.iter().any(|uri| uri.as_str() == "http://127.0.0.1/cb")
    };
    assert!(
        registered.iter().any(|uri| uri.as_str() == redirect_uri) || is_on_a_port(),
        "{redirect_uri}"
    );
    match sent.once("redirect_uri") {
        Some(named) => assert_eq!(named, redirect_uri),
        None => assert_eq!(registered.len(), 1, "R6749-10"),
    }
}

fn is_as_it_was_sent(sent: Sent<'_>, client: &Client, request: &AuthorizationRequest) {
    assert_eq!(sent.once("response_type"), Some("code"));
    for (name, _) in sent.0.iter().take(64) {
        assert!(sent.all(name).count() == 1, "R6749-05: {name}");
    }
    assert_eq!(sent.once("state"), request.state.as_deref());
    assert_eq!(sent.once("nonce"), request.nonce.as_deref());
    let challenge = request.code_challenge.as_ref().map(CodeChallenge::as_str);
    assert_eq!(sent.once("code_challenge"), challenge);
    assert!(challenge.is_some() || client.is_confidential(), "M2964-03");
    assert!(
        challenge.is_none() || sent.once("code_challenge_method") == Some("S256"),
        "R7636-05"
    );
    assert!(
        ["request_uri", "registration"]
            .iter()
            .all(|name| sent.once(name).is_none()),
        "OCORE-25"
    );
    assert!(
        !request.prompt.contains(&Prompt::None) || request.prompt.len() == 1,
        "OCORE-12"
    );

    let asked: gatehouse_domain::Scope = sent.once("scope").unwrap().parse().unwrap();
    assert!(request.scope.iter().all(|token| asked.contains(token)));
    assert!(request.scope.matrix_access().is_ok());

    // It waits in the database for the person.
    let json = serde_json::to_string(request).unwrap();
    let escapes = json.replace(r"\\", "");
    assert!(!escapes.contains(r"\u0000"), "PostgreSQL keeps no NUL: {json}");
    assert!(serde_json::from_str::<AuthorizationRequest>(&json).unwrap() == *request);
}
