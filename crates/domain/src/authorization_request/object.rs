//! Requests that a client signed (RFC 9101, OpenID Connect Core §6): from the claims of an object to parameters.

use serde_json::{Map, Value};

use super::{RawAuthorizationRequest, check_repetition};
use crate::{Client, ErrorCode, OAuthError};

/// How a request object comes (RFC 9101 §5).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RequestObject<'a> {
    /// The JWT.
    ByValue(&'a str),
    /// Where the JWT is: one of the addresses that the client registered.
    ByReference(&'a str),
}

/// What is looked at in an object, and so all that becomes a parameter.
const PARAMETERS: [&str; 17] = [
    "acr_values",
    "claims",
    "client_id",
    "code_challenge",
    "code_challenge_method",
    "id_token_hint",
    "login_hint",
    "max_age",
    "nonce",
    "prompt",
    "redirect_uri",
    "registration",
    "response_mode",
    "response_type",
    "scope",
    "state",
    "ui_locales",
];

/// What the app has to know to be told of an error.
const OF_THE_ANSWER: [&str; 3] = ["redirect_uri", "response_mode", "state"];

impl RawAuthorizationRequest {
    /// The request object, if there is one; some clients have bound themselves to it (RFC 9101 §10.5).
    pub fn object(&self, client: &Client) -> Result<Option<RequestObject<'_>>, OAuthError> {
        let object = match (self.value("request"), self.value("request_uri")) {
            (None, None) if client.metadata.require_signed_request_object == Some(true) => {
                let reason = "the client registered that it signs its requests";
                return Err(OAuthError::invalid_request(reason).explained());
            }
            (None, None) => return Ok(None),
            (Some(_), Some(_)) => {
                let reason = "request and request_uri can't be sent together";
                return Err(OAuthError::invalid_request(reason).explained());
            }
            (Some(object), None) => RequestObject::ByValue(object),
            (None, Some(uri)) => RequestObject::ByReference(uri),
        };
        check_repetition(self, client)?;
        if let RequestObject::ByReference(uri) = object {
            check_registered(uri, client)?;
        }
        Ok(Some(object))
    }

    /// The request that a verified object holds, in place of the one that it came with.
    ///
    /// OpenID Connect Core §6.1 would take from outside what is not inside; RFC 9101 §6.3 forbids that, since nobody
    /// signed it.
    pub fn in_object(&self, claims: &Map<String, Value>) -> Result<Self, OAuthError> {
        let nested = ["request", "request_uri"];
        if let Some(name) = nested.into_iter().find(|name| claims.contains_key(*name)) {
            return Err(bad(format!("the request object holds {name}")));
        }
        let pairs = PARAMETERS.into_iter().filter_map(|name| {
            let value = claims.get(name).filter(|value| !value.is_null())?;
            Some(text(name, value).map(|text| (name.to_owned(), text)))
        });
        let inside = Self::from_pairs(pairs.collect::<Result<Vec<_>, _>>()?);
        if inside.value("client_id") != self.value("client_id") {
            return Err(bad("client_id of the request object is missing or another"));
        }
        let differs = |outside| inside.value("response_type").is_some_and(|inside| inside != outside);
        if self.value("response_type").is_some_and(differs) {
            return Err(bad("response_type of the request object is another"));
        }
        Ok(inside)
    }

    /// The request with what an object, signed or not, says about the answer, as far as it was not said outside.
    ///
    /// Enough to tell the app what is wrong with the object, and no more than anybody can send.
    #[must_use]
    pub fn answered_as_in(mut self, claims: &Map<String, Value>) -> Self {
        for name in OF_THE_ANSWER {
            let wish = claims.get(name).and_then(Value::as_str);
            if let Some(wish) = wish.filter(|wish| !wish.is_empty() && self.value(name).is_none()) {
                self.parameters.push((name.to_owned(), wish.to_owned()));
            }
        }
        self
    }
}

/// OpenID Connect Core §6.2: the same string, with the fragment. One that anybody could choose would be a new version to
/// fetch each time, at the pace of whoever asks.
fn check_registered(uri: &str, client: &Client) -> Result<(), OAuthError> {
    if client.metadata.request_uris.iter().any(|known| known == uri) {
        Ok(())
    } else {
        let reason = "request_uri is not one that the client registered";
        Err(OAuthError::new(ErrorCode::InvalidRequestUri, reason).explained())
    }
}

/// RFC 9101 §4: strings and numbers are such of JSON; `claims` is an object (OpenID Connect Core §6.1), and so is
/// `registration`.
fn text(name: &str, value: &Value) -> Result<String, OAuthError> {
    match (name, value) {
        (_, Value::String(text)) => Ok(text.clone()),
        ("max_age", Value::Number(number)) => Ok(number.to_string()),
        ("claims" | "registration", Value::Object(_)) => Ok(value.to_string()),
        _ => Err(bad(format!("{name} of the request object has the wrong type"))),
    }
}

fn bad(reason: impl Into<std::borrow::Cow<'static, str>>) -> OAuthError {
    OAuthError::new(ErrorCode::InvalidRequestObject, reason).explained()
}
