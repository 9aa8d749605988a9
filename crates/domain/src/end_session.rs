//! Signing out at the wish of an app (OpenID Connect RP-Initiated Logout §2).

use crate::{Client, OAuthError, response::with_query};

/// More parameters than any request has.
const MAX_PARAMETERS: usize = 64;

/// What an app's request says, as it came. What it thinks of who is signed in (`logout_hint`) is not among it: the page
/// says who that is.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct EndSessionRequest {
    pub id_token_hint: Option<String>,
    pub client_id: Option<String>,
    pub post_logout_redirect_uri: Option<String>,
    pub state: Option<String>,
    pub ui_locales: Option<String>,
}

/// What the ID token of a request proves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignOutProof {
    /// The app showed none.
    Missing,
    /// It is none that we gave to this app.
    Worthless,
    /// It is about somebody else.
    AnotherPerson,
    /// It is about this person, but comes from another session.
    Person,
    /// It comes from this session, or nobody is signed in any more.
    Session,
}

impl EndSessionRequest {
    /// Reads decoded pairs; empty values are left out, and a parameter that counts comes once (RFC 6749 §3.1).
    pub fn from_pairs(pairs: impl IntoIterator<Item = (String, String)>) -> Result<Self, OAuthError> {
        let mut request = Self::default();
        let pairs = pairs.into_iter().take(MAX_PARAMETERS);
        for (name, value) in pairs.filter(|(_, value)| !value.is_empty()) {
            let field = match name.as_str() {
                "id_token_hint" => &mut request.id_token_hint,
                "client_id" => &mut request.client_id,
                "post_logout_redirect_uri" => &mut request.post_logout_redirect_uri,
                "state" => &mut request.state,
                "ui_locales" => &mut request.ui_locales,
                _ => continue,
            };
            if field.replace(value).is_some() {
                return Err(OAuthError::invalid_request(format!("{name} is repeated")).explained());
            }
        }
        Ok(request)
    }

    /// The client that asks, whose ID token is for `audience`; none when it is for another.
    pub fn client_of<'a>(&'a self, audience: &'a [String]) -> Option<&'a str> {
        match (&self.client_id, audience) {
            (Some(id), audience) => audience.contains(id).then_some(id),
            (None, [only]) => Some(only),
            (None, _) => None,
        }
    }

    /// Whether the person is asked first: only the ID token of this very session tells a wish of the app from a link that
    /// somebody else made (ORPL-04, ORPL-10).
    pub fn is_to_be_asked(proof: SignOutProof) -> bool {
        proof != SignOutProof::Session
    }

    /// Where the browser goes afterwards: to an address that the client registered, unless its ID token speaks against
    /// it; none ends here (§3).
    pub fn location(&self, proof: SignOutProof, client: Option<&Client>) -> Option<String> {
        if matches!(proof, SignOutProof::Worthless | SignOutProof::AnotherPerson) {
            return None;
        }
        let uri = self.post_logout_redirect_uri.as_deref()?;
        if !client?.may_lead_after_logout(uri) {
            return None;
        }
        Some(match &self.state {
            Some(state) => with_query(uri, &[("state", state)]),
            None => uri.to_owned(),
        })
    }

    /// The parameters, for a form that repeats the request.
    pub fn pairs(&self) -> impl Iterator<Item = (&'static str, &str)> {
        [
            ("id_token_hint", &self.id_token_hint),
            ("client_id", &self.client_id),
            ("post_logout_redirect_uri", &self.post_logout_redirect_uri),
            ("state", &self.state),
            ("ui_locales", &self.ui_locales),
        ]
        .into_iter()
        .filter_map(|(name, value)| Some((name, value.as_deref()?)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{AuthMethod, ClientId, StaticClient, Timestamp};

    const HOME: &str = "https://rp.test/bye?tenant=1";

    fn request(pairs: &[(&str, &str)]) -> EndSessionRequest {
        let owned = pairs.iter().map(|&(name, value)| (name.to_owned(), value.to_owned()));
        EndSessionRequest::from_pairs(owned).unwrap()
    }

    fn client() -> Client {
        let described = StaticClient {
            post_logout_redirect_uris: vec![HOME.to_owned()],
            ..StaticClient::new(ClientId::new(Timestamp::default(), [7; 10]), AuthMethod::None)
        };
        Client::from_configuration(described, Timestamp::default()).unwrap()
    }

    // ORPL-02, ORPL-03, ORPL-08, ORPL-09
    #[test]
    fn only_a_registered_address_is_led_to_and_the_state_goes_with_it() {
        let client = client();
        let with_state = format!("{HOME}&state=a%26b+c%2F");
        for (pairs, expected) in [
            (vec![("post_logout_redirect_uri", HOME)], Some(HOME)),
            (
                vec![("post_logout_redirect_uri", HOME), ("state", "a&b c/")],
                Some(with_state.as_str()),
            ),
            (vec![("post_logout_redirect_uri", HOME), ("state", "")], Some(HOME)),
            (vec![("state", "x")], None),
            (
                vec![("post_logout_redirect_uri", "https://rp.test/bye?tenant=1&x=2")],
                None,
            ),
            (vec![("post_logout_redirect_uri", "https://rp.test/bye")], None),
            (vec![("post_logout_redirect_uri", "https://evil.test/")], None),
            (vec![("post_logout_redirect_uri", "")], None),
        ] {
            let found = request(&pairs).location(SignOutProof::Session, Some(&client));
            assert_eq!(found.as_deref(), expected, "{pairs:?}");
        }
        let request = request(&[("post_logout_redirect_uri", HOME)]);
        assert_eq!(request.location(SignOutProof::Session, None), None);
    }

    // ORPL-04, ORPL-05
    #[test]
    fn without_proof_the_person_is_asked_and_a_bad_one_leads_nowhere() {
        let client = client();
        let request = request(&[("post_logout_redirect_uri", HOME)]);
        for (proof, is_asked, is_led) in [
            (SignOutProof::Session, false, true),
            (SignOutProof::Person, true, true),
            (SignOutProof::Missing, true, true),
            (SignOutProof::AnotherPerson, true, false),
            (SignOutProof::Worthless, true, false),
        ] {
            assert_eq!(EndSessionRequest::is_to_be_asked(proof), is_asked, "{proof:?}");
            assert_eq!(request.location(proof, Some(&client)).is_some(), is_led, "{proof:?}");
        }
    }

    // ORPL-07
    #[test]
    fn the_client_is_the_one_of_the_id_token() {
        let [one, two] = ["one", "two"].map(str::to_owned);
        let named = request(&[("client_id", "one")]);
        let unnamed = request(&[]);
        let (only, both) = ([one.clone()], [one, two.clone()]);
        assert_eq!(named.client_of(&only), Some("one"));
        assert_eq!(named.client_of(&both), Some("one"));
        assert_eq!(named.client_of(&[two]), None);
        assert_eq!(unnamed.client_of(&only), Some("one"));
        assert_eq!(unnamed.client_of(&both), None);
    }

    #[test]
    fn a_parameter_comes_once() {
        for (pairs, is_good) in [
            (vec![("state", "1"), ("state", "")], true),
            (vec![("other", "1"), ("other", "2")], true),
            (vec![("state", "1"), ("state", "1")], false),
        ] {
            let owned = pairs.iter().map(|&(name, value)| (name.to_owned(), value.to_owned()));
            assert_eq!(EndSessionRequest::from_pairs(owned).is_ok(), is_good, "{pairs:?}");
        }
        let whole = request(&[("id_token_hint", "h"), ("state", "s"), ("ui_locales", "de")]);
        let pairs: Vec<_> = whole.pairs().collect();
        assert_eq!(request(&pairs).pairs().collect::<Vec<_>>(), pairs);
    }
}
