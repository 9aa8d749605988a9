//! The authorization request (RFC 6749 §4.1.1, OpenID Connect Core §3.1.2.1): one table of checks.

mod object;

pub use object::RequestObject;

use std::{collections::BTreeSet, fmt, time::Duration};

use serde::{Deserialize, Serialize};

use crate::{Claim, Client, ClientId, CodeChallenge, ErrorCode, GrantType, OAuthError, RequestedClaims, Scope};

/// How the answer travels (OAuth 2.0 Multiple Response Types §2.1, Form Post).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ResponseMode {
    Query,
    Fragment,
    FormPost,
}

impl ResponseMode {
    /// A `response_mode` that is supported.
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "query" => Some(Self::Query),
            "fragment" => Some(Self::Fragment),
            "form_post" => Some(Self::FormPost),
            _ => None,
        }
    }
}

/// OpenID Connect Core §3.1.2.1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Prompt {
    /// No page at all.
    None,
    /// Ask who it is, even in a signed-in browser.
    Login,
    /// Ask for consent: we always do.
    Consent,
    /// Offer another account: the consent page always does.
    SelectAccount,
    /// Make an account (Initiating User Registration via OpenID Connect §4).
    Create,
}

impl Prompt {
    /// The values for `prompt_values_supported`: who can't sign up is not sent to do so (M2965-18).
    pub fn supported(can_sign_up: bool) -> Vec<&'static str> {
        let mut values = vec!["none", "login", "consent", "select_account"];
        values.extend(can_sign_up.then_some("create"));
        values
    }

    fn parse(text: &str) -> Option<Self> {
        match text {
            "none" => Some(Self::None),
            "login" => Some(Self::Login),
            "consent" => Some(Self::Consent),
            "select_account" => Some(Self::SelectAccount),
            "create" => Some(Self::Create),
            _ => None,
        }
    }
}

/// The parameters as they came: empty ones left out, repeated ones noted.
#[derive(Clone, Default)]
pub struct RawAuthorizationRequest {
    parameters: Vec<(String, String)>,
    repeated: BTreeSet<String>,
}

impl RawAuthorizationRequest {
    /// Reads decoded pairs; RFC 6749 §3.1 treats a parameter without value as omitted and forbids repetition.
    pub fn from_pairs(pairs: impl IntoIterator<Item = (String, String)>) -> Self {
        let mut raw = Self::default();
        let mut seen = BTreeSet::new();
        for (name, value) in pairs.into_iter().take(MAX_PARAMETERS) {
            if !seen.insert(name.clone()) {
                raw.repeated.insert(name);
            } else if !value.is_empty() {
                raw.parameters.push((name, value));
            }
        }
        raw
    }

    /// The value of a parameter that was sent once.
    pub fn value(&self, name: &str) -> Option<&str> {
        self.parameters
            .iter()
            .find(|(seen, _)| seen == name)
            .map(|(_, value)| value.as_str())
    }

    fn is_repeated(&self, name: &str) -> bool {
        self.repeated.contains(name)
    }

    /// Who asks; without a trustworthy answer there is nowhere to send an error to.
    pub fn client_id(&self) -> Result<ClientId, OAuthError> {
        if self.is_repeated("client_id") {
            return Err(OAuthError::invalid_request("client_id is repeated"));
        }
        let text = self
            .value("client_id")
            .ok_or_else(|| OAuthError::invalid_request("client_id is missing"))?;
        text.parse()
            .map_err(|_| OAuthError::invalid_client("client_id is none of ours"))
    }
}

/// A checked authorization request; what is stored while the person decides.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuthorizationRequest {
    pub client_id: ClientId,
    pub redirect_uri: String,
    pub redirect_uri_was_sent: bool,
    pub response_mode: ResponseMode,
    pub scope: Scope,
    pub state: Option<String>,
    pub nonce: Option<String>,
    pub code_challenge: Option<CodeChallenge>,
    pub prompt: BTreeSet<Prompt>,
    pub max_age: Option<u64>,
    pub login_hint: Option<String>,
    /// The languages of the pages, the preferred one first.
    #[serde(default)]
    pub ui_locales: Option<String>,
    #[serde(default)]
    pub claims: RequestedClaims,
}

impl fmt::Debug for AuthorizationRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "AuthorizationRequest({} for {})", self.scope, self.client_id)
    }
}

/// Why a request is refused, and who can be told.
#[derive(Debug)]
pub enum RequestError {
    /// Redirecting would be an open redirect: tell the person (RFC 6749 §4.1.2.1).
    Page(OAuthError),
    /// Tell the app.
    Redirect {
        error: OAuthError,
        redirect_uri: String,
        response_mode: ResponseMode,
        state: Option<String>,
    },
}

impl RequestError {
    /// Tells of `error` whoever can be told: the app, if it is known where it is.
    pub fn of(raw: &RawAuthorizationRequest, client: &Client, error: OAuthError) -> Self {
        match redirect_uri(raw, client) {
            Ok(redirect_uri) => Self::Redirect {
                error,
                redirect_uri,
                // An error needs some mode: that of success where it is known, else the default.
                response_mode: response_mode(raw).unwrap_or(ResponseMode::Query),
                state: raw
                    .value("state")
                    .filter(|_| !raw.is_repeated("state"))
                    .map(str::to_owned),
            },
            Err(_) => Self::Page(error),
        }
    }
}

/// A row of the table: what is checked, and how.
type Check = (
    &'static str,
    fn(&RawAuthorizationRequest, &Client) -> Result<(), OAuthError>,
);

/// Checks that look at the raw request alone, in the order in which their errors are told.
const CHECKS: [Check; 5] = [
    ("no parameter is repeated", check_repetition),
    ("response_type is code", check_response_type),
    ("the client may use the grant", |_, client| {
        client.allows(GrantType::AuthorizationCode)
    }),
    ("registration is not supported", refuse_registration),
    ("what is carried back is short and printable", check_carried),
];

/// More parameters than any request has; what comes after them is not looked at.
const MAX_PARAMETERS: usize = 64;

/// Longest `state` or `nonce` that is carried back; real ones have less than a hundred characters.
const MAX_CARRIED: usize = 4096;

impl AuthorizationRequest {
    /// Checks a request of a known client; an object is opened before.
    pub fn check(raw: &RawAuthorizationRequest, client: &Client) -> Result<Self, RequestError> {
        let redirect_uri = redirect_uri(raw, client).map_err(RequestError::Page)?;
        let redirect = |error| RequestError::of(raw, client, error);
        for (_, check) in CHECKS {
            check(raw, client).map_err(redirect)?;
        }
        let response_mode = response_mode(raw).map_err(redirect)?;
        let scope = requested_scope(raw, client).map_err(redirect)?;
        let claims = claims(raw).map_err(redirect)?;
        let code_challenge = code_challenge(raw, client).map_err(redirect)?;
        let prompt = prompt(raw).map_err(redirect)?;
        let max_age = max_age(raw, client).map_err(redirect)?;
        let text = |name| raw.value(name).map(str::to_owned);
        Ok(Self {
            client_id: client.id,
            redirect_uri,
            redirect_uri_was_sent: raw.value("redirect_uri").is_some(),
            response_mode,
            scope,
            state: text("state"),
            nonce: text("nonce"),
            code_challenge,
            prompt,
            max_age,
            login_hint: text("login_hint").filter(|hint| hint.len() <= 512 && !hint.contains(char::is_control)),
            ui_locales: text("ui_locales").filter(|tags| tags.len() <= 512 && !tags.contains(char::is_control)),
            claims,
        })
    }

    /// All that the app will know and can do, be it asked for by scope or claim by claim.
    pub fn disclosed_scope(&self) -> Scope {
        self.claims.disclosed(&self.scope)
    }

    /// How recently the person has to have signed in, if the app cares.
    pub fn required_freshness(&self) -> Option<Duration> {
        self.max_age.map(Duration::from_secs)
    }
}

fn redirect_uri(raw: &RawAuthorizationRequest, client: &Client) -> Result<String, OAuthError> {
    if raw.is_repeated("redirect_uri") {
        return Err(OAuthError::invalid_request("redirect_uri is repeated"));
    }
    client.redirect_uri_for(raw.value("redirect_uri"))
}

fn check_repetition(raw: &RawAuthorizationRequest, _: &Client) -> Result<(), OAuthError> {
    raw.repeated.first().map_or(Ok(()), |name| {
        Err(OAuthError::invalid_request(format!("{name} is repeated")).explained())
    })
}

fn check_response_type(raw: &RawAuthorizationRequest, _: &Client) -> Result<(), OAuthError> {
    match raw.value("response_type") {
        Some("code") => Ok(()),
        Some(_) => Err(OAuthError::new(
            ErrorCode::UnsupportedResponseType,
            "response_type is not code",
        )),
        None => Err(OAuthError::invalid_request("response_type is missing").explained()),
    }
}

/// RFC 6749 appendix A.5: printable ASCII; a nonce is no different.
fn check_carried(raw: &RawAuthorizationRequest, _: &Client) -> Result<(), OAuthError> {
    // What was no UTF-8 could not go back as it came.
    let is_bad = |letter: char| letter.is_control() || letter == char::REPLACEMENT_CHARACTER;
    let is_carried = |value: &str| value.len() <= MAX_CARRIED && !value.contains(is_bad);
    let bad = ["state", "nonce"]
        .into_iter()
        .find(|name| raw.value(name).is_some_and(|value| !is_carried(value)));
    bad.map_or(Ok(()), |name| {
        Err(OAuthError::invalid_request(format!("{name} is too long or not printable")).explained())
    })
}

fn refuse_registration(raw: &RawAuthorizationRequest, _: &Client) -> Result<(), OAuthError> {
    raw.value("registration").map_or(Ok(()), |_| {
        Err(OAuthError::new(
            ErrorCode::RegistrationNotSupported,
            "registration was sent",
        ))
    })
}

fn response_mode(raw: &RawAuthorizationRequest) -> Result<ResponseMode, OAuthError> {
    let Some(wanted) = raw.value("response_mode") else {
        return Ok(ResponseMode::Query);
    };
    ResponseMode::parse(wanted)
        .ok_or_else(|| OAuthError::invalid_request("response_mode is not query, fragment or form_post").explained())
}

fn requested_scope(raw: &RawAuthorizationRequest, client: &Client) -> Result<Scope, OAuthError> {
    let scope = raw
        .value("scope")
        .unwrap_or_default()
        .parse::<Scope>()
        .and_then(|scope| scope.grantable())
        .map_err(|why| OAuthError::invalid_scope(why.to_string()).explained())?;
    // OCORE-27: there is no being offline without a refresh token.
    let can_refresh = client.metadata.grant_types.contains(&GrantType::RefreshToken);
    Ok(if can_refresh {
        scope
    } else {
        scope.without("offline_access")
    })
}

/// OpenID Connect Core §5.5 and, for `acr_values`, §3.1.2.1.
fn claims(raw: &RawAuthorizationRequest) -> Result<RequestedClaims, OAuthError> {
    let asked = raw.value("claims").map(RequestedClaims::parse).transpose();
    let mut claims = asked
        .map_err(|why| OAuthError::invalid_request(why.to_string()).explained())?
        .unwrap_or_default();
    if raw.value("acr_values").is_some() {
        claims.id_token.insert(Claim::Acr);
    }
    Ok(claims)
}

/// RFC 9700 §2.1.1: public clients have to use PKCE, and others that said so.
fn code_challenge(raw: &RawAuthorizationRequest, client: &Client) -> Result<Option<CodeChallenge>, OAuthError> {
    let challenge = CodeChallenge::from_request(raw.value("code_challenge"), raw.value("code_challenge_method"));
    let challenge = challenge.map_err(|why| OAuthError::invalid_request(why.to_string()).explained())?;
    let is_required = client.is_public() || client.metadata.require_pkce == Some(true);
    if challenge.is_none() && is_required {
        return Err(OAuthError::invalid_request("code_challenge is required").explained());
    }
    Ok(challenge)
}

fn prompt(raw: &RawAuthorizationRequest) -> Result<BTreeSet<Prompt>, OAuthError> {
    let values = raw
        .value("prompt")
        .unwrap_or_default()
        .split(' ')
        .filter(|value| !value.is_empty());
    let prompts = values
        .map(|value| {
            Prompt::parse(value)
                .ok_or_else(|| OAuthError::invalid_request(format!("prompt {value} is not supported")).explained())
        })
        .collect::<Result<BTreeSet<_>, _>>()?;
    if prompts.contains(&Prompt::None) && prompts.len() > 1 {
        return Err(OAuthError::invalid_request("prompt none can't be combined with others").explained());
    }
    Ok(prompts)
}

/// OpenID Connect Core §3.1.2.1; the client may have registered a default.
fn max_age(raw: &RawAuthorizationRequest, client: &Client) -> Result<Option<u64>, OAuthError> {
    let asked = raw.value("max_age").map(str::parse).transpose();
    asked
        .map(|seconds| seconds.or(client.metadata.default_max_age))
        .map_err(|_| OAuthError::invalid_request("max_age is not a number of seconds").explained())
}
