//! The `openidconnect` crate, with which Rust signs people in.

use gatehouse_testkit::both_databases;
use openidconnect::{
    AccessTokenHash, AuthType, AuthenticationFlow, AuthorizationCode, ClientName, ClientUrl, CsrfToken,
    DeviceAuthorizationUrl, HttpRequest, HttpResponse, IssuerUrl, Nonce, OAuth2TokenResponse, PkceCodeChallenge,
    RedirectUrl, Scope, TokenResponse,
    core::{
        CoreClient, CoreClientAuthMethod, CoreClientRegistrationRequest, CoreClientRegistrationResponse,
        CoreDeviceAuthorizationResponse, CoreGrantType, CoreProviderMetadata, CoreResponseType, CoreUserInfoClaims,
    },
    registration::EmptyAdditionalClientMetadata,
};

use crate::scene::{REDIRECT_URI, Scene};

pub async fn send(request: HttpRequest) -> Result<HttpResponse, reqwest::Error> {
    let client = reqwest::Client::builder()
        .no_proxy()
        .redirect(reqwest::redirect::Policy::none())
        .build()?;
    let response = client.execute(request.try_into()?).await?;
    let mut answer = HttpResponse::new(Vec::new());
    *answer.status_mut() = response.status();
    answer.headers_mut().clone_from(response.headers());
    *answer.body_mut() = response.bytes().await?.to_vec();
    Ok(answer)
}

async fn discover(scene: &Scene) -> CoreProviderMetadata {
    let issuer = IssuerUrl::new(scene.issuer().to_owned()).unwrap();
    CoreProviderMetadata::discover_async(issuer, &send).await.unwrap()
}

async fn register(metadata: &CoreProviderMetadata, method: CoreClientAuthMethod) -> CoreClientRegistrationResponse {
    let redirect_uri = RedirectUrl::new(REDIRECT_URI.to_owned()).unwrap();
    let mut grants = vec![
        CoreGrantType::AuthorizationCode,
        CoreGrantType::RefreshToken,
        CoreGrantType::DeviceCode,
    ];
    if method != CoreClientAuthMethod::None {
        grants.push(CoreGrantType::ClientCredentials);
    }
    let name = ClientName::new("Foreign".to_owned());
    let page = ClientUrl::new("https://rp.test/".to_owned()).unwrap();
    CoreClientRegistrationRequest::new(vec![redirect_uri], EmptyAdditionalClientMetadata::default())
        .set_client_name(Some([(None, name)].into_iter().collect()))
        .set_client_uri(Some([(None, page)].into_iter().collect()))
        .set_grant_types(Some(grants))
        .set_token_endpoint_auth_method(Some(method))
        .register_async(metadata.registration_endpoint().unwrap(), &send)
        .await
        .unwrap()
}

async fn signs_in(scene: &mut Scene, method: CoreClientAuthMethod) {
    let metadata = discover(scene).await;
    let registered = register(&metadata, method.clone()).await;
    assert_eq!(
        registered.client_secret().is_none(),
        method == CoreClientAuthMethod::None
    );
    let auth_type = if method == CoreClientAuthMethod::ClientSecretPost {
        AuthType::RequestBody
    } else {
        AuthType::BasicAuth
    };
    let secret = registered.client_secret().cloned();
    let client = CoreClient::from_provider_metadata(metadata, registered.client_id().clone(), secret)
        .set_auth_type(auth_type)
        .set_device_authorization_url(DeviceAuthorizationUrl::from_url(scene.gatehouse.url("oauth2/device")))
        .set_redirect_uri(RedirectUrl::new(REDIRECT_URI.to_owned()).unwrap());

    let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
    let flow = AuthenticationFlow::<CoreResponseType>::AuthorizationCode;
    let (url, state, nonce) = client
        .authorize_url(flow, CsrfToken::new_random, Nonce::new_random)
        .set_pkce_challenge(challenge)
        .url();
    let came_back_to = scene.person.allow(&url).await.expect("the pages answer");
    let parameter = |name: &str| {
        let mut pairs = came_back_to.query_pairs();
        let found = pairs.find(|(key, _)| key == name);
        found.map(|(_, value)| value.into_owned()).expect("the parameter")
    };
    assert_eq!(&parameter("state"), state.secret());
    let request = client.exchange_code(AuthorizationCode::new(parameter("code"))).unwrap();
    let tokens = request.set_pkce_verifier(verifier).request_async(&send).await.unwrap();
    let id_token = tokens.id_token().expect("an ID token");
    // Signature, issuer, audience, expiry and nonce are checked by the library.
    let key_verifier = client.id_token_verifier();
    let claims = id_token.claims(&key_verifier, &nonce).unwrap();
    let algorithm = id_token.signing_alg().unwrap();
    let key = id_token.signing_key(&key_verifier).unwrap();
    let hash = AccessTokenHash::from_token(tokens.access_token(), algorithm, key).unwrap();
    assert_eq!(claims.access_token_hash(), Some(&hash));

    let subject = claims.subject().clone();
    let userinfo = client.user_info(tokens.access_token().clone(), Some(subject)).unwrap();
    let userinfo: CoreUserInfoClaims = userinfo.request_async(&send).await.unwrap();
    assert_eq!(userinfo.subject(), claims.subject());

    let refresh_token = tokens.refresh_token().expect("a refresh token");
    let request = client.exchange_refresh_token(refresh_token).unwrap();
    let refreshed = request.request_async(&send).await.unwrap();
    assert_ne!(refreshed.access_token().secret(), tokens.access_token().secret());
    if method != CoreClientAuthMethod::None {
        let request = client.exchange_client_credentials().unwrap();
        let own = request.request_async(&send).await.unwrap();
        assert!(own.refresh_token().is_none());
    }

    let asked: CoreDeviceAuthorizationResponse = client
        .exchange_device_code()
        .add_scope(Scope::new("openid".to_owned()))
        .request_async(&send)
        .await
        .unwrap();
    let code = asked.user_code().secret();
    scene.person.let_in(asked.verification_uri().url(), code).await;
    let request = client.exchange_device_access_token(&asked).unwrap();
    let tokens = request.request_async(&send, tokio::time::sleep, None).await.unwrap();
    let claims = tokens.id_token().expect("an ID token");
    // There was no request that could have had a nonce.
    claims
        .claims(&client.id_token_verifier(), |_: Option<&Nonce>| Ok(()))
        .unwrap();
}

// HS-01, OCORE-03, OCORE-28, R6749-32, R8628-04
#[both_databases]
async fn a_client_in_rust_signs_people_in_by_each_method(mut scene: Scene) {
    for method in [
        CoreClientAuthMethod::None,
        CoreClientAuthMethod::ClientSecretBasic,
        CoreClientAuthMethod::ClientSecretPost,
    ] {
        signs_in(&mut scene, method).await;
    }
}
