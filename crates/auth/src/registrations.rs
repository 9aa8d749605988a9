//! Signing up: a few steps in one browser, and an account at the end.

use chrono::TimeDelta;
use gatehouse_domain::{
    EmailAddress, EmailChallenge, Locale, Localpart, Registration, RegistrationId, RegistrationToken, TokenHash,
};
use gatehouse_homeserver::LocalpartAvailability;
use gatehouse_mail::Letter;
use gatehouse_storage::{email_challenges as challenges, registration_tokens, registrations as store, user_emails};
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;

use crate::{
    Context, Requester, Result,
    email_challenges::{self, Confirmed, Draft, Typed},
    limits::{Limit, TooMany},
    mail, users,
};

mod finish;

pub use finish::{Finished, Obstacle, finish, obstacle};

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
    /// What [`find_token`] found.
    pub invitation: Option<RegistrationToken>,
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
    // What is looked up for a form costs the homeserver something, be it in order or not.
    if let Err(refusal) = cx.limits.check([Limit::SignUpFormPerIp(requester.ip)]) {
        refusals.too_many = Some(refusal);
        return Ok(Begun::Refused(Box::new(refusals)));
    }
    // An invitation can say who it is for.
    let invited = form.invitation.as_ref();
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
    refusals.password = check_password(cx, &form, username.as_ref(), email.as_ref()).await?;
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
        registration_token_id: form.invitation.map(|token| token.id),
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

async fn check_password(
    cx: &Context,
    form: &SignUp,
    username: Option<&Localpart>,
    email: Option<&EmailAddress>,
) -> Result<Option<PasswordRefusal>> {
    let password = form.password.expose_secret();
    let about: Vec<&str> = username
        .map(Localpart::as_str)
        .into_iter()
        .chain(email.map(EmailAddress::as_str))
        .collect();
    if password.is_empty() {
        return Ok(Some(PasswordRefusal::Missing));
    }
    let again = form.password_confirm.as_ref();
    if again.is_some_and(|again| again.expose_secret() != password) {
        return Ok(Some(PasswordRefusal::Different));
    }
    let minimum = cx.settings.minimum_complexity;
    let is_strong = cx.passwords.is_strong_enough(&form.password, minimum, &about).await?;
    Ok((!is_strong).then_some(PasswordRefusal::Weak))
}

/// How hard a password is to guess, from 0 to 4, for whoever types it into the form.
pub async fn measure(
    cx: &Context,
    password: &SecretString,
    about: &[&str],
    requester: &Requester,
) -> Result<Result<u8, TooMany>> {
    if let Err(refusal) = cx.limits.check([Limit::PasswordStrengthPerIp(requester.ip)]) {
        return Ok(Err(refusal));
    }
    Ok(Ok(cx.passwords.strength(password, about).await?))
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
    if cx.settings.account.password_registration_token_required {
        // One that others used up in the meantime is asked for again.
        let token = find_invitation(cx, registration).await?;
        if !token.is_some_and(|token| token.is_valid(cx.now())) {
            return Ok(Step::Token);
        }
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

/// The registration token that a sign-up has shown, valid or not.
pub async fn find_invitation(cx: &Context, registration: &Registration) -> Result<Option<RegistrationToken>> {
    Ok(match registration.registration_token_id {
        Some(id) => registration_tokens::find(&mut cx.db.read().await?, id).await?,
        None => None,
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
    if typed != Typed::Right {
        return Ok(typed);
    }
    Ok(match email_challenges::confirm(cx, challenge, requester).await? {
        Confirmed::Done => Typed::Right,
        Confirmed::Taken | Confirmed::Over => Typed::Over,
    })
}

/// What came of the wish for another code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Resent {
    Sent,
    Invalid,
    /// The address was proved in the meantime.
    Over,
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
        let invitation = find_invitation(cx, registration).await?;
        // An invitation is for its own address.
        if invitation.is_none_or(|token| token.email.is_none()) {
            challenge.address = address;
        }
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
    let sent = cx
        .db
        .write(async |tx| -> Result<bool> {
            // What was proved is not exchanged for what was not.
            if !draft.replace(tx).await? {
                return Ok(false);
            }
            store::change_email(tx, registration.id, &draft.challenge.address).await?;
            mail::post(cx, tx, &letter).await?;
            Ok(true)
        })
        .await?;
    cx.jobs_waiting.notify_one();
    Ok(if sent { Resent::Sent } else { Resent::Over })
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
) -> Result<Result<Localpart, UsernameRefusal>> {
    let invitation = find_invitation(cx, registration).await?;
    if invitation.is_some_and(|token| token.username.is_some()) {
        return Ok(Err(UsernameRefusal::Taken(Vec::new())));
    }
    let username = match check_username(cx, typed).await? {
        Ok(username) => username,
        Err(refusal) => return Ok(Err(refusal)),
    };
    cx.db
        .write(async |tx| store::change_username(tx, registration.id, &username).await)
        .await?;
    Ok(Ok(username))
}
