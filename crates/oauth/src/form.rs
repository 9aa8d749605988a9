//! Form bodies of OAuth endpoints (RFC 6749 §3.2): urlencoded, no parameter twice, empty ones left out.

use axum::{
    body::Bytes,
    extract::{FromRequest, Request},
    http::header,
};
use gatehouse_domain::{InvalidScope, OAuthError, Scope};
use url::form_urlencoded;

use crate::error::Failure;

/// More parameters than any request has.
const MAX_PARAMETERS: usize = 64;

/// The parameters of a request.
pub(crate) struct Form(Vec<(String, String)>);

impl Form {
    /// The value of a parameter.
    pub fn value(&self, name: &str) -> Option<&str> {
        self.0
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }

    /// The value of a parameter that has to be there.
    pub fn required(&self, name: &str) -> Result<&str, OAuthError> {
        self.value(name)
            .ok_or_else(|| OAuthError::invalid_request(format!("{name} is missing")).explained())
    }

    /// The scope, if there is one.
    pub fn scope(&self) -> Result<Option<Scope>, OAuthError> {
        let scope = self.value("scope").map(str::parse).transpose();
        scope.map_err(|error: InvalidScope| OAuthError::invalid_scope(error.to_string()).explained())
    }

    fn parse(body: &[u8]) -> Result<Self, OAuthError> {
        let mut parameters: Vec<(String, String)> = Vec::new();
        for (name, value) in form_urlencoded::parse(body) {
            // R6749-05
            if parameters.iter().any(|(seen, _)| *seen == name) {
                return Err(OAuthError::invalid_request(format!("{name} is repeated")).explained());
            }
            if parameters.len() == MAX_PARAMETERS {
                return Err(OAuthError::invalid_request("too many parameters").explained());
            }
            parameters.push((name.into_owned(), value.into_owned()));
        }
        // R6749-04
        parameters.retain(|(_, value)| !value.is_empty());
        Ok(Self(parameters))
    }
}

impl<S: Send + Sync> FromRequest<S> for Form {
    type Rejection = Failure;

    async fn from_request(request: Request, state: &S) -> Result<Self, Failure> {
        let content_type = request
            .headers()
            .get(header::CONTENT_TYPE)
            .and_then(|value| value.to_str().ok());
        let media_type = content_type
            .and_then(|text| text.split(';').next())
            .unwrap_or_default()
            .trim();
        // R6749-29
        if !media_type.eq_ignore_ascii_case("application/x-www-form-urlencoded") {
            return Err(
                OAuthError::invalid_request("the body is not application/x-www-form-urlencoded")
                    .explained()
                    .into(),
            );
        }
        let body = Bytes::from_request(request, state)
            .await
            .map_err(|_| OAuthError::invalid_request("the body is too large or broke off").explained())?;
        Ok(Self::parse(&body)?)
    }
}
