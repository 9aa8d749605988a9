//! Redirect URIs: what is registered on the first line, what a request names on the second.

use gatehouse_domain::{ApplicationType, ClientMetadata, OAuthError, RedirectUri, RegistrationPolicy, ResponseMode};
use serde_json::json;
use url::{Host, Url};

const HOME: &str = "example.com";
const LOOPBACK: [&str; 3] = ["localhost", "127.0.0.1", "[::1]"];
const MODES: [ResponseMode; 3] = [ResponseMode::Query, ResponseMode::Fragment, ResponseMode::FormPost];

pub fn check(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let (registered, requested) = text.split_once('\n').unwrap_or((text, text));
    let parsed = RedirectUri::parse(registered);
    for kind in ApplicationType::ALL {
        if let Some(accepted) = registered_as(*kind, registered) {
            assert!(parsed.as_ref().is_ok_and(|uri| *uri == accepted));
            is_lawful(*kind, &accepted, HOME);
        }
    }
    let Ok(uri) = parsed else { return };
    is_kept(&uri, registered);
    matches_only_itself(&uri, requested);
    for mode in MODES {
        super::answer::check(
            uri.as_str(),
            mode,
            Some(requested),
            &OAuthError::invalid_request("fuzzed"),
        );
    }
}

/// By the rules of MSC2966, for an app whose home page is below `home`.
pub fn is_lawful(kind: ApplicationType, uri: &RedirectUri, home: &str) {
    let url = uri.url();
    let is_native = kind == ApplicationType::Native;
    assert!(
        url.fragment().is_none() && !uri.as_str().contains('#'),
        "M2966-19: {uri}"
    );
    assert!(url.username().is_empty() && url.password().is_none(), "M2966-22: {uri}");
    match url.scheme() {
        "https" => {
            let Some(Host::Domain(host)) = url.host() else {
                panic!("{uri}")
            };
            assert!(host == home || host.ends_with(&format!(".{home}")), "M2966-23: {uri}");
        }
        "http" => {
            assert!(is_native, "M2966-20: {uri}");
            assert!(LOOPBACK.contains(&url.host_str().unwrap()), "M2966-29: {uri}");
            assert!(url.port().is_none(), "M2966-30: {uri}");
        }
        scheme => {
            assert!(is_native, "M2966-20: {uri}");
            let labels = || scheme.split('.');
            assert!(
                home.split('.').rev().eq(labels().take(home.split('.').count())),
                "M2966-25: {uri}"
            );
            assert!(!url.has_authority(), "M2966-28: {uri}");
        }
    }
}

fn registered_as(kind: ApplicationType, text: &str) -> Option<RedirectUri> {
    let body = json!({
        "application_type": kind.as_str(),
        "client_uri": format!("https://{HOME}/"),
        "redirect_uris": [text],
        "token_endpoint_auth_method": "none",
    });
    let accepted = ClientMetadata::from_registration(body.to_string().as_bytes(), &RegistrationPolicy::default());
    accepted
        .ok()
        .and_then(|metadata| metadata.redirect_uris.into_iter().next())
}

/// It stays as it is written, wherever it goes.
fn is_kept(uri: &RedirectUri, text: &str) {
    assert_eq!(uri.as_str(), text);
    assert_eq!(uri.to_string(), text);
    assert!(!text.contains('#') && text.bytes().all(|byte| byte.is_ascii_graphic()));
    assert_ne!(uri.url().scheme(), "javascript");
    let json = serde_json::to_string(uri).unwrap();
    assert_eq!(serde_json::from_str::<RedirectUri>(&json).unwrap(), *uri);
}

/// R9700-01: but for the port of a loopback address.
fn matches_only_itself(uri: &RedirectUri, requested: &str) {
    assert!(uri.matches(uri.as_str()));
    if !uri.matches(requested) || requested == uri.as_str() {
        return;
    }
    let (known, mut asked) = (uri.url(), Url::parse(requested).unwrap());
    assert!(uri.is_loopback() && LOOPBACK.contains(&known.host_str().unwrap()));
    assert_eq!(known.scheme(), "http");
    asked.set_port(None).unwrap();
    assert_eq!(asked, *known, "{uri} {requested}");
}
