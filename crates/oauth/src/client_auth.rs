//! How a client shows who it is (RFC 6749 §2.3, RFC 7523 §2.2).

use axum::http::{HeaderMap, header};
use base64::{Engine, prelude::BASE64_STANDARD};
use gatehouse_auth::clients::ClientCredentials;
use gatehouse_domain::OAuthError;
use secrecy::SecretString;
use url::form_urlencoded;

use crate::form::Form;

const JWT_BEARER: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// The credentials of a request; none if it brings no client at all.
pub(crate) fn credentials(headers: &HeaderMap, form: &Form) -> Result<Option<ClientCredentials>, OAuthError> {
    let basic = basic(headers)?;
    let client_id = form.value("client_id");
    let secret = form.value("client_secret");
    let assertion = assertion(form)?;
    // R6749-20
    let methods = usize::from(basic.is_some()) + usize::from(secret.is_some()) + usize::from(assertion.is_some());
    if methods > 1 {
        return Err(OAuthError::invalid_request("more than one way of client authentication").explained());
    }
    Ok(match (basic, client_id, secret, assertion) {
        (Some((basic_id, _)), Some(id), ..) if basic_id != id => {
            return Err(OAuthError::invalid_request("two different client ids").explained());
        }
        (Some((client_id, secret)), ..) => Some(ClientCredentials::Basic { client_id, secret }),
        (_, client_id, _, Some(assertion)) => Some(ClientCredentials::Assertion {
            client_id: client_id.map(str::to_owned),
            assertion: assertion.to_owned(),
        }),
        (_, Some(id), Some(secret), _) => Some(ClientCredentials::Post {
            client_id: id.to_owned(),
            secret: SecretString::from(secret),
        }),
        (_, Some(id), None, _) => Some(ClientCredentials::None {
            client_id: id.to_owned(),
        }),
        (_, None, Some(_), _) => return Err(OAuthError::invalid_request("client_secret without client_id").explained()),
        (_, None, None, _) => None,
    })
}

/// The credentials of a request that needs them.
pub(crate) fn required(headers: &HeaderMap, form: &Form) -> Result<ClientCredentials, OAuthError> {
    credentials(headers, form)?.ok_or_else(|| OAuthError::invalid_client("no client authentication"))
}

/// The scheme of the `Authorization` header, to be repeated in a challenge.
pub(crate) fn challenge(headers: &HeaderMap) -> Option<&'static str> {
    let line = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let scheme = line.split(' ').next()?;
    ["Basic", "Bearer"]
        .into_iter()
        .find(|known| known.eq_ignore_ascii_case(scheme))
}

/// RFC 6749 §2.3.1: both parts are form-urlencoded before they are joined (R6749-18).
fn basic(headers: &HeaderMap) -> Result<Option<(String, SecretString)>, OAuthError> {
    let malformed = || OAuthError::invalid_client("the Authorization header is not readable");
    let mut lines = headers.get_all(header::AUTHORIZATION).iter();
    let Some(line) = lines.next() else { return Ok(None) };
    if lines.next().is_some() {
        return Err(OAuthError::invalid_request("two Authorization headers").explained());
    }
    let line = line.to_str().map_err(|_| malformed())?;
    let Some((scheme, encoded)) = line.split_once(' ') else {
        return Err(malformed());
    };
    if !scheme.eq_ignore_ascii_case("basic") {
        return Ok(None);
    }
    let decoded = BASE64_STANDARD.decode(encoded.trim()).map_err(|_| malformed())?;
    let decoded = String::from_utf8(decoded).map_err(|_| malformed())?;
    let (id, secret) = decoded.split_once(':').ok_or_else(malformed)?;
    Ok(Some((form_decoded(id), SecretString::from(form_decoded(secret)))))
}

fn form_decoded(text: &str) -> String {
    // The parser splits at these two; encoded ones stay.
    let lone = text.replace('&', "%26").replace('=', "%3D");
    form_urlencoded::parse(lone.as_bytes())
        .next()
        .map(|(name, _)| name.into_owned())
        .unwrap_or_default()
}

fn assertion(form: &Form) -> Result<Option<&str>, OAuthError> {
    match (form.value("client_assertion_type"), form.value("client_assertion")) {
        (None, None) => Ok(None),
        (Some(JWT_BEARER), Some(assertion)) => Ok(Some(assertion)),
        (Some(_), Some(_)) => Err(OAuthError::invalid_request("client_assertion_type is not supported").explained()),
        _ => Err(OAuthError::invalid_request("client_assertion and client_assertion_type belong together").explained()),
    }
}
