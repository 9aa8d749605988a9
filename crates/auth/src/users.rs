//! Accounts, as operators manage them.

use gatehouse_domain::{EmailAddress, JobId, Localpart, Timestamp, User, UserEmailId, UserId};
use gatehouse_homeserver::{HomeserverError, HomeserverUser, LocalpartAvailability};
use gatehouse_storage::{
    Tx, app_passwords, browser_sessions, sessions as app_sessions, user_emails, user_passwords, users as store,
};
use secrecy::SecretString;

use crate::{
    Context, Error, Result, account_passwords,
    jobs::{self, Due, Job},
    sign_outs,
};

/// An account to register.
pub struct NewUser {
    pub username: Localpart,
    pub password: Option<SecretString>,
    pub emails: Vec<String>,
    pub display_name: Option<String>,
    pub can_request_admin: bool,
    /// The operator knows that the password is weak.
    pub ignore_complexity: bool,
}

/// Why an account can't be registered or changed.
#[derive(Debug, thiserror::Error)]
pub enum UserError {
    #[error("the username {0} is taken")]
    UsernameTaken(Localpart),
    #[error("the homeserver reserves the username {0}")]
    UsernameReserved(Localpart),
    #[error("the homeserver does not allow the username {0}")]
    UsernameInvalid(Localpart),
    #[error("the email address {0} belongs to an account already")]
    EmailTaken(String),
    #[error("{0} is not an email address")]
    EmailInvalid(String),
    #[error("the password is too easy to guess")]
    WeakPassword,
    #[error("there is no account with this name")]
    Unknown,
    #[error(transparent)]
    Fault(Error),
}

impl<E: Into<Error>> From<E> for UserError {
    fn from(error: E) -> Self {
        Self::Fault(error.into())
    }
}

/// Registers an account here and on the homeserver.
pub async fn register(cx: &Context, new: NewUser) -> Result<User, UserError> {
    check_available(cx, &new.username).await?;
    for email in &new.emails {
        check_email(email)?;
    }
    let hash = match &new.password {
        Some(password) => {
            let about = [new.username.as_str()];
            check_strength(cx, password, &about, new.ignore_complexity).await?;
            Some(cx.passwords.hash(password.clone()).await?)
        }
        None => None,
    };
    let now = cx.now();
    let user = User {
        id: cx.id(UserId::new),
        username: new.username,
        created_at: now,
        locked_at: None,
        deactivated_at: None,
        can_request_admin: new.can_request_admin,
        locale: None,
    };
    let job = cx
        .db
        .write(async |tx| -> Result<JobId, UserError> {
            store::insert(tx, &user)
                .await
                .map_err(|error| taken_username(error, &user.username))?;
            if let Some(hash) = &hash {
                user_passwords::replace(tx, user.id, hash, now).await?;
            }
            for email in &new.emails {
                insert_email(cx, tx, user.id, email).await?;
            }
            let provision = Job::ProvisionUser {
                user_id: user.id,
                display_name: new.display_name,
            };
            Ok(enqueue(cx, tx, &provision).await?)
        })
        .await?;
    follow_up(cx, job).await;
    Ok(user)
}

async fn check_available(cx: &Context, username: &Localpart) -> Result<(), UserError> {
    match availability(cx, username).await? {
        LocalpartAvailability::Available => Ok(()),
        LocalpartAvailability::Taken => Err(UserError::UsernameTaken(username.clone())),
        LocalpartAvailability::Reserved => Err(UserError::UsernameReserved(username.clone())),
        LocalpartAvailability::Invalid => Err(UserError::UsernameInvalid(username.clone())),
    }
}

/// Whether a new account can have this name, here and on the homeserver.
pub(crate) async fn availability(cx: &Context, username: &Localpart) -> Result<LocalpartAvailability> {
    let own = store::find_by_username(&mut cx.db.read().await?, username.as_str()).await?;
    if own.is_some() {
        return Ok(LocalpartAvailability::Taken);
    }
    Ok(cx.homeserver.is_localpart_available(username.as_str()).await?)
}

fn taken_username(error: gatehouse_storage::Error, username: &Localpart) -> UserError {
    if error.is_taken("username") {
        UserError::UsernameTaken(username.clone())
    } else {
        error.into()
    }
}

async fn check_strength(cx: &Context, password: &SecretString, about: &[&str], ignore: bool) -> Result<(), UserError> {
    let minimum = if ignore { 0 } else { cx.settings.minimum_complexity };
    if cx.passwords.is_strong_enough(password, minimum, about).await? {
        Ok(())
    } else {
        Err(UserError::WeakPassword)
    }
}

fn check_email(address: &str) -> Result<EmailAddress, UserError> {
    address.parse().map_err(|_| UserError::EmailInvalid(address.to_owned()))
}

async fn insert_email(cx: &Context, tx: &mut Tx, user: UserId, address: &str) -> Result<(), UserError> {
    user_emails::insert(tx, cx.id(UserEmailId::new), user, address, cx.now())
        .await
        .map_err(|error| {
            if error.is_taken("address") {
                UserError::EmailTaken(address.to_owned())
            } else {
                error.into()
            }
        })
}

pub(crate) async fn enqueue(cx: &Context, tx: &mut Tx, job: &Job) -> Result<JobId> {
    jobs::enqueue(cx, tx, job, &job.subject(), Due::Now).await
}

/// Has the homeserver learn of a change as soon as a worker gets to it.
pub(crate) async fn enqueue_provision(cx: &Context, tx: &mut Tx, user: &User) -> Result<()> {
    enqueue(cx, tx, &Job::provision(user.id)).await?;
    Ok(())
}

/// Does a job at once, so that a command-line tool shows its effect; a homeserver that is away gets it later.
pub(crate) async fn follow_up(cx: &Context, job: JobId) {
    if let Err(error) = jobs::run_now(cx, job).await {
        tracing::warn!(error = crate::error::chain(&error), "the homeserver will be told later");
    }
}

/// The account with this name.
pub async fn find_by_username(cx: &Context, username: &str) -> Result<User, UserError> {
    let name = Localpart::typed(username, &cx.settings.server_name);
    store::find_by_username(&mut cx.db.read().await?, name)
        .await?
        .ok_or(UserError::Unknown)
}

/// Whether there is any account at all.
pub async fn exist(cx: &Context) -> Result<bool> {
    Ok(store::exist(&mut cx.db.read().await?).await?)
}

/// Accounts that may ask for the scopes of server administration.
pub async fn list_admins(cx: &Context) -> Result<Vec<User>> {
    Ok(store::list_admins(&mut cx.db.read().await?).await?)
}

/// Sets a password; the person stays signed in where they are. Links that were mailed to recover the former one are void.
pub async fn set_password(
    cx: &Context,
    user: &User,
    password: SecretString,
    ignore_complexity: bool,
) -> Result<(), UserError> {
    check_strength(cx, &password, &[user.username.as_str()], ignore_complexity).await?;
    let hash = cx.passwords.hash(password).await?;
    Ok(cx
        .db
        .write(async |tx| account_passwords::replace(cx, tx, user, &hash).await)
        .await?)
}

/// Adds an email address that the operator vouches for.
pub async fn add_email(cx: &Context, user: &User, address: &str) -> Result<(), UserError> {
    check_email(address)?;
    let job = cx
        .db
        .write(async |tx| -> Result<JobId, UserError> {
            insert_email(cx, tx, user.id, address).await?;
            Ok(enqueue(cx, tx, &Job::provision(user.id)).await?)
        })
        .await?;
    follow_up(cx, job).await;
    Ok(())
}

/// Allows or forbids to ask for the scopes of server administration.
pub async fn change_admin(cx: &Context, user: &User, can_request_admin: bool) -> Result<()> {
    Ok(cx
        .db
        .write(async |tx| store::change_admin(tx, user.id, can_request_admin).await)
        .await?)
}

/// Locks an account: its sessions sleep and nothing of it is lost (CS-23).
pub async fn lock(cx: &Context, user: &User) -> Result<()> {
    change_and_tell(cx, Job::provision(user.id), async |tx, now| {
        store::lock(tx, user.id, now).await?;
        Ok(())
    })
    .await
}

pub async fn unlock(cx: &Context, user: &User) -> Result<()> {
    change_and_tell(cx, Job::provision(user.id), async |tx, _| {
        store::unlock(tx, user.id).await?;
        Ok(())
    })
    .await
}

/// Deactivates an account for good: it is signed out everywhere.
pub async fn deactivate(cx: &Context, user: &User, erase: bool) -> Result<()> {
    change_and_tell(
        cx,
        Job::DeactivateUser {
            user_id: user.id,
            erase,
        },
        async |tx, now| {
            sign_outs::end_all(cx, tx, user.id, None).await?;
            app_passwords::take_all(tx, user.id, None).await?;
            store::deactivate(tx, user.id, now).await?;
            Ok(())
        },
    )
    .await
}

pub async fn reactivate(cx: &Context, user: &User) -> Result<()> {
    change_and_tell(cx, Job::ReactivateUser { user_id: user.id }, async |tx, _| {
        store::reactivate(tx, user.id).await?;
        Ok(())
    })
    .await
}

/// How many sessions of a person run: in apps and in browsers.
pub async fn count_sessions(cx: &Context, user: &User) -> Result<(i64, i64)> {
    let mut db = cx.db.read().await?;
    Ok((
        app_sessions::count(&mut db, user.id).await?,
        browser_sessions::count(&mut db, user.id).await?,
    ))
}

/// Signs a person out everywhere; their devices go, and the passwords by which apps would come back.
pub async fn end_sessions(cx: &Context, user: &User) -> Result<()> {
    change_and_tell(cx, Job::SyncDevices { user_id: user.id }, async |tx, _| {
        app_passwords::take_all(tx, user.id, None).await?;
        sign_outs::end_all(cx, tx, user.id, None).await?;
        Ok(())
    })
    .await
}

/// Changes an account and enqueues what the homeserver has to know of it, in one transaction.
async fn change_and_tell(
    cx: &Context,
    job: Job,
    change: impl AsyncFnOnce(&mut Tx, Timestamp) -> Result<()>,
) -> Result<()> {
    let now = cx.now();
    let job = cx
        .db
        .write(async |tx| -> Result<JobId> {
            change(tx, now).await?;
            enqueue(cx, tx, &job).await
        })
        .await?;
    follow_up(cx, job).await;
    Ok(())
}

/// What the homeserver shows of the person; none when it can't say in time, since this is decoration.
pub async fn profile(cx: &Context, user: &User) -> Option<HomeserverUser> {
    const PATIENCE: std::time::Duration = std::time::Duration::from_secs(1);
    match tokio::time::timeout(PATIENCE, cx.homeserver.query_user(user.username.as_str())).await {
        Ok(Ok(profile)) => Some(profile),
        Ok(Err(HomeserverError::UserNotFound { .. })) | Err(_) => None,
        Ok(Err(error)) => {
            tracing::debug!(error = %error, "the homeserver does not tell the profile");
            None
        }
    }
}
