//! The last step of a sign-up: the account.

use gatehouse_domain::{
    AccountEvent, BrowserSession, BrowserSessionId, EmailAddress, Localpart, Registration, Timestamp, TokenHash, User,
    UserEmailId, UserId,
};
use gatehouse_homeserver::LocalpartAvailability;
use gatehouse_storage::{
    Tx, browser_sessions, email_challenges as challenges, registration_tokens, registrations as store, user_emails,
    user_passwords, user_terms, users as user_store,
};
use secrecy::{ExposeSecret, SecretString};

use super::{Step, alternatives, next_step};
use crate::{Context, Requester, Result, account_events, jobs::Job, sign_in_notices, users};

/// What came of the last step.
pub enum Finished {
    /// The account is there, and this browser is signed in to it.
    Done(Box<BrowserSession>, SecretString),
    Obstacle(Obstacle),
    /// There is something left to ask; or another request has finished it.
    NotNow,
}

/// What a person has to get past before they can have the account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Obstacle {
    /// Somebody was quicker; similar names are free.
    UsernameTaken(Vec<Localpart>),
    /// The address has been proved by its owner, and belongs to an account.
    EmailTaken,
}

/// Why the transaction of the last step was rolled back.
enum Undone {
    NotNow,
    Fault(crate::Error),
}

impl<E: Into<crate::Error>> From<E> for Undone {
    fn from(error: E) -> Self {
        Self::Fault(error.into())
    }
}

/// What the last step would run into.
pub async fn obstacle(cx: &Context, registration: &Registration) -> Result<Option<Obstacle>> {
    if users::availability(cx, &registration.username).await? != LocalpartAvailability::Available {
        return taken(cx, registration).await.map(Some);
    }
    let owner = match &registration.email {
        Some(email) => user_emails::find_user(&mut cx.db.read().await?, email).await?,
        None => None,
    };
    Ok(owner.map(|_| Obstacle::EmailTaken))
}

async fn taken(cx: &Context, registration: &Registration) -> Result<Obstacle> {
    Ok(Obstacle::UsernameTaken(alternatives(cx, &registration.username).await?))
}

/// Makes the account, here and on the homeserver.
pub async fn finish(cx: &Context, registration: &Registration, requester: &Requester) -> Result<Finished> {
    if !matches!(next_step(cx, registration).await?, Step::Finish) {
        return Ok(Finished::NotNow);
    }
    if let Some(obstacle) = obstacle(cx, registration).await? {
        return Ok(Finished::Obstacle(obstacle));
    }
    let now = cx.now();
    let user = User {
        id: cx.id(UserId::new),
        username: registration.username.clone(),
        created_at: now,
        locked_at: None,
        deactivated_at: None,
        can_request_admin: false,
        // The one they read now: it may have been changed on the way.
        locale: Some(requester.locale.unwrap_or(registration.locale)),
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
            insert(cx, tx, registration, &session.user).await?;
            let ip = requester.ip_text();
            browser_sessions::insert(tx, &session, TokenHash::of(secret.expose_secret()), ip.as_deref()).await?;
            account_events::record(cx, tx, session.user.id, AccountEvent::SignedUp, requester).await?;
            sign_in_notices::of_browser(cx, tx, &session, requester).await?;
            let provision = Job::ProvisionUser {
                user_id: session.user.id,
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
        Err(Undone::NotNow) => Ok(Finished::NotNow),
        Err(Undone::Fault(crate::Error::Database(error))) if error.is_taken("username") => {
            Ok(Finished::Obstacle(taken(cx, registration).await?))
        }
        Err(Undone::Fault(crate::Error::Database(error))) if error.is_taken("address") => {
            Ok(Finished::Obstacle(Obstacle::EmailTaken))
        }
        Err(Undone::Fault(error)) => Err(error),
    }
}

/// The account with all that the sign-up has gathered, which is then at its end.
async fn insert(cx: &Context, tx: &mut Tx, registration: &Registration, user: &User) -> Result<(), Undone> {
    let now = user.created_at;
    let password = store::find_password(tx, registration.id).await?;
    if !store::complete(tx, registration.id, now).await? {
        return Err(Undone::NotNow);
    }
    spend_token(cx, tx, registration, now).await?;
    user_store::insert(tx, user).await?;
    if let Some(password) = &password {
        user_passwords::replace(tx, user.id, password, now).await?;
    }
    if let Some(email) = &registration.email {
        check_proved(tx, registration, email).await?;
        user_emails::insert(tx, cx.id(UserEmailId::new), user.id, email.as_str(), now).await?;
    }
    if let Some(terms) = &registration.terms_uri {
        user_terms::insert(tx, user.id, terms, now).await?;
    }
    Ok(())
}

/// Of the sign-ups that show the same token, as many get through as it is good for. Where none is needed, one that
/// is used up is in nobody's way.
async fn spend_token(cx: &Context, tx: &mut Tx, registration: &Registration, now: Timestamp) -> Result<(), Undone> {
    let is_spent = match registration.registration_token_id {
        Some(token) => registration_tokens::spend(tx, token, now).await?,
        None => false,
    };
    if cx.settings.account.password_registration_token_required && !is_spent {
        return Err(Undone::NotNow);
    }
    Ok(())
}

/// Another request may have changed the address since the steps were looked at.
async fn check_proved(tx: &mut Tx, registration: &Registration, email: &EmailAddress) -> Result<(), Undone> {
    let challenge = challenges::find_of_registration(tx, registration.id).await?;
    if challenge.is_some_and(|challenge| challenge.confirmed_at.is_some() && challenge.address == *email) {
        Ok(())
    } else {
        Err(Undone::NotNow)
    }
}
