//! Registration requests.

use gatehouse_domain::{AuthMethod, ClientMetadata, GrantType, RegistrationPolicy, ResponseType};
use serde_json::Value;
use url::Url;

pub fn check(data: &[u8]) {
    let strict = RegistrationPolicy::default();
    let lenient = RegistrationPolicy {
        allow_missing_client_uri: true,
        allow_host_mismatch: true,
        allow_insecure_uris: true,
        ..RegistrationPolicy::default()
    };
    let by_lenient = ClientMetadata::from_registration(data, &lenient);
    if let Ok(metadata) = &by_lenient {
        is_kept(metadata, &lenient);
        fits_together(metadata);
    }
    let Ok(metadata) = ClientMetadata::from_registration(data, &strict) else {
        return;
    };
    assert_eq!(
        by_lenient.as_ref(),
        Ok(&metadata),
        "what is strict enough is lenient enough"
    );
    is_kept(&metadata, &strict);
    is_at_home(&metadata);
}

/// What is answered can be registered again, and is the same; so it is when it is read from the database.
fn is_kept(metadata: &ClientMetadata, policy: &RegistrationPolicy) {
    let answer = serde_json::to_vec(&metadata.to_response()).unwrap();
    assert!(
        !String::from_utf8_lossy(&answer).contains("\\u0000"),
        "PostgreSQL keeps no NUL"
    );
    let again = ClientMetadata::from_registration(&answer, policy).unwrap();
    assert_eq!(again, *metadata);
    assert_eq!(again.digest(), metadata.digest());
    assert_eq!(serde_json::from_slice::<ClientMetadata>(&answer).unwrap(), *metadata);

    let mut backwards = metadata.clone();
    backwards.redirect_uris.reverse();
    backwards.contacts.reverse();
    backwards.request_uris.reverse();
    assert_eq!(backwards.digest(), metadata.digest(), "M2966-38");
}

fn fits_together(metadata: &ClientMetadata) {
    let by_code = metadata.grant_types.contains(&GrantType::AuthorizationCode);
    assert_eq!(
        metadata.response_types.contains(&ResponseType::Code),
        by_code,
        "R7591-06"
    );
    assert!(!by_code || !metadata.redirect_uris.is_empty(), "R7591-09");
    assert!(metadata.jwks.is_none() || metadata.jwks_uri.is_none(), "R7591-07");
    let is_public = metadata.token_endpoint_auth_method == AuthMethod::None;
    assert!(!is_public || !metadata.grant_types.contains(&GrantType::ClientCredentials));
    assert!(!metadata.is_pairwise() || metadata.sector().is_some(), "OCORE-30");
    let keys = metadata.jwks.as_ref().and_then(|jwks| jwks["keys"].as_array());
    for key in keys.into_iter().flatten() {
        assert!(
            ["d", "p", "q", "k"].iter().all(|secret| key[secret] == Value::Null),
            "{key}"
        );
    }
}

/// MSC2966: everything about an app is at its home page or below.
fn is_at_home(metadata: &ClientMetadata) {
    let home = Url::parse(metadata.client_uri.as_deref().unwrap()).unwrap();
    let home = home.domain().unwrap();
    let pages = [
        &metadata.client_uri,
        &metadata.logo_uri,
        &metadata.tos_uri,
        &metadata.policy_uri,
    ];
    for page in pages.into_iter().flatten() {
        let url = Url::parse(page).unwrap();
        assert_eq!(url.scheme(), "https", "M2966-08, M2966-14: {page}");
        assert!(
            url.username().is_empty() && url.password().is_none(),
            "M2966-09, M2966-15: {page}"
        );
        let host = url.domain().unwrap();
        assert!(host == home || host.ends_with(&format!(".{home}")), "M2966-11: {page}");
    }
    let uris = metadata.redirect_uris.iter().chain(&metadata.post_logout_redirect_uris);
    for uri in uris {
        super::redirect_uri::is_lawful(metadata.application_type, uri, home);
    }
    for uri in [&metadata.backchannel_logout_uri, &metadata.initiate_login_uri]
        .into_iter()
        .flatten()
    {
        assert!(
            uri.starts_with("https://") || uri.starts_with("HTTPS://") || Url::parse(uri).unwrap().scheme() == "https"
        );
        assert!(!uri.contains('#'), "OBCL-02: {uri}");
    }
    for uri in &metadata.request_uris {
        let url = Url::parse(uri).unwrap();
        assert!(url.scheme() == "https" && url.domain().is_some(), "R9101-05: {uri}");
        assert!(url.username().is_empty() && url.password().is_none(), "R9101-05: {uri}");
        assert!(uri.len() <= 512, "OpenID Connect Core §6.2: {uri}");
    }
}
