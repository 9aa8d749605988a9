//! From an app's request to a person's decision.

mod decision;
mod hint;
mod refusal;
mod request_object;

use chrono::TimeDelta;
use gatehouse_domain::{
    AuthorizationGrantId, AuthorizationRequest, AuthorizationResponse, BrowserSession, Client, Consent, ErrorCode,
    OAuthError, Prompt, RawAuthorizationRequest, RequestError, Timestamp,
};
use gatehouse_storage::{
    authorization_grants::{self, AuthorizationGrant},
    consents,
};

use self::refusal::{fault, refusal, unasked};
pub use self::{
    decision::{Decision, decide, refuse},
    request_object::may_be_silent,
};
use crate::{Context, Error, Result, subjects};

/// How long a person may take to decide.
const PATIENCE: TimeDelta = TimeDelta::minutes(60);

/// What to do about an authorization request.
pub enum Begun {
    /// Ask the person; the request waits under this id.
    Ask {
        id: AuthorizationGrantId,
        first: First,
        login_hint: Option<String>,
    },
    /// Tell the app.
    Answer(AuthorizationResponse),
}

/// What comes before the person is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum First {
    Nothing,
    SignIn,
    /// The app wants a new account, whoever is signed in.
    SignUp,
}

/// Why a request gets a page instead of an answer to the app.
#[derive(Debug)]
pub enum BeginError {
    /// There is no trustworthy place to send an error to (R6749-11).
    Untrusted(OAuthError),
    Fault(Error),
}

impl<E: Into<Error>> From<E> for BeginError {
    fn from(error: E) -> Self {
        Self::Fault(error.into())
    }
}

/// Takes up an authorization request (RFC 6749 §4.1.1).
pub async fn begin(
    cx: &Context,
    raw: &RawAuthorizationRequest,
    browser: Option<&BrowserSession>,
) -> Result<Begun, BeginError> {
    let client_id = raw
        .client_id()
        .map_err(|error| BeginError::Untrusted(error.explained()))?;
    let client = gatehouse_storage::clients::find(&mut cx.db.read().await?, client_id).await?;
    let unknown = || OAuthError::invalid_client("unknown client").explained();
    let client = client.ok_or_else(|| BeginError::Untrusted(unknown()))?;
    let (raw, mut request) = match request_object::read(cx, raw, &client).await {
        Ok(read) => read,
        Err(RequestError::Page(error)) => return Err(BeginError::Untrusted(error)),
        Err(RequestError::Redirect {
            error,
            redirect_uri,
            response_mode,
            state,
        }) => {
            tracing::info!(client = %client.id, reason = error.reason(), "authorization request refused");
            let issuer = &cx.settings.issuer;
            let answer = AuthorizationResponse::error(redirect_uri, response_mode, state.as_deref(), issuer, &error);
            return Ok(Begun::Answer(answer));
        }
    };
    let refused = |request: &AuthorizationRequest, error| Ok(Begun::Answer(refusal(cx, request, &error)));
    if let Err(error) = hint::heed(cx, &raw, &client, &mut request) {
        return refused(&request, error);
    }
    if request.prompt.contains(&Prompt::Create) && !cx.settings.account.password_registration_enabled {
        let error = OAuthError::invalid_request("prompt create is not supported").explained();
        return refused(&request, error);
    }
    match take_up(cx, &request, client, browser).await {
        Ok(begun) => Ok(begun),
        Err(error) => Ok(Begun::Answer(fault(cx, &request, error))),
    }
}

/// Answers a request that needs no page, and lets others wait.
async fn take_up(
    cx: &Context,
    request: &AuthorizationRequest,
    client: Client,
    browser: Option<&BrowserSession>,
) -> Result<Begun> {
    let now = cx.now();
    let standing = Standing::of(cx, request, &client, browser).await?;
    let lacking = match standing {
        Standing::SignIn => Some(ErrorCode::LoginRequired),
        Standing::Consent => Some(ErrorCode::ConsentRequired),
        Standing::Settled(_) => None,
    };
    if let Some(code) = lacking.filter(|_| request.prompt.contains(&Prompt::None)) {
        return Ok(Begun::Answer(unasked(cx, request, code)));
    }
    let grant = AuthorizationGrant {
        id: cx.id(AuthorizationGrantId::new),
        client_id: client.id,
        request: request.clone(),
        created_at: now,
        decided_at: None,
    };
    cx.db
        .write(async |tx| authorization_grants::insert(tx, grant.id, request, now).await)
        .await?;
    let asked = Begun::Ask {
        id: grant.id,
        first: match standing {
            _ if request.prompt.contains(&Prompt::Create) => First::SignUp,
            Standing::SignIn => First::SignIn,
            Standing::Consent | Standing::Settled(_) => First::Nothing,
        },
        login_hint: request.login_hint.clone(),
    };
    let Standing::Settled(browser) = standing else {
        return Ok(asked);
    };
    let undecided = Undecided { grant, client };
    let answer = decide(cx, &undecided, browser, Decision::AllowAsBefore).await;
    Ok(match answer {
        Some(answer) => Begun::Answer(answer),
        None if request.prompt.contains(&Prompt::None) => {
            Begun::Answer(unasked(cx, request, ErrorCode::ConsentRequired))
        }
        None => asked,
    })
}

/// What a request lacks when it comes.
enum Standing<'a> {
    /// The right person, recently enough.
    SignIn,
    /// Their word.
    Consent,
    /// Nothing: this person gave it before.
    Settled(&'a BrowserSession),
}

impl<'a> Standing<'a> {
    async fn of(
        cx: &Context,
        request: &AuthorizationRequest,
        client: &Client,
        browser: Option<&'a BrowserSession>,
    ) -> Result<Self> {
        let now = cx.now();
        let is_enough = |browser: &&BrowserSession| {
            !request.prompt.contains(&Prompt::Login)
                && !needs_sign_in(request, now, browser, now)
                && is_expected(cx, request, client, browser)
        };
        let Some(browser) = browser.filter(is_enough) else {
            return Ok(Self::SignIn);
        };
        Ok(if is_consented(cx, request, client, browser).await? {
            Self::Settled(browser)
        } else {
            Self::Consent
        })
    }
}

/// Whether the app may have this person: it may have said whom it expects (OpenID Connect Core §3.1.2.1).
fn is_expected(cx: &Context, request: &AuthorizationRequest, client: &Client, browser: &BrowserSession) -> bool {
    let expected = request.claims.subject.as_deref();
    expected.is_none_or(|subject| subject == subjects::subject(cx, client, browser.user.id))
}

/// Whether the person allowed this before, for good.
async fn is_consented(
    cx: &Context,
    request: &AuthorizationRequest,
    client: &Client,
    browser: &BrowserSession,
) -> Result<bool> {
    if !Consent::is_for(client) {
        return Ok(false);
    }
    let consent = consents::find(&mut cx.db.read().await?, browser.user.id, client.id).await?;
    Ok(consent.is_some_and(|consent| consent.covers(request)))
}

/// OpenID Connect Core §3.1.2.3: nobody is signed in, or not recently enough for this app.
fn needs_sign_in(
    request: &AuthorizationRequest,
    requested_at: Timestamp,
    browser: &BrowserSession,
    now: Timestamp,
) -> bool {
    let is_stale = request.required_freshness().is_some_and(|max_age| {
        // The time that this sign-in takes does not count against it.
        browser.authenticated_at < requested_at && !browser.is_fresher_than(max_age, now)
    });
    let is_asked = request.prompt.contains(&Prompt::Login) && browser.authenticated_at < requested_at;
    is_stale || is_asked
}

/// A request on which the signed-in person may decide.
pub struct Undecided {
    pub grant: AuthorizationGrant,
    pub client: Client,
}

impl Undecided {
    /// Whether the app may have this person.
    pub fn expects(&self, cx: &Context, browser: &BrowserSession) -> bool {
        is_expected(cx, &self.grant.request, &self.client, browser)
    }
}

/// What a waiting request is waiting for.
pub enum Waiting {
    Decision(Box<Undecided>),
    /// The person decided before, for good.
    Nothing(Box<Undecided>),
    SignIn(Box<Undecided>),
    /// Nobody: the person that the app expects is not the one who signed in.
    AnotherPerson(Box<Undecided>),
    /// Nothing more, and why, as far as anybody remembers it.
    Over(Option<Box<Past>>),
}

/// A request on which nobody can decide any more.
pub struct Past {
    pub client: Client,
    pub redirect_uri: String,
    /// The person answered in time.
    pub is_decided: bool,
}

/// Looks up a request that waits.
pub async fn find(cx: &Context, id: AuthorizationGrantId, browser: Option<&BrowserSession>) -> Result<Waiting> {
    let mut db = cx.db.read().await?;
    let now = cx.now();
    let Some(grant) = authorization_grants::find(&mut db, id).await? else {
        return Ok(Waiting::Over(None));
    };
    let Some(client) = gatehouse_storage::clients::find(&mut db, grant.client_id).await? else {
        return Ok(Waiting::Over(None));
    };
    let is_decided = grant.decided_at.is_some();
    if is_decided || now >= grant.created_at + PATIENCE {
        return Ok(Waiting::Over(Some(Box::new(Past {
            client,
            redirect_uri: grant.request.redirect_uri,
            is_decided,
        }))));
    }
    drop(db);
    let undecided = Box::new(Undecided { grant, client });
    let Undecided { grant, client } = &*undecided;
    let request = &grant.request;
    let Some(browser) = browser.filter(|browser| !needs_sign_in(request, grant.created_at, browser, now)) else {
        return Ok(Waiting::SignIn(undecided));
    };
    if !is_expected(cx, request, client, browser) {
        // Whoever signed in for this request had the choice.
        return Ok(if browser.authenticated_at < grant.created_at {
            Waiting::SignIn(undecided)
        } else {
            Waiting::AnotherPerson(undecided)
        });
    }
    Ok(if is_consented(cx, request, client, browser).await? {
        Waiting::Nothing(undecided)
    } else {
        Waiting::Decision(undecided)
    })
}
