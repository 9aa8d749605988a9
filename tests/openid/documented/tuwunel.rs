//! Tuwunel, which discovers by the issuer, posts its secret, and names people by a claim of userinfo.

use gatehouse_testkit::{Engine, Fixture, both_databases};
use gatehouse_tests::{Gatehouse, Person};
use oauth2::{CsrfToken, PkceCodeChallenge};
use serde_json::Value;
use url::Url;

use super::{Example, code, form, http, json_of, place};

struct Tuwunel {
    example: Example,
    gatehouse: Gatehouse,
}

impl Fixture for Tuwunel {
    async fn start(engine: Engine) -> Self {
        let mut example = Example::read("Tuwunel");
        let gatehouse = example.start(engine).await;
        Self { example, gatehouse }
    }
}

// OCORE-03, OCORE-19, OCORE-22
#[both_databases]
async fn tuwunel_signs_people_in(scene: Tuwunel) {
    let settings = scene.example.settings();
    let setting = |name: &str| settings[name].as_str();
    let list = |name: &str| -> Vec<String> { serde_json::from_str(setting(name)).unwrap() };
    let http = http();
    let issuer = Url::parse(setting("issuer_url")).unwrap();
    let document = issuer.join(".well-known/openid-configuration").unwrap();
    let document = json_of(http.get(document)).await;
    assert_eq!(document["issuer"], setting("issuer_url"));
    let endpoint = |name: &str| document[name].as_str().unwrap();

    let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
    let state = CsrfToken::new_random();
    let mut url = Url::parse(endpoint("authorization_endpoint")).unwrap();
    url.query_pairs_mut().extend_pairs([
        ("client_id", setting("client_id")),
        ("response_type", "code"),
        ("redirect_uri", setting("callback_url")),
        ("scope", &list("scope").join(" ")),
        ("state", state.secret()),
        ("nonce", CsrfToken::new_random().secret()),
        ("code_challenge", challenge.as_str()),
        ("code_challenge_method", "S256"),
    ]);
    let (code, target) = code(&mut Person::new("alice"), &url, state.secret()).await;
    assert_eq!(place(&target), setting("callback_url"));
    let fields = [
        ("client_id", setting("client_id")),
        ("client_secret", setting("client_secret")),
        ("grant_type", "authorization_code"),
        ("code", &code),
        ("code_verifier", verifier.secret()),
        ("redirect_uri", setting("callback_url")),
    ];
    let tokens = json_of(form(http.post(endpoint("token_endpoint")), &fields)).await;
    let userinfo = http.get(endpoint("userinfo_endpoint"));
    let told: Value = json_of(userinfo.bearer_auth(tokens["access_token"].as_str().unwrap())).await;
    for claim in list("userid_claims") {
        assert_eq!(told[claim], "alice");
    }
    assert_eq!(scene.gatehouse.base(), &issuer);
}
