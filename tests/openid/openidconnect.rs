//! A client that others wrote: the `openidconnect` crate.

use gatehouse_tests::{Gatehouse, Person, Setup};
use openidconnect::{
    AccessTokenHash, AuthenticationFlow, AuthorizationCode, ClientName, ClientUrl, CsrfToken, HttpRequest,
    HttpResponse, IssuerUrl, Nonce, OAuth2TokenResponse, PkceCodeChallenge, RedirectUrl, TokenResponse,
    core::{
        CoreApplicationType, CoreClient, CoreClientAuthMethod, CoreClientRegistrationRequest, CoreGrantType,
        CoreProviderMetadata, CoreResponseType, CoreUserInfoClaims,
    },
    registration::EmptyAdditionalClientMetadata,
};

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

// HS-01
#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_others_wrote_signs_in() {
    let gatehouse = Gatehouse::start(&Setup::default()).await;
    gatehouse.register("alice");
    let issuer = IssuerUrl::new(gatehouse.base().to_string()).unwrap();
    let metadata = CoreProviderMetadata::discover_async(issuer, &send).await.unwrap();
    let redirect_uri = RedirectUrl::new("http://127.0.0.1/cb".to_owned()).unwrap();
    let registration =
        CoreClientRegistrationRequest::new(vec![redirect_uri.clone()], EmptyAdditionalClientMetadata::default())
            .set_client_name(Some(
                [(None, ClientName::new("Foreign".to_owned()))].into_iter().collect(),
            ))
            .set_client_uri(Some(
                [(None, ClientUrl::new("https://foreign.example/".to_owned()).unwrap())]
                    .into_iter()
                    .collect(),
            ))
            .set_grant_types(Some(vec![
                CoreGrantType::AuthorizationCode,
                CoreGrantType::RefreshToken,
            ]))
            .set_application_type(Some(CoreApplicationType::Native))
            .set_token_endpoint_auth_method(Some(CoreClientAuthMethod::None));
    let endpoint = metadata.registration_endpoint().unwrap().clone();
    let registered = registration.register_async(&endpoint, &send).await.unwrap();
    let client = CoreClient::from_provider_metadata(metadata, registered.client_id().clone(), None)
        .set_redirect_uri(redirect_uri);

    let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
    let flow = AuthenticationFlow::<CoreResponseType>::AuthorizationCode;
    let (url, state, nonce) = client
        .authorize_url(flow, CsrfToken::new_random, Nonce::new_random)
        .set_pkce_challenge(challenge)
        .url();
    let came_back_to = Person::new("alice").allow(&url).await.expect("the pages answer");
    let parameter = |name: &str| {
        let mut pairs = came_back_to.query_pairs();
        pairs
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.into_owned())
            .expect("the parameter")
    };
    assert_eq!(&parameter("state"), state.secret());

    let code = AuthorizationCode::new(parameter("code"));
    let tokens = client
        .exchange_code(code)
        .unwrap()
        .set_pkce_verifier(verifier)
        .request_async(&send)
        .await
        .unwrap();
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
    let refreshed = client
        .exchange_refresh_token(refresh_token)
        .unwrap()
        .request_async(&send)
        .await
        .unwrap();
    assert_ne!(refreshed.access_token().secret(), tokens.access_token().secret());
}
