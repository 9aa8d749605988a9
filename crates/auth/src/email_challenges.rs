//! Proving that an email address is one's own, with a code or with a link.

use chrono::TimeDelta;
use gatehouse_domain::{
    AccountEvent, EmailAddress, EmailChallenge, EmailChallengeId, Localpart, RegistrationId, TokenHash, User,
    UserEmailId, UserId,
};
use gatehouse_mail::Message;
use gatehouse_storage::{
    Tx,
    email_challenges::{self as store, Proof},
    registrations, user_emails, users as user_store,
};
use secrecy::{ExposeSecret, SecretString};

use crate::{
    Context, Requester, Result, account_events,
    limits::{Limit, TooMany},
};

/// Mail may take a while; guesses are limited.
const LIFETIME: TimeDelta = TimeDelta::minutes(30);
const MINUTES: u32 = 30;
/// What the key of the codes is derived for.
const LABEL: &str = "email-code";

/// A challenge whose code and link are known only until they are sent.
pub(crate) struct Draft {
    pub challenge: EmailChallenge,
    proof: Proof,
    code: SecretString,
    link: SecretString,
}

impl Draft {
    /// For the address of a sign-up.
    pub fn of_registration(cx: &Context, address: EmailAddress, registration: RegistrationId) -> Self {
        Self::new(cx, address, Some(registration), None)
    }

    /// For an address that is to be added to an account.
    pub fn of_user(cx: &Context, address: EmailAddress, user: UserId) -> Self {
        Self::new(cx, address, None, Some(user))
    }

    fn new(cx: &Context, address: EmailAddress, registration: Option<RegistrationId>, user: Option<UserId>) -> Self {
        let now = cx.now();
        Self::again(
            cx,
            EmailChallenge {
                id: cx.id(EmailChallengeId::new),
                address,
                registration_id: registration,
                user_id: user,
                created_at: now,
                expires_at: now,
                confirmed_at: None,
            },
        )
    }

    /// A fresh code and a fresh link for a challenge; the former ones are void.
    pub fn again(cx: &Context, mut challenge: EmailChallenge) -> Self {
        let code = gatehouse_tokens::issue::email_code();
        let link = gatehouse_tokens::issue::link_secret();
        challenge.expires_at = cx.now() + LIFETIME;
        let mac = cx
            .cipher
            .authenticate(LABEL, &authenticated(&challenge, code.expose_secret()));
        Self {
            proof: Proof {
                code: mac.to_vec(),
                link: TokenHash::of(link.expose_secret()),
            },
            challenge,
            code,
            link,
        }
    }

    pub async fn insert(&self, tx: &mut Tx) -> Result<()> {
        Ok(store::insert(tx, &self.challenge, &self.proof).await?)
    }

    /// False when the challenge was met in the meantime.
    pub async fn replace(&self, tx: &mut Tx) -> Result<bool> {
        Ok(store::replace_proof(tx, &self.challenge, &self.proof).await?)
    }

    /// What is sent to the address. To one that has an account it tells its owner that somebody tried; whoever tried
    /// is told nothing, and sees the same page.
    pub fn message(&self, cx: &Context, owner: Option<&User>, wanted_for: Option<&User>) -> Message {
        let mxid = |user: &User| user.username.mxid(&cx.settings.server_name);
        match owner {
            Some(owner) => Message::AddressInUse {
                matrix_id: mxid(owner),
                recovery_link: cx
                    .settings
                    .account
                    .password_recovery_enabled
                    .then(|| cx.settings.link("/recover")),
            },
            None => Message::EmailCode {
                code: self.code.expose_secret().to_owned(),
                link: Some(
                    cx.settings
                        .link(&format!("/email/confirm?token={}", self.link.expose_secret())),
                ),
                matrix_id: wanted_for.map(mxid),
                minutes: MINUTES,
            },
        }
    }
}

/// A code is good for its challenge and its address only.
fn authenticated(challenge: &EmailChallenge, code: &str) -> String {
    format!("{}:{}:{code}", challenge.id, challenge.address.folded())
}

/// What came of a code that was typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Typed {
    Right,
    Wrong,
    /// The code is too old, or was used before.
    Over,
    TooMany(TooMany),
}

/// Whether this is the code of a challenge. A right one has no effect yet.
pub(crate) async fn check_code(cx: &Context, challenge: &EmailChallenge, typed: &str) -> Result<Typed> {
    if !challenge.is_open(cx.now()) {
        return Ok(Typed::Over);
    }
    if let Err(refusal) = cx
        .limits
        .check([Limit::EmailAuthenticationAttemptPerSession(challenge.id)])
    {
        return Ok(Typed::TooMany(refusal));
    }
    let stored = store::find_code(&mut cx.db.read().await?, challenge.id).await?;
    let message = authenticated(challenge, &digits(typed));
    Ok(if cx.cipher.is_authentic(LABEL, &message, &stored) {
        Typed::Right
    } else {
        Typed::Wrong
    })
}

/// The digits of what was typed: people put spaces and dashes between them, and not everybody's digits are ASCII.
fn digits(typed: &str) -> String {
    const ZEROS: [char; 3] = ['0', '\u{660}', '\u{6f0}'];
    typed
        .chars()
        .filter_map(|letter| {
            let zero = ZEROS
                .into_iter()
                .find(|zero| (*zero..).take(10).any(|digit| digit == letter))?;
            char::from_digit(u32::from(letter) - u32::from(zero), 10)
        })
        .collect()
}

/// The challenge that a link belongs to, if it is still good.
pub async fn find_by_link(cx: &Context, secret: &str) -> Result<Option<EmailChallenge>> {
    let found = store::find_by_link(&mut cx.db.read().await?, TokenHash::of(secret)).await?;
    Ok(found.filter(|challenge| cx.now() < challenge.expires_at))
}

/// The name of the account that an address is for, be it there already or not.
pub async fn wanted_for(cx: &Context, challenge: &EmailChallenge) -> Result<Option<Localpart>> {
    let mut db = cx.db.read().await?;
    Ok(match (challenge.registration_id, challenge.user_id) {
        (Some(id), _) => registrations::find(&mut db, id).await?.map(|found| found.username),
        (None, Some(id)) => user_store::find(&mut db, id).await?.map(|found| found.username),
        (None, None) => None,
    })
}

/// What became of a proved address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Confirmed {
    /// A sign-up can go on, or the account has one more address.
    Done,
    /// Somebody else has proved it first.
    Taken,
    /// The challenge is too old, or was met before.
    Over,
}

/// The address is proved. One that is meant for an account is added to it.
pub async fn confirm(cx: &Context, challenge: &EmailChallenge, requester: &Requester) -> Result<Confirmed> {
    let now = cx.now();
    let outcome = cx
        .db
        .write(async |tx| -> Result<Confirmed> {
            // Another address may have taken its place since the proof was checked.
            if !store::confirm(tx, challenge.id, &challenge.address, now).await? {
                return Ok(Confirmed::Over);
            }
            if let Some(user) = challenge.user_id {
                add_to(cx, tx, user, &challenge.address, requester).await?;
            }
            Ok(Confirmed::Done)
        })
        .await;
    match outcome {
        Err(crate::Error::Database(error)) if error.is_taken("address") => Ok(Confirmed::Taken),
        other => other,
    }
}

async fn add_to(cx: &Context, tx: &mut Tx, user: UserId, address: &EmailAddress, requester: &Requester) -> Result<()> {
    // The first address of an account is its primary one: of several that are proved at once, one is the first.
    user_store::hold(tx, user).await?;
    let Some(user) = user_store::find(tx, user).await? else {
        return Ok(());
    };
    crate::emails::notify_of(cx, tx, &user, address, crate::emails::Change::Added, requester).await?;
    user_emails::insert(tx, cx.id(UserEmailId::new), user.id, address.as_str(), cx.now()).await?;
    let event = AccountEvent::EmailAdded {
        address: address.to_string(),
    };
    account_events::record(cx, tx, user.id, event, requester).await?;
    crate::users::enqueue_provision(cx, tx, &user).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_as_people_type_it() {
        for (typed, code) in [
            ("123456", "123456"),
            (" 123-456 ", "123456"),
            ("12 34 56", "123456"),
            ("١٢٣٤٥٦", "123456"),
            ("۱۲۳۴۵۶", "123456"),
            ("abc", ""),
        ] {
            assert_eq!(digits(typed), code, "{typed}");
        }
    }
}
