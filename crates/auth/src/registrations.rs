//! Signing up: a few steps in one browser, and an account at the end.

use chrono::TimeDelta;
use gatehouse_domain::{
    AccountEvent, BrowserSession, BrowserSessionId, EmailAddress, EmailChallenge, Locale, Localpart, Registration,
    RegistrationId, RegistrationToken, TokenHash, User, UserEmailId, UserId,
};
use gatehouse_homeserver::LocalpartAvailability;
use gatehouse_mail::Letter;
use gatehouse_storage::{
    browser_sessions, email_challenges as challenges, registration_tokens, registrations as store, user_emails,
    user_passwords, user_terms, users as user_store,
};
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;

use crate::{
    Context, Requester, Result, account_events,
    email_challenges::{self, Draft, Typed},
    jobs::Job,
    limits::{Limit, TooMany},
    mail,
    passwords::is_strong_enough,
    sign_in_notices, users,
};

/// How long a person may take for all steps.
const PATIENCE: TimeDelta = TimeDelta::hours(24);
/// Synapse keeps no longer name.
const MAX_DISPLAY_NAME: usize = 255;

/// The form that a sign-up begins with, as it was filled in.
pub struct SignUp {
    pub username: String,
    pub email: String,
    pub password: SecretString,
    /// The same again, where the form asks twice.
    pub password_confirm: Option<SecretString>,
    pub accepts_terms: bool,
    /// From an invitation.
    pub token: Option<String>,
    pub continuation: Value,
    pub locale: Locale,
    /// What ties the steps to this browser; made when there is none yet.
    pub browser: Option<SecretString>,
}

/// Why a name can't be had.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UsernameRefusal {
    Missing,
    Invalid,
    TooLong,
    /// With similar names that are free.
    Taken(Vec<Localpart>),
    Reserved,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EmailRefusal {
    Missing,
    Invalid,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PasswordRefusal {
    Missing,
    Weak,
    Different,
}

/// What is wrong with a form.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Refusals {
    pub username: Option<UsernameRefusal>,
    pub email: Option<EmailRefusal>,
    pub password: Option<PasswordRefusal>,
    /// The terms have to be accepted.
    pub terms: bool,
    /// The invitation is no longer good.
    pub token: bool,
    pub too_many: Option<TooMany>,
}

/// What came of a form.
pub enum Begun {
    Started(RegistrationId, SecretString),
    Refused(Box<Refusals>),
}

/// The name that a person types for a new account: upper case is lowered, and a whole Matrix id is understood.
pub async fn check_username(cx: &Context, typed: &str) -> Result<Result<Localpart, UsernameRefusal>> {
    let typed = Localpart::typed(typed, &cx.settings.server_name).to_lowercase();
    if typed.is_empty() {
        return Ok(Err(UsernameRefusal::Missing));
    }
    if typed.len() + cx.settings.server_name.len() + 2 > Localpart::MAX_MATRIX_ID {
        return Ok(Err(UsernameRefusal::TooLong));
    }
    let Ok(username) = typed.parse::<Localpart>() else {
        return Ok(Err(UsernameRefusal::Invalid));
    };
    Ok(match users::availability(cx, &username).await? {
        LocalpartAvailability::Available => Ok(username),
        LocalpartAvailability::Taken => Err(UsernameRefusal::Taken(alternatives(cx, &username).await?)),
        LocalpartAvailability::Reserved => Err(UsernameRefusal::Reserved),
        LocalpartAvailability::Invalid => Err(UsernameRefusal::Invalid),
    })
}

/// Up to two similar names that are free.
async fn alternatives(cx: &Context, taken: &Localpart) -> Result<Vec<Localpart>> {
    let mut free = Vec::new();
    for digits in [1, 2, 2, 3, 4] {
        let Ok(candidate) = format!("{taken}{}", gatehouse_tokens::random::digits(digits)).parse() else {
            continue;
        };
        if !free.contains(&candidate) && users::availability(cx, &candidate).await? == LocalpartAvailability::Available
        {
            free.push(candidate);
        }
        if free.len() == 2 {
            break;
        }
    }
    Ok(free)
}

/// The registration token of this text, if somebody can sign up with it. Guesses are limited.
pub async fn find_token(
    cx: &Context,
    typed: &str,
    requester: &Requester,
) -> Result<Result<Option<RegistrationToken>, TooMany>> {
    if let Err(refusal) = cx.limits.check([Limit::RegistrationTokenPerIp(requester.ip)]) {
        return Ok(Err(refusal));
    }
    let found = registration_tokens::find_by_hash(&mut cx.db.read().await?, TokenHash::of(typed.trim())).await?;
    Ok(Ok(found.filter(|token| token.is_valid(cx.now()))))
}

/// Checks the form and begins the steps.
pub async fn begin(cx: &Context, form: SignUp, requester: &Requester) -> Result<Begun> {
    let mut refusals = Refusals::default();
    let token = match &form.token {
        Some(typed) => match find_token(cx, typed, requester).await? {
            Ok(Some(token)) => Some(token),
            Ok(None) => {
                refusals.token = true;
                None
            }
            Err(refusal) => {
                refusals.too_many = Some(refusal);
                None
            }
        },
        None => None,
    };
    // An invitation can say who it is for.
    let invited = token.as_ref();
    let wanted = invited
        .and_then(|token| token.username.as_deref())
        .unwrap_or(&form.username);
    let username = check_username(cx, wanted)
        .await?
        .map_err(|refusal| refusals.username = Some(refusal))
        .ok();
    let email = match invited.and_then(|token| token.email.clone()) {
        Some(email) => Some(email),
        None => check_email(cx, &form.email)
            .map_err(|refusal| refusals.email = Some(refusal))
            .ok()
            .flatten(),
    };
    refusals.password = check_password(cx, &form, username.as_ref(), email.as_ref());
    refusals.terms = cx.settings.account.tos_uri.is_some() && !form.accepts_terms;
    let (Some(username), true) = (username, refusals == Refusals::default()) else {
        return Ok(Begun::Refused(Box::new(refusals)));
    };
    if let Err(refusal) = check_limits(cx, email.as_ref(), requester) {
        refusals.too_many = Some(refusal);
        return Ok(Begun::Refused(Box::new(refusals)));
    }
    let hash = cx.passwords.hash(form.password).await?;
    let browser = form
        .browser
        .unwrap_or_else(gatehouse_tokens::issue::registration_secret);
    let now = cx.now();
    let registration = Registration {
        id: cx.id(RegistrationId::new),
        browser: TokenHash::of(browser.expose_secret()),
        username,
        email,
        display_name: None,
        display_name_settled: false,
        terms_uri: cx.settings.account.tos_uri.as_ref().map(ToString::to_string),
        registration_token_id: token.map(|token| token.id),
        continuation: form.continuation,
        locale: form.locale,
        user_agent: requester.user_agent.clone(),
        ip: requester.ip_text(),
        created_at: now,
        expires_at: now + PATIENCE,
        completed_at: None,
    };
    let letter = match &registration.email {
        Some(email) => {
            let draft = Draft::of_registration(cx, email.clone(), registration.id);
            let letter = letter(cx, &draft, registration.locale).await?;
            Some((draft, letter))
        }
        None => None,
    };
    cx.db
        .write(async |tx| -> Result<()> {
            store::insert(tx, &registration, Some(&hash)).await?;
            if let Some((draft, letter)) = &letter {
                draft.insert(tx).await?;
                mail::post(cx, tx, letter).await?;
            }
            Ok(())
        })
        .await?;
    cx.jobs_waiting.notify_one();
    Ok(Begun::Started(registration.id, browser))
}

fn check_email(cx: &Context, typed: &str) -> Result<Option<EmailAddress>, EmailRefusal> {
    match typed.trim() {
        "" if cx.settings.account.password_registration_email_required => Err(EmailRefusal::Missing),
        "" => Ok(None),
        typed => typed.parse().map(Some).map_err(|_| EmailRefusal::Invalid),
    }
}

fn check_password(
    cx: &Context,
    form: &SignUp,
    username: Option<&Localpart>,
    email: Option<&EmailAddress>,
) -> Option<PasswordRefusal> {
    let password = form.password.expose_secret();
    let about: Vec<&str> = username
        .map(Localpart::as_str)
        .into_iter()
        .chain(email.map(EmailAddress::as_str))
        .collect();
    if password.is_empty() {
        Some(PasswordRefusal::Missing)
    } else if form
        .password_confirm
        .as_ref()
        .is_some_and(|again| again.expose_secret() != password)
    {
        Some(PasswordRefusal::Different)
    } else if !is_strong_enough(password, cx.settings.minimum_complexity, &about) {
        Some(PasswordRefusal::Weak)
    } else {
        None
    }
}

fn check_limits(cx: &Context, email: Option<&EmailAddress>, requester: &Requester) -> Result<(), TooMany> {
    cx.limits.check([Limit::Registration(requester.ip)])?;
    if let Some(email) = email {
        cx.limits.check([
            Limit::EmailAuthenticationPerIp(requester.ip),
            Limit::EmailAuthenticationPerAddress(email),
        ])?;
    }
    Ok(())
}

async fn letter(cx: &Context, draft: &Draft, locale: Locale) -> Result<Letter> {
    let address = &draft.challenge.address;
    let owner = user_emails::find_user(&mut cx.db.read().await?, address).await?;
    Ok(Letter {
        to: address.to_string(),
        name: None,
        locale: owner.as_ref().and_then(|owner| owner.locale).unwrap_or(locale),
        message: draft.message(cx, owner.as_ref(), None),
    })
}

/// Where a sign-up stands.
pub enum Step {
    /// A registration token is asked for.
    Token,
    VerifyEmail(EmailChallenge),
    DisplayName,
    /// Nothing is left to ask.
    Finish,
    /// The account is there.
    Done,
}

/// The sign-up of this browser with this id, unless it has expired.
pub async fn find(cx: &Context, id: RegistrationId, browser: Option<&SecretString>) -> Result<Option<Registration>> {
    let Some(browser) = browser else { return Ok(None) };
    let browser = TokenHash::of(browser.expose_secret());
    let found = store::find(&mut cx.db.read().await?, id).await?;
    Ok(found.filter(|registration| registration.browser == browser && !registration.is_expired(cx.now())))
}

/// What has to happen next.
pub async fn next_step(cx: &Context, registration: &Registration) -> Result<Step> {
    if registration.completed_at.is_some() {
        return Ok(Step::Done);
    }
    if cx.settings.account.password_registration_token_required && registration.registration_token_id.is_none() {
        return Ok(Step::Token);
    }
    let challenge = challenges::find_of_registration(&mut cx.db.read().await?, registration.id).await?;
    if let Some(challenge) = challenge.filter(|challenge| challenge.confirmed_at.is_none()) {
        return Ok(Step::VerifyEmail(challenge));
    }
    Ok(if registration.display_name_settled {
        Step::Finish
    } else {
        Step::DisplayName
    })
}

/// What came of a registration token that was typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TypedToken {
    Accepted,
    /// There is none, or it is used up, or expired, or meant for somebody else: a stranger can't tell which.
    Refused,
    TooMany(TooMany),
}

pub async fn settle_token(
    cx: &Context,
    registration: &Registration,
    typed: &str,
    requester: &Requester,
) -> Result<TypedToken> {
    let token = match find_token(cx, typed, requester).await? {
        Ok(Some(token)) => token,
        Ok(None) => return Ok(TypedToken::Refused),
        Err(refusal) => return Ok(TypedToken::TooMany(refusal)),
    };
    let is_for_another = token
        .username
        .as_deref()
        .is_some_and(|name| name != registration.username.as_str())
        || token
            .email
            .as_ref()
            .is_some_and(|email| Some(email) != registration.email.as_ref());
    if is_for_another {
        return Ok(TypedToken::Refused);
    }
    cx.db
        .write(async |tx| store::settle_token(tx, registration.id, token.id).await)
        .await?;
    Ok(TypedToken::Accepted)
}

/// Goes on when the code is right.
pub async fn confirm_code(
    cx: &Context,
    challenge: &EmailChallenge,
    typed: &str,
    requester: &Requester,
) -> Result<Typed> {
    let typed = email_challenges::check_code(cx, challenge, typed).await?;
    if typed == Typed::Right {
        email_challenges::confirm(cx, challenge, requester).await?;
    }
    Ok(typed)
}

/// What came of the wish for another code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Resent {
    Sent,
    Invalid,
    TooMany(TooMany),
}

/// Sends another code, perhaps to another address: the first may have been mistyped.
pub async fn send_again(
    cx: &Context,
    registration: &Registration,
    mut challenge: EmailChallenge,
    address: Option<&str>,
    requester: &Requester,
) -> Result<Resent> {
    if let Some(typed) = address {
        let Ok(address) = typed.trim().parse() else {
            return Ok(Resent::Invalid);
        };
        challenge.address = address;
    }
    if let Err(refusal) = cx.limits.check([
        Limit::EmailAuthenticationEmailsPerSession(challenge.id),
        Limit::EmailAuthenticationPerIp(requester.ip),
        Limit::EmailAuthenticationPerAddress(&challenge.address),
    ]) {
        return Ok(Resent::TooMany(refusal));
    }
    let draft = Draft::again(cx, challenge);
    let letter = letter(cx, &draft, registration.locale).await?;
    cx.db
        .write(async |tx| -> Result<()> {
            store::change_email(tx, registration.id, &draft.challenge.address).await?;
            draft.replace(tx).await?;
            mail::post(cx, tx, &letter).await
        })
        .await?;
    cx.jobs_waiting.notify_one();
    Ok(Resent::Sent)
}

/// Keeps the display name, or that there shall be none; false when it is too long.
pub async fn settle_display_name(cx: &Context, registration: &Registration, typed: &str) -> Result<bool> {
    let name = typed.trim();
    if name.len() > MAX_DISPLAY_NAME || name.contains(char::is_control) {
        return Ok(false);
    }
    let name = Some(name).filter(|name| !name.is_empty());
    cx.db
        .write(async |tx| store::settle_display_name(tx, registration.id, name).await)
        .await?;
    Ok(true)
}

/// Takes another name when somebody was quicker with the first.
pub async fn change_username(
    cx: &Context,
    registration: &Registration,
    typed: &str,
) -> Result<Result<(), UsernameRefusal>> {
    let username = match check_username(cx, typed).await? {
        Ok(username) => username,
        Err(refusal) => return Ok(Err(refusal)),
    };
    cx.db
        .write(async |tx| store::change_username(tx, registration.id, &username).await)
        .await?;
    Ok(Ok(()))
}

/// What came of the last step.
pub enum Finished {
    /// The account is there, and this browser is signed in to it.
    Done(Box<BrowserSession>, SecretString),
    /// Somebody was quicker.
    UsernameTaken(Vec<Localpart>),
    /// The address has been proved by its owner, and belongs to an account.
    EmailTaken,
    /// The registration token has been used up in the meantime.
    TokenSpent,
    /// Another request has finished it.
    Already,
}

/// Why the transaction of the last step was rolled back.
enum Undone {
    TokenSpent,
    Already,
    Fault(crate::Error),
}

impl<E: Into<crate::Error>> From<E> for Undone {
    fn from(error: E) -> Self {
        Self::Fault(error.into())
    }
}

/// Makes the account, here and on the homeserver.
pub async fn finish(cx: &Context, registration: &Registration, requester: &Requester) -> Result<Finished> {
    if users::availability(cx, &registration.username).await? != LocalpartAvailability::Available {
        return taken(cx, registration).await;
    }
    let now = cx.now();
    let user = User {
        id: cx.id(UserId::new),
        username: registration.username.clone(),
        created_at: now,
        locked_at: None,
        deactivated_at: None,
        can_request_admin: false,
        locale: Some(registration.locale),
    };
    let secret = gatehouse_tokens::issue::browser_session_secret();
    let session = BrowserSession {
        id: cx.id(BrowserSessionId::new),
        user,
        created_at: now,
        authenticated_at: now,
        user_agent: requester.user_agent.clone(),
        last_active_at: now,
        ended_at: None,
    };
    let made = cx
        .db
        .write(async |tx| -> Result<_, Undone> {
            let password = store::find_password(tx, registration.id).await?;
            if !store::complete(tx, registration.id, now).await? {
                return Err(Undone::Already);
            }
            if let Some(token) = registration.registration_token_id
                && !registration_tokens::spend(tx, token, now).await?
            {
                return Err(Undone::TokenSpent);
            }
            let user = &session.user;
            user_store::insert(tx, user).await?;
            if let Some(password) = &password {
                user_passwords::replace(tx, user.id, password, now).await?;
            }
            if let Some(email) = &registration.email {
                user_emails::insert(tx, cx.id(UserEmailId::new), user.id, email.as_str(), now).await?;
            }
            if let Some(terms) = &registration.terms_uri {
                user_terms::insert(tx, user.id, terms, now).await?;
            }
            let ip = requester.ip_text();
            browser_sessions::insert(tx, &session, TokenHash::of(secret.expose_secret()), ip.as_deref()).await?;
            account_events::record(cx, tx, user.id, AccountEvent::SignedUp, requester).await?;
            sign_in_notices::of_browser(cx, tx, &session, requester).await?;
            let provision = Job::ProvisionUser {
                user_id: user.id,
                display_name: registration.display_name.clone(),
            };
            Ok(users::enqueue(cx, tx, &provision).await?)
        })
        .await;
    match made {
        Ok(job) => {
            users::follow_up(cx, job).await;
            Ok(Finished::Done(Box::new(session), secret))
        }
        Err(Undone::Already) => Ok(Finished::Already),
        Err(Undone::TokenSpent) => Ok(Finished::TokenSpent),
        Err(Undone::Fault(crate::Error::Database(error))) if error.is_taken("username") => {
            taken(cx, registration).await
        }
        Err(Undone::Fault(crate::Error::Database(error))) if error.is_taken("address") => Ok(Finished::EmailTaken),
        Err(Undone::Fault(error)) => Err(error),
    }
}

async fn taken(cx: &Context, registration: &Registration) -> Result<Finished> {
    Ok(Finished::UsernameTaken(alternatives(cx, &registration.username).await?))
}
