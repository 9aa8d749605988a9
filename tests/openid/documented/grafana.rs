//! Grafana, which is told each address, asks userinfo, and reads paths in its answer.

use gatehouse_testkit::{Engine, Fixture, both_databases};
use gatehouse_tests::{Gatehouse, Person};
use oauth2::{CsrfToken, PkceCodeChallenge};
use url::Url;

use super::{Example, code, form, http, json_of, place};

/// What Grafana adds to `root_url`.
const REDIRECT_URI: &str = "https://grafana.example.org/login/generic_oauth";

struct Grafana {
    example: Example,
    gatehouse: Gatehouse,
}

impl Fixture for Grafana {
    async fn start(engine: Engine) -> Self {
        let mut example = Example::read("Grafana");
        let gatehouse = example.start(engine).await;
        Self { example, gatehouse }
    }
}

// OCORE-03, OCORE-19, OCORE-22, ORPL-02
#[both_databases]
async fn grafana_signs_people_in_and_out(scene: Grafana) {
    let _running = &scene.gatehouse;
    let settings = scene.example.settings();
    let setting = |name: &str| settings[name].as_str();
    assert_eq!(setting("enabled"), "true");
    assert_eq!(setting("use_pkce"), "true");
    assert_eq!(setting("auth_style"), "InHeader");
    let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
    let state = CsrfToken::new_random();
    let mut url = Url::parse(setting("auth_url")).unwrap();
    url.query_pairs_mut().extend_pairs([
        ("client_id", setting("client_id")),
        ("redirect_uri", REDIRECT_URI),
        ("response_type", "code"),
        ("scope", setting("scopes")),
        ("state", state.secret()),
        ("code_challenge", challenge.as_str()),
        ("code_challenge_method", "S256"),
    ]);
    let mut person = Person::new("alice");
    let (code, target) = code(&mut person, &url, state.secret()).await;
    assert_eq!(place(&target), REDIRECT_URI);

    let http = http();
    let token = |fields: &[(&str, &str)]| {
        let request = http.post(setting("token_url"));
        form(
            request.basic_auth(setting("client_id"), Some(setting("client_secret"))),
            fields,
        )
    };
    let tokens = json_of(token(&[
        ("grant_type", "authorization_code"),
        ("code", &code),
        ("redirect_uri", REDIRECT_URI),
        ("code_verifier", verifier.secret()),
    ]))
    .await;
    let access_token = tokens["access_token"].as_str().unwrap();
    let told = json_of(http.get(setting("api_url")).bearer_auth(access_token)).await;
    for (path, expected) in [
        ("login_attribute_path", "alice"),
        ("name_attribute_path", "alice"),
        ("email_attribute_path", "alice@example.org"),
    ] {
        assert_eq!(told[setting(path)], expected, "{path}");
    }
    assert_eq!(setting("use_refresh_token"), "true");
    let refresh_token = tokens["refresh_token"].as_str().unwrap();
    let refreshed = token(&[("grant_type", "refresh_token"), ("refresh_token", refresh_token)]);
    assert!(json_of(refreshed).await["access_token"].is_string());

    // Grafana adds the ID token to an address that says where to go afterwards.
    let mut url = Url::parse(setting("signout_redirect_url")).unwrap();
    let id_token = tokens["id_token"].as_str().unwrap();
    url.query_pairs_mut().append_pair("id_token_hint", id_token);
    let left_to = person.allow(&url).await.expect("the pages answer");
    assert_eq!(left_to.as_str(), "https://grafana.example.org/login");
}
