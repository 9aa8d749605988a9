//! Where a person is led with an answer.

use gatehouse_domain::{AuthorizationResponse, OAuthError, ResponseMode};
use url::{Url, form_urlencoded};

const ISSUER: &str = "https://as.example/";

/// The answer goes to `redirect_uri` and nowhere else, and carries `state` as it was.
pub fn check(redirect_uri: &str, mode: ResponseMode, state: Option<&str>, error: &OAuthError) {
    // R6749-27
    let is_legal = |byte: u8| matches!(byte, 0x20..=0x21 | 0x23..=0x5B | 0x5D..=0x7E);
    assert!(error.description().bytes().all(is_legal), "{}", error.description());

    let answer = AuthorizationResponse::error(redirect_uri.to_owned(), mode, state, ISSUER, error);
    let location = answer.location();
    let added = location.strip_prefix(redirect_uri).unwrap();
    let encoded = match mode {
        ResponseMode::Query => added.trim_start_matches(['?', '&']),
        ResponseMode::Fragment => added.strip_prefix('#').unwrap(),
        ResponseMode::FormPost => {
            assert_eq!(added, "");
            return;
        }
    };
    let there = Url::parse(redirect_uri).unwrap();
    let led = Url::parse(&location).unwrap();
    let address = |url: &Url| {
        (
            url.scheme().to_owned(),
            url.authority().to_owned(),
            url.path().to_owned(),
        )
    };
    assert_eq!(address(&led), address(&there));
    let before = there.query().unwrap_or_default();
    assert!(
        led.query().unwrap_or_default().starts_with(before),
        "R6749-08: {location}"
    );

    let pairs: Vec<(String, String)> = form_urlencoded::parse(encoded.as_bytes()).into_owned().collect();
    let value = |name: &str| {
        let mut values = pairs
            .iter()
            .filter(|(seen, _)| seen == name)
            .map(|(_, value)| value.as_str());
        let value = values.next();
        assert!(values.next().is_none(), "{name} is repeated: {location}");
        value
    };
    assert_eq!(value("state"), state);
    assert_eq!(value("iss"), Some(ISSUER));
    assert_eq!(value("error"), Some(error.code().as_str()));
}
