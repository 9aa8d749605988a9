//! Changing a password, and replacing a forgotten one.

use chrono::TimeDelta;
use gatehouse_domain::{
    AccountEvent, BrowserSession, EmailAddress, Locale, Recovery, RecoveryId, RecoveryTicket, Timestamp, TokenHash,
    User,
};
use gatehouse_mail::{Letter, Message};
use gatehouse_storage::{
    Tx, email_challenges, recoveries, recovery_tickets as tickets, user_emails,
    user_passwords::{self, StoredPassword},
    users as user_store,
};
use secrecy::{ExposeSecret, SecretString};

use crate::{
    Context, Requester, Result, account_events, browser_sessions,
    jobs::{self, Due, Job},
    limits::{Limit, TooMany},
    mail,
    passwords::Checked,
};

/// How long the link in a mail is good.
const LIFETIME: TimeDelta = TimeDelta::minutes(30);
const MINUTES: u32 = 30;

/// What came of typing the current password once more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Confirmation {
    Right,
    Wrong,
    TooMany(TooMany),
}

/// Whether this is the person's password. Guesses are limited.
pub async fn confirm(cx: &Context, user: &User, password: SecretString) -> Result<Confirmation> {
    if let Err(refusal) = cx.limits.check([Limit::PasswordConfirmationPerAccount(user.id)]) {
        return Ok(Confirmation::TooMany(refusal));
    }
    let stored = user_passwords::find(&mut cx.db.read().await?, user.id).await?;
    Ok(match cx.passwords.check(password, stored).await? {
        Checked::Wrong => Confirmation::Wrong,
        Checked::Right | Checked::Outdated(_) => Confirmation::Right,
    })
}

/// Why a new password is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NewPasswordRefusal {
    Missing,
    Different,
    Weak,
}

/// A new password, typed twice.
pub struct NewPassword {
    pub password: SecretString,
    pub again: SecretString,
}

impl NewPassword {
    /// Why it is refused, if it is.
    pub async fn refusal(&self, cx: &Context, user: &User) -> Result<Option<NewPasswordRefusal>> {
        let password = self.password.expose_secret();
        if password.is_empty() {
            return Ok(Some(NewPasswordRefusal::Missing));
        }
        if password != self.again.expose_secret() {
            return Ok(Some(NewPasswordRefusal::Different));
        }
        let (minimum, about) = (cx.settings.minimum_complexity, [user.username.as_str()]);
        let is_strong = cx.passwords.is_strong_enough(&self.password, minimum, &about).await?;
        Ok((!is_strong).then_some(NewPasswordRefusal::Weak))
    }
}

/// What came of the wish to change the password.
pub enum Changed {
    /// The secret of the browser's cookie is new, too.
    Done(SecretString),
    Refused {
        current: Option<Confirmation>,
        new: Option<NewPasswordRefusal>,
    },
}

/// Changes the password of whoever knows the current one.
pub async fn change(
    cx: &Context,
    browser: &BrowserSession,
    current: SecretString,
    new: NewPassword,
    requester: &Requester,
) -> Result<Changed> {
    let user = &browser.user;
    if let Some(refusal) = new.refusal(cx, user).await? {
        return Ok(Changed::Refused {
            current: None,
            new: Some(refusal),
        });
    }
    match confirm(cx, user, current).await? {
        Confirmation::Right => {}
        other => {
            return Ok(Changed::Refused {
                current: Some(other),
                new: None,
            });
        }
    }
    let hash = cx.passwords.hash(new.password).await?;
    cx.db
        .write(async |tx| -> Result<()> {
            replace(cx, tx, user, &hash).await?;
            account_events::record(cx, tx, user.id, AccountEvent::PasswordChanged, requester).await?;
            notify(cx, tx, user, requester).await
        })
        .await?;
    cx.jobs_waiting.notify_one();
    let (_, secret) = browser_sessions::begin(cx, user.clone(), Some(browser), requester).await?;
    Ok(Changed::Done(secret))
}

/// Sets another password, and voids by what somebody could still replace it: links that were mailed, and addresses that
/// wait for their proof.
pub(crate) async fn replace(cx: &Context, tx: &mut Tx, user: &User, hash: &StoredPassword) -> Result<()> {
    let now = cx.now();
    user_passwords::replace(tx, user.id, hash, now).await?;
    tickets::spend_all(tx, user.id, now).await?;
    email_challenges::remove_all(tx, user.id).await?;
    Ok(())
}

/// Tells the person that their password is another one now, and what to do if it was not them.
async fn notify(cx: &Context, tx: &mut Tx, user: &User, requester: &Requester) -> Result<()> {
    let Some(email) = user_emails::list(tx, user.id).await?.into_iter().next() else {
        return Ok(());
    };
    let letter = Letter {
        to: email.address,
        name: None,
        locale: requester.locale_for(user),
        message: Message::PasswordChanged {
            matrix_id: user.username.mxid(&cx.settings.server_name),
            at: cx.now(),
            origin: requester.origin(),
            recovery_link: cx
                .settings
                .account
                .password_recovery_enabled
                .then(|| cx.settings.link("/recover")),
        },
    };
    mail::post(cx, tx, &letter).await
}

/// What came of saying that a password is forgotten.
pub enum Asked {
    /// If the address has an account, a mail is on its way. Nobody is told whether it has.
    Noted(RecoveryId),
    Invalid,
    TooMany(TooMany),
}

/// Notes that somebody forgot their password. Whether the address has an account is looked up by a worker: the answer
/// takes as long for one as for the other.
pub async fn ask_for_recovery(cx: &Context, typed: &str, locale: Locale, requester: &Requester) -> Result<Asked> {
    let Ok(address) = typed.trim().parse::<EmailAddress>() else {
        return Ok(Asked::Invalid);
    };
    if let Err(refusal) = cx.limits.check([
        Limit::AccountRecoveryPerIp(requester.ip),
        Limit::AccountRecoveryPerAddress(&address),
    ]) {
        return Ok(Asked::TooMany(refusal));
    }
    let recovery = Recovery {
        id: cx.id(RecoveryId::new),
        address,
        locale,
        user_agent: requester.user_agent.clone(),
        created_at: cx.now(),
    };
    let ip = requester.ip_text();
    cx.db
        .write(async |tx| -> Result<()> {
            recoveries::insert(tx, &recovery, ip.as_deref()).await?;
            enqueue_link(cx, tx, recovery.id).await
        })
        .await?;
    cx.jobs_waiting.notify_one();
    Ok(Asked::Noted(recovery.id))
}

async fn enqueue_link(cx: &Context, tx: &mut Tx, recovery_id: RecoveryId) -> Result<()> {
    let job = Job::SendRecovery { recovery_id };
    jobs::enqueue(cx, tx, &job, &job.subject(), Due::Now).await?;
    Ok(())
}

/// Sends another link. The former one stays good, since mails may overtake each other; using one voids all.
pub async fn ask_again(cx: &Context, recovery: &Recovery, requester: &Requester) -> Result<Result<(), TooMany>> {
    if let Err(refusal) = cx.limits.check([
        Limit::AccountRecoveryPerIp(requester.ip),
        Limit::AccountRecoveryPerAddress(&recovery.address),
    ]) {
        return Ok(Err(refusal));
    }
    cx.db.write(async |tx| enqueue_link(cx, tx, recovery.id).await).await?;
    cx.jobs_waiting.notify_one();
    Ok(Ok(()))
}

/// A recovery that was asked for, to show its address or to ask again.
pub async fn find_recovery(cx: &Context, id: RecoveryId) -> Result<Option<Recovery>> {
    Ok(recoveries::find(&mut cx.db.read().await?, id).await?)
}

/// Sends the link, if the address has an account that can be signed in to. The work of a job.
pub(crate) async fn send_link(cx: &Context, id: RecoveryId) -> Result<()> {
    let mut db = cx.db.read().await?;
    let Some(recovery) = recoveries::find(&mut db, id).await? else {
        return Ok(());
    };
    let Some(user) = user_emails::find_user(&mut db, &recovery.address).await? else {
        return Ok(());
    };
    let Some(to) = user_emails::find_address(&mut db, &recovery.address).await? else {
        return Ok(());
    };
    drop(db);
    if user.deactivated_at.is_some() {
        return Ok(());
    }
    let secret = gatehouse_tokens::issue::link_secret();
    let now = cx.now();
    let ticket = RecoveryTicket {
        recovery_id: id,
        user_id: user.id,
        created_at: now,
        expires_at: now + LIFETIME,
        spent_at: None,
    };
    let letter = Letter {
        to,
        name: None,
        locale: user.locale.unwrap_or(recovery.locale),
        message: Message::Recovery {
            matrix_id: user.username.mxid(&cx.settings.server_name),
            link: cx
                .settings
                .link(&format!("/account/password/recovery?ticket={}", secret.expose_secret())),
            minutes: MINUTES,
            origin: gatehouse_mail::Origin {
                user_agent: recovery.user_agent,
                ip: None,
            },
        },
    };
    cx.db
        .write(async |tx| -> Result<()> {
            // The address may have been removed meanwhile.
            user_store::hold(tx, user.id).await?;
            let owner = user_emails::find_user(tx, &recovery.address).await?;
            if owner.is_none_or(|owner| owner.id != user.id) {
                return Ok(());
            }
            tickets::insert(tx, &ticket, TokenHash::of(secret.expose_secret())).await?;
            mail::post(cx, tx, &letter).await
        })
        .await
}

/// What a link from a mail is worth.
pub enum Ticket {
    /// It is good for this account.
    Open(User),
    /// It was used before, or the password has been changed since.
    Spent,
    Expired,
    /// There never was such a link, or it is forgotten.
    Unknown,
    TooMany(TooMany),
}

/// Looks at a link. Guesses are limited.
pub async fn find_ticket(cx: &Context, secret: &str, requester: &Requester) -> Result<Ticket> {
    if let Err(refusal) = cx.limits.check([Limit::RecoveryTicketPerIp(requester.ip)]) {
        return Ok(Ticket::TooMany(refusal));
    }
    let mut db = cx.db.read().await?;
    let Some(ticket) = tickets::find(&mut db, TokenHash::of(secret)).await? else {
        return Ok(Ticket::Unknown);
    };
    if ticket.spent_at.is_some() {
        return Ok(Ticket::Spent);
    }
    if ticket.is_expired(cx.now()) {
        return Ok(Ticket::Expired);
    }
    let user = user_store::find(&mut db, ticket.user_id).await?;
    Ok(user
        .filter(|user| user.deactivated_at.is_none())
        .map_or(Ticket::Unknown, Ticket::Open))
}

/// What came of a new password.
pub enum Recovered {
    /// The browser is signed in.
    Done(Box<BrowserSession>, SecretString),
    /// The password is set, but the account is locked.
    Locked,
    Refused(NewPasswordRefusal),
    /// The link was used in the meantime.
    Spent,
}

/// Replaces a forgotten password. Whoever could read the mail and set the password is signed in.
pub async fn recover(
    cx: &Context,
    secret: &str,
    user: User,
    new: NewPassword,
    current: Option<&BrowserSession>,
    requester: &Requester,
) -> Result<Recovered> {
    if let Some(refusal) = new.refusal(cx, &user).await? {
        return Ok(Recovered::Refused(refusal));
    }
    let hash = cx.passwords.hash(new.password).await?;
    let now = cx.now();
    let spent = cx
        .db
        .write(async |tx| -> Result<bool> {
            if !tickets::spend(tx, TokenHash::of(secret), now).await? {
                return Ok(false);
            }
            replace(cx, tx, &user, &hash).await?;
            account_events::record(cx, tx, user.id, AccountEvent::PasswordRecovered, requester).await?;
            notify(cx, tx, &user, requester).await?;
            Ok(true)
        })
        .await?;
    if !spent {
        return Ok(Recovered::Spent);
    }
    cx.jobs_waiting.notify_one();
    if user.locked_at.is_some() {
        return Ok(Recovered::Locked);
    }
    let (session, secret) = browser_sessions::begin(cx, user, current, requester).await?;
    Ok(Recovered::Done(Box::new(session), secret))
}

/// Since when a person has their password; none when they have none.
pub async fn changed_at(cx: &Context, user: &User) -> Result<Option<Timestamp>> {
    Ok(user_passwords::changed_at(&mut cx.db.read().await?, user.id).await?)
}
