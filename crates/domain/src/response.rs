//! How the answer of the authorization endpoint travels back to the app.

use url::form_urlencoded;

use crate::{OAuthError, ResponseMode};

/// An authorization response (RFC 6749 §4.1.2), in the mode the app asked for.
///
/// Not `Debug`: an authorization code is among the parameters.
#[derive(Clone, PartialEq, Eq)]
pub struct AuthorizationResponse {
    pub redirect_uri: String,
    pub mode: ResponseMode,
    pub parameters: Vec<(&'static str, String)>,
}

impl AuthorizationResponse {
    /// The answer with a code.
    pub fn success(redirect_uri: String, mode: ResponseMode, state: Option<&str>, issuer: &str, code: &str) -> Self {
        Self::new(redirect_uri, mode, vec![("code", code.to_owned())], state, issuer)
    }

    /// The answer that says why there is none; it uses the mode that success would have used (OMRT-02).
    pub fn error(
        redirect_uri: String,
        mode: ResponseMode,
        state: Option<&str>,
        issuer: &str,
        error: &OAuthError,
    ) -> Self {
        let parameters = vec![
            ("error", error.code().as_str().to_owned()),
            ("error_description", error.description().to_owned()),
        ];
        Self::new(redirect_uri, mode, parameters, state, issuer)
    }

    /// `state` goes back as it came, and `iss` names us in every answer (RFC 9207).
    fn new(
        redirect_uri: String,
        mode: ResponseMode,
        mut parameters: Vec<(&'static str, String)>,
        state: Option<&str>,
        issuer: &str,
    ) -> Self {
        parameters.extend(state.map(|state| ("state", state.to_owned())));
        parameters.push(("iss", issuer.to_owned()));
        Self {
            redirect_uri,
            mode,
            parameters,
        }
    }

    /// Where to send the browser; for `form_post` the page's form goes to the bare redirect URI instead.
    ///
    /// The registered text is kept to the letter, since private-use schemes break when they are normalised.
    pub fn location(&self) -> String {
        match self.mode {
            ResponseMode::Query => with_query(&self.redirect_uri, &self.parameters),
            ResponseMode::Fragment => format!("{}#{}", self.redirect_uri, encoded(&self.parameters)),
            ResponseMode::FormPost => self.redirect_uri.clone(),
        }
    }
}

/// The address as it is written, with more in its query.
pub(crate) fn with_query(uri: &str, parameters: &[(&str, impl AsRef<str>)]) -> String {
    let separator = match uri.split_once('?') {
        None => "?",
        Some((_, query)) if query.is_empty() || query.ends_with('&') => "",
        Some(_) => "&",
    };
    format!("{uri}{separator}{}", encoded(parameters))
}

fn encoded(parameters: &[(&str, impl AsRef<str>)]) -> String {
    form_urlencoded::Serializer::new(String::new())
        .extend_pairs(parameters)
        .finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn location(redirect_uri: &str, mode: ResponseMode) -> String {
        AuthorizationResponse::success(
            redirect_uri.to_owned(),
            mode,
            Some("a+b/%20&c"),
            "https://as.test/",
            "x",
        )
        .location()
    }

    // M2964-05, M2964-06, M2964-10, M2964-11, M2964-13, R6749-08, R8252-07, R9207-01
    #[test]
    fn the_answer_is_added_to_the_redirect_uri_as_registered() {
        let added = "code=x&state=a%2Bb%2F%2520%26c&iss=https%3A%2F%2Fas.test%2F";
        for (uri, mode, expected) in [
            (
                "https://rp.test/cb",
                ResponseMode::Query,
                format!("https://rp.test/cb?{added}"),
            ),
            (
                "https://rp.test/cb?x=1",
                ResponseMode::Query,
                format!("https://rp.test/cb?x=1&{added}"),
            ),
            (
                "https://rp.test/cb?",
                ResponseMode::Query,
                format!("https://rp.test/cb?{added}"),
            ),
            (
                "https://rp.test/cb?x=1&",
                ResponseMode::Query,
                format!("https://rp.test/cb?x=1&{added}"),
            ),
            (
                "https://rp.test/cb&",
                ResponseMode::Query,
                format!("https://rp.test/cb&?{added}"),
            ),
            (
                "https://rp.test/cb?x=1",
                ResponseMode::Fragment,
                format!("https://rp.test/cb?x=1#{added}"),
            ),
            (
                "com.example.app:/cb",
                ResponseMode::Query,
                format!("com.example.app:/cb?{added}"),
            ),
            (
                "https://rp.test/cb",
                ResponseMode::FormPost,
                "https://rp.test/cb".to_owned(),
            ),
        ] {
            assert_eq!(location(uri, mode), expected);
        }
    }

    // M2964-12, M2964-13
    #[test]
    fn an_error_is_described() {
        let error = OAuthError::access_denied("the person pressed deny");
        let response = AuthorizationResponse::error(
            "https://rp.test/cb".to_owned(),
            ResponseMode::Fragment,
            None,
            "https://as.test/",
            &error,
        );
        assert_eq!(
            response.location(),
            "https://rp.test/cb#error=access_denied&error_description=The+request+was+denied.&iss=https%3A%2F%2Fas.test%2F"
        );
    }
}
