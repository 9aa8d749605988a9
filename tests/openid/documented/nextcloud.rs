//! Nextcloud, which finds everything by the discovery document, checks ID tokens, and wants to be told of sign-outs.

use std::time::Duration;

use gatehouse_testkit::{Engine, Fixture, both_databases};
use gatehouse_tests::{Gatehouse, Person, wait_until};
use openidconnect::{
    AuthenticationFlow, AuthorizationCode, ClientId, ClientSecret, CsrfToken, IssuerUrl, Nonce, OAuth2TokenResponse,
    PkceCodeChallenge, RedirectUrl, Scope, TokenResponse,
    core::{CoreClient, CoreJwsSigningAlgorithm, CoreProviderMetadata, CoreResponseType},
};
use url::Url;
use wiremock::{MockServer, ResponseTemplate, matchers::path};

use super::{Example, code, http, json_of};
use crate::openidconnect::send;

struct Nextcloud {
    example: Example,
    gatehouse: Gatehouse,
    /// What answers at its address.
    site: MockServer,
}

impl Fixture for Nextcloud {
    async fn start(engine: Engine) -> Self {
        let site = MockServer::start().await;
        let mut example = Example::read("Nextcloud").with("https://cloud.example.org/", &format!("{}/", site.uri()));
        let gatehouse = example.start(engine).await;
        Self {
            example,
            gatehouse,
            site,
        }
    }
}

// OCORE-03, OCORE-22, OCORE-28, ORPL-02, OBCL-04
#[both_databases]
async fn nextcloud_signs_people_in_and_out(scene: Nextcloud) {
    let _running = &scene.gatehouse;
    let settings = scene.example.settings();
    let setting = |name: &str| settings[name].as_str();
    let (issuer, _) = setting("discoveryuri")
        .split_once(".well-known/openid-configuration")
        .unwrap();
    let issuer = IssuerUrl::new(issuer.to_owned()).unwrap();
    let metadata = CoreProviderMetadata::discover_async(issuer, &send).await.unwrap();
    let document = json_of(http().get(setting("discoveryuri"))).await;
    let redirect_uri = format!("{}/apps/user_oidc/code", scene.site.uri());
    let client = CoreClient::from_provider_metadata(
        metadata,
        ClientId::new(setting("clientid").to_owned()),
        Some(ClientSecret::new(setting("clientsecret").to_owned())),
    )
    .set_redirect_uri(RedirectUrl::new(redirect_uri).unwrap());
    let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
    let flow = AuthenticationFlow::<CoreResponseType>::AuthorizationCode;
    // The library asks for openid by itself.
    let scopes = setting("scope")
        .split(' ')
        .skip(1)
        .map(|scope| Scope::new(scope.to_owned()));
    let (url, state, nonce) = client
        .authorize_url(flow, CsrfToken::new_random, Nonce::new_random)
        .add_scopes(scopes)
        .set_pkce_challenge(challenge)
        .url();
    let mut person = Person::new("alice");
    let (code, _) = code(&mut person, &url, state.secret()).await;
    // Its secret is in the header, as openidconnect's is unless told otherwise.
    let request = client.exchange_code(AuthorizationCode::new(code)).unwrap();
    let tokens = request.set_pkce_verifier(verifier).request_async(&send).await.unwrap();
    let id_token = tokens.id_token().unwrap();
    let claims = id_token.claims(&client.id_token_verifier(), &nonce).unwrap();
    assert_eq!(
        id_token.signing_alg().unwrap(),
        &CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256
    );
    let userinfo = document["userinfo_endpoint"].as_str().unwrap();
    let told = json_of(http().get(userinfo).bearer_auth(tokens.access_token().secret())).await;
    assert_eq!(told["sub"], claims.subject().as_str());
    for (mapping, expected) in [
        ("mapping-uid", "alice"),
        ("mapping-display-name", "alice"),
        ("mapping-email", "alice@example.org"),
    ] {
        assert_eq!(told[setting(mapping)], expected, "{mapping}");
    }

    let told_at = path("/apps/user_oidc/backchannel-logout/gatehouse");
    wiremock::Mock::given(told_at)
        .respond_with(ResponseTemplate::new(200))
        .mount(&scene.site)
        .await;
    let mut url = Url::parse(document["end_session_endpoint"].as_str().unwrap()).unwrap();
    assert_eq!(setting("send-id-token-hint"), "1");
    url.query_pairs_mut().extend_pairs([
        ("post_logout_redirect_uri", setting("postlogouturi")),
        ("id_token_hint", &id_token.to_string()),
        ("client_id", setting("clientid")),
    ]);
    let left_to = person.allow(&url).await.expect("the pages answer");
    assert_eq!(left_to.as_str(), setting("postlogouturi"));
    wait_until("Nextcloud is told", Duration::from_secs(10), async || {
        let requests = scene.site.received_requests().await.unwrap();
        let told = requests
            .iter()
            .any(|request| request.body.starts_with(b"logout_token="));
        told.then_some(())
    })
    .await;
}
