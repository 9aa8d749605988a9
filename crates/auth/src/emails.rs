//! The email addresses of an account.

use gatehouse_domain::{AccountEvent, EmailAddress, EmailChallenge, EmailChallengeId, User, UserEmail, UserEmailId};
use gatehouse_mail::{Letter, Message};
use gatehouse_storage::{
    Tx, email_challenges as challenges, recovery_tickets as tickets, user_emails as store, users as user_store,
};

use crate::{
    Context, Requester, Result, account_events,
    email_challenges::{self, Draft, Typed},
    limits::{Limit, TooMany},
    mail, users,
};

/// The addresses of an account, the one that gets the notices first.
pub async fn list(cx: &Context, user: &User) -> Result<Vec<UserEmail>> {
    Ok(store::list(&mut cx.db.read().await?, user.id).await?)
}

/// What came of the wish to add an address.
pub enum Adding {
    /// A code was sent, or word to whoever has the address already: the person can't tell which.
    Asked(EmailChallengeId),
    /// The account has it already.
    OwnAlready,
    Invalid,
    TooMany(TooMany),
}

/// Sends a code to an address that is to be added.
pub async fn start_adding(cx: &Context, user: &User, typed: &str, requester: &Requester) -> Result<Adding> {
    let Ok(address) = typed.trim().parse::<EmailAddress>() else {
        return Ok(Adding::Invalid);
    };
    let owner = store::find_user(&mut cx.db.read().await?, &address).await?;
    if owner.as_ref().is_some_and(|owner| owner.id == user.id) {
        return Ok(Adding::OwnAlready);
    }
    if let Err(refusal) = cx.limits.check([
        Limit::EmailAuthenticationPerIp(requester.ip),
        Limit::EmailAuthenticationPerAddress(&address),
    ]) {
        return Ok(Adding::TooMany(refusal));
    }
    let draft = Draft::of_user(cx, address, user.id);
    send(cx, &draft, user, owner.as_ref(), Turn::First, requester).await?;
    Ok(Adding::Asked(draft.challenge.id))
}

/// Whether a code is the first one of its challenge.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Turn {
    First,
    Another,
}

async fn send(
    cx: &Context,
    draft: &Draft,
    user: &User,
    owner: Option<&User>,
    turn: Turn,
    requester: &Requester,
) -> Result<()> {
    let wanted = &draft.challenge.address;
    let stored = store::find_address(&mut cx.db.read().await?, wanted).await?;
    let letter = Letter {
        to: stored.unwrap_or_else(|| wanted.to_string()),
        name: None,
        // An owner who is told reads the language that they chose.
        locale: requester.locale_for(owner.unwrap_or(user)),
        message: draft.message(cx, owner, Some(user)),
    };
    cx.db
        .write(async |tx| -> Result<()> {
            let is_open = match turn {
                Turn::First => draft.insert(tx).await.map(|()| true)?,
                Turn::Another => draft.replace(tx).await?,
            };
            // What was proved in the meantime needs no other code.
            if is_open {
                mail::post(cx, tx, &letter).await?;
            }
            Ok(())
        })
        .await?;
    cx.jobs_waiting.notify_one();
    Ok(())
}

/// An address of this person that waits for its code.
pub async fn find_challenge(cx: &Context, user: &User, id: EmailChallengeId) -> Result<Option<EmailChallenge>> {
    let found = challenges::find(&mut cx.db.read().await?, id).await?;
    Ok(found.filter(|challenge| challenge.user_id == Some(user.id)))
}

/// Sends another code; the former one is void.
pub async fn send_again(
    cx: &Context,
    user: &User,
    challenge: EmailChallenge,
    requester: &Requester,
) -> Result<Result<(), TooMany>> {
    if let Err(refusal) = cx.limits.check([
        Limit::EmailAuthenticationEmailsPerSession(challenge.id),
        Limit::EmailAuthenticationPerIp(requester.ip),
        Limit::EmailAuthenticationPerAddress(&challenge.address),
    ]) {
        return Ok(Err(refusal));
    }
    let owner = store::find_user(&mut cx.db.read().await?, &challenge.address).await?;
    let draft = Draft::again(cx, challenge);
    send(cx, &draft, user, owner.as_ref(), Turn::Another, requester).await?;
    Ok(Ok(()))
}

/// Adds the address when the code is right.
pub async fn finish_adding(
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
        email_challenges::Confirmed::Done => Typed::Right,
        email_challenges::Confirmed::Taken | email_challenges::Confirmed::Over => Typed::Over,
    })
}

/// What came of the wish to remove an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Removal {
    Done,
    /// Without it a forgotten password could not be replaced.
    LastOne,
    /// It is not there.
    Unknown,
}

/// Removes an address; its owner is told at it, too.
pub async fn remove(cx: &Context, user: &User, id: UserEmailId, requester: &Requester) -> Result<Removal> {
    cx.db
        .write(async |tx| -> Result<Removal> {
            // Of two that remove the last two addresses at once, one comes too late.
            user_store::hold(tx, user.id).await?;
            let emails = store::list(tx, user.id).await?;
            let Some(email) = emails.iter().find(|email| email.id == id) else {
                return Ok(Removal::Unknown);
            };
            if emails.len() == 1 && cx.settings.account.password_recovery_enabled {
                return Ok(Removal::LastOne);
            }
            if let Ok(address) = email.address.parse() {
                notify_of(cx, tx, user, &address, Change::Removed, requester).await?;
            }
            store::remove(tx, user.id, id).await?;
            // Nor does anybody recover the password by what was mailed to it.
            tickets::spend_all(tx, user.id, cx.now()).await?;
            let event = AccountEvent::EmailRemoved {
                address: email.address.clone(),
            };
            account_events::record(cx, tx, user.id, event, requester).await?;
            users::enqueue_provision(cx, tx, user).await?;
            Ok(Removal::Done)
        })
        .await
        .inspect(|_| cx.jobs_waiting.notify_one())
}

/// Makes an address the one that gets the notices and that apps see; false when it is not there.
pub async fn make_primary(cx: &Context, user: &User, id: UserEmailId, requester: &Requester) -> Result<bool> {
    cx.db
        .write(async |tx| -> Result<bool> {
            user_store::hold(tx, user.id).await?;
            let emails = store::list(tx, user.id).await?;
            let Some(email) = emails.iter().find(|email| email.id == id) else {
                return Ok(false);
            };
            if !email.is_primary {
                store::make_primary(tx, user.id, id).await?;
                let event = AccountEvent::PrimaryEmailChanged {
                    address: email.address.clone(),
                };
                account_events::record(cx, tx, user.id, event, requester).await?;
            }
            Ok(true)
        })
        .await
}

/// Which way the list of addresses changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Change {
    Added,
    Removed,
}

/// Tells every address that the account has at the moment; a thief of the account can't take them away unnoticed.
pub(crate) async fn notify_of(
    cx: &Context,
    tx: &mut Tx,
    user: &User,
    address: &EmailAddress,
    change: Change,
    requester: &Requester,
) -> Result<()> {
    let matrix_id = user.username.mxid(&cx.settings.server_name);
    let (address, at, origin) = (address.to_string(), cx.now(), requester.origin());
    let account_link = cx.settings.link("/account/");
    let message = match change {
        Change::Added => Message::EmailAdded {
            matrix_id,
            address,
            at,
            origin,
            account_link,
        },
        Change::Removed => Message::EmailRemoved {
            matrix_id,
            address,
            at,
            origin,
            account_link,
        },
    };
    for email in store::list(tx, user.id).await? {
        let letter = Letter {
            to: email.address,
            name: None,
            locale: requester.locale_for(user),
            message: message.clone(),
        };
        mail::post(cx, tx, &letter).await?;
    }
    Ok(())
}
