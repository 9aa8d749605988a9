//! Passwords that people make for one older app each, and take back.

use gatehouse_domain::{
    AccountEvent, AppPassword, AppPasswordId, AppPasswordSecret, DeviceName, Session, SessionId, User,
};
use gatehouse_mail::{Letter, Message};
use gatehouse_storage::{Tx, app_passwords as store, sessions as app_sessions, user_emails};

use crate::{
    Context, Error, Requester, Result, account_events,
    account_sessions::{Told, later_if_transient},
    mail, sessions,
};

/// Whether this person can make and use such passwords.
pub fn are_offered(cx: &Context, user: &User) -> bool {
    let compat = &cx.settings.compat;
    compat.takes_app_passwords() && compat.is_for(user)
}

/// A password, and where it is signed in.
pub struct HeldAppPassword {
    pub password: AppPassword,
    /// The running session that began by it.
    pub session: Option<Session>,
}

/// All of a person, newest first.
pub async fn list(cx: &Context, user: &User) -> Result<Vec<HeldAppPassword>> {
    let mut db = cx.db.read().await?;
    let mut held = Vec::new();
    for password in store::list(&mut db, user.id).await? {
        let session = match password.session_id {
            Some(id) => app_sessions::find(&mut db, id).await?,
            None => None,
        };
        let session = session.filter(|session| session.ended_at.is_none());
        held.push(HeldAppPassword { password, session });
    }
    Ok(held)
}

/// Whether a person has any.
pub async fn exist(cx: &Context, user: &User) -> Result<bool> {
    Ok(store::count(&mut cx.db.read().await?, user.id).await? > 0)
}

/// An id for the form in which one is asked for: a form that comes twice makes one password.
pub fn new_id(cx: &Context) -> AppPasswordId {
    cx.id(AppPasswordId::new)
}

/// What came of the wish for a password.
pub enum Made {
    /// This is its secret, which nobody is shown again.
    Done(AppPasswordSecret),
    /// The form came again too late: it was made, and used or seen a while ago.
    Before,
    /// There are so many that some have to go first.
    TooMany,
}

/// Makes a password for one app. When the same form comes again, as by a second press of its button, the secret that was
/// not seen makes place for another.
pub async fn make(
    cx: &Context,
    user: &User,
    id: AppPasswordId,
    name: &DeviceName,
    requester: &Requester,
) -> Result<Made> {
    let secret = gatehouse_tokens::issue::app_password();
    let secret = secret.ok_or_else(|| Error::Internal("an app password that is none was drawn".to_owned()))?;
    let (now, hash) = (cx.now(), secret.hash());
    let password = AppPassword {
        id,
        user_id: user.id,
        name: name.to_string(),
        created_at: now,
        last_used_at: None,
        session_id: None,
    };
    let made = cx
        .db
        .write(async |tx| -> Result<_> {
            if store::replace_secret(tx, id, user.id, hash, now - AppPassword::SHOWN_AGAIN).await? {
                return Ok(Ok(()));
            }
            if store::find(tx, id).await?.is_some() {
                return Ok(Err(Made::Before));
            }
            if store::count(tx, user.id).await? >= AppPassword::MOST {
                return Ok(Err(Made::TooMany));
            }
            store::insert(tx, &password, hash).await?;
            let event = AccountEvent::AppPasswordMade {
                name: password.name.clone(),
            };
            account_events::record(cx, tx, user.id, event, requester).await?;
            notify(cx, tx, user, &password, requester).await?;
            Ok(Ok(()))
        })
        .await?;
    cx.jobs_waiting.notify_one();
    Ok(match made {
        Ok(()) => Made::Done(secret),
        Err(refused) => refused,
    })
}

/// Tells the person that somebody, most likely they, can sign in by another way now.
async fn notify(cx: &Context, tx: &mut Tx, user: &User, made: &AppPassword, requester: &Requester) -> Result<()> {
    let Some(email) = user_emails::list(tx, user.id).await?.into_iter().next() else {
        return Ok(());
    };
    let letter = Letter {
        to: email.address,
        name: None,
        locale: requester.locale_for(user),
        message: Message::AppPasswordMade {
            matrix_id: user.username.mxid(&cx.settings.server_name),
            name: made.name.clone(),
            at: made.created_at,
            origin: requester.origin(),
            account_link: cx.settings.link("/account/app-passwords"),
        },
    };
    mail::post(cx, tx, &letter).await
}

/// Takes a password back; whoever signed in by it is out. None when it is not this person's.
///
/// The device is gone from the homeserver when this returns, unless it is away.
pub async fn revoke(cx: &Context, user: &User, id: AppPasswordId, requester: &Requester) -> Result<Option<Told>> {
    let revoked = cx
        .db
        .write(async |tx| -> Result<_> {
            let Some(password) = store::take(tx, user.id, id).await? else {
                return Ok(None);
            };
            let session = password.session_id;
            if let Some(session) = session
                && let Some(session) = app_sessions::find(tx, session).await?
            {
                sessions::end_noted(cx, tx, &session, requester).await?;
            }
            note_revoked(cx, tx, password, requester).await?;
            Ok(Some(session))
        })
        .await?;
    match revoked {
        None => Ok(None),
        Some(None) => Ok(Some(Told::Now)),
        Some(Some(session)) => match sessions::finish_end(cx, session).await {
            Ok(_) => Ok(Some(Told::Now)),
            Err(error) => later_if_transient(error).map(Some),
        },
    }
}

async fn note_revoked(cx: &Context, tx: &mut Tx, revoked: AppPassword, requester: &Requester) -> Result<()> {
    let event = AccountEvent::AppPasswordRevoked { name: revoked.name };
    account_events::record(cx, tx, revoked.user_id, event, requester).await
}

/// Takes back the password by which a session began that its person ends: the app would be back at once.
pub(crate) async fn revoke_of(cx: &Context, tx: &mut Tx, session: SessionId, requester: &Requester) -> Result<()> {
    match store::take_of_session(tx, session).await? {
        Some(password) => note_revoked(cx, tx, password, requester).await,
        None => Ok(()),
    }
}

/// Takes back all passwords of a person who signs out everywhere, but that of the app that wants it.
pub(crate) async fn revoke_all(
    cx: &Context,
    tx: &mut Tx,
    user: &User,
    but: Option<SessionId>,
    requester: &Requester,
) -> Result<()> {
    for password in store::take_all(tx, user.id, but).await? {
        note_revoked(cx, tx, password, requester).await?;
    }
    Ok(())
}
