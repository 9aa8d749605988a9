//! `gatehouse manage`: accounts, as an operator sees them.

mod compatibility_token;
mod delete;
mod register;
mod registration_token;

use anyhow::{Context as _, Result, bail};
use clap::{Args, Subcommand};
use gatehouse_auth::{
    Context,
    users::{self, UserError},
};
use gatehouse_domain::User;
use secrecy::SecretString;

use super::{output, place::Place, prompt};

#[derive(Subcommand)]
pub enum ManageCommand {
    /// Create an account; asks for what is not given.
    RegisterUser(register::RegisterArgs),
    /// Set the password of an account; asks for it if it is not given.
    SetPassword(SetPasswordArgs),
    /// Add an email address to an account, as one that belongs to the person.
    AddEmail { username: String, email: String },
    /// Has no effect: addresses that `add-email` adds are verified.
    VerifyEmail { username: String, email: String },
    /// Lock an account: its apps can do nothing until it is unlocked.
    LockUser {
        username: String,
        /// Also deactivate it: the person is signed out everywhere and leaves all rooms.
        #[arg(long)]
        deactivate: bool,
    },
    /// Unlock an account.
    UnlockUser {
        username: String,
        /// Also undo its deactivation.
        #[arg(long)]
        reactivate: bool,
    },
    /// Deactivate an account as if its owner had: its password and addresses are forgotten, its name stays taken.
    DeleteUser(delete::DeleteArgs),
    /// Sign a person out of all apps and browsers; passwords for older apps are revoked.
    KillSessions {
        username: String,
        /// Only count the sessions.
        #[arg(long)]
        dry_run: bool,
    },
    /// Let an account ask for the scopes of server administration.
    PromoteAdmin { username: String },
    /// No longer let an account ask for the scopes of server administration.
    DemoteAdmin { username: String },
    /// List the accounts that may ask for the scopes of server administration.
    ListAdminUsers,
    /// Sign a bot or a script in as an older Matrix client, and print its token, which never expires.
    IssueCompatibilityToken(compatibility_token::IssueArgs),
    /// Make a token that lets people sign up, and print it with the link of the invitation.
    IssueUserRegistrationToken(registration_token::IssueArgs),
}

#[derive(Args)]
pub struct SetPasswordArgs {
    username: String,
    /// Other users of the machine may see it here; without it, it is asked for.
    #[arg(conflicts_with = "password_stdin")]
    password: Option<String>,
    /// Read the password from the first line of standard input.
    #[arg(long)]
    password_stdin: bool,
    /// Accept a password that is easy to guess.
    #[arg(long, alias = "ignore-password-complexity")]
    ignore_complexity: bool,
}

pub async fn run(place: &Place, command: ManageCommand) -> Result<()> {
    let (cx, _config) = place.open().await?;
    let outcome = match command {
        ManageCommand::RegisterUser(args) => register::run(&cx, args).await,
        ManageCommand::SetPassword(args) => set_password(&cx, args).await,
        ManageCommand::AddEmail { username, email } => add_email(&cx, &username, &email).await,
        ManageCommand::VerifyEmail { .. } => {
            output::line("Nothing to do: addresses that `manage add-email` adds are verified.").map_err(Into::into)
        }
        ManageCommand::LockUser { username, deactivate } => lock(&cx, &username, deactivate).await,
        ManageCommand::UnlockUser { username, reactivate } => unlock(&cx, &username, reactivate).await,
        ManageCommand::DeleteUser(args) => delete::run(&cx, args).await,
        ManageCommand::KillSessions { username, dry_run } => end_sessions(&cx, &username, dry_run).await,
        ManageCommand::PromoteAdmin { username } => change_admin(&cx, &username, true).await,
        ManageCommand::DemoteAdmin { username } => change_admin(&cx, &username, false).await,
        ManageCommand::ListAdminUsers => list_admins(&cx).await,
        ManageCommand::IssueCompatibilityToken(args) => compatibility_token::run(&cx, args).await,
        ManageCommand::IssueUserRegistrationToken(args) => registration_token::run(&cx, args).await,
    };
    cx.db.close().await;
    outcome
}

async fn find(cx: &Context, username: &str) -> Result<User> {
    match users::find_by_username(cx, username).await {
        Err(UserError::Unknown) => bail!("there is no account with the username {username}"),
        found => Ok(found?),
    }
}

/// Where a password comes from: the command line, standard input, or the person at the terminal.
fn password(given: Option<String>, from_stdin: bool, question: &str) -> Result<SecretString> {
    match given {
        Some(password) => Ok(password.into()),
        None if from_stdin => prompt::password_from_stdin(),
        None if prompt::is_possible() => prompt::new_password(question),
        None => bail!("nobody is there to be asked for the password: give --password-stdin"),
    }
}

fn check_passwords_enabled(cx: &Context) -> Result<()> {
    if cx.settings.passwords_enabled {
        Ok(())
    } else {
        bail!("passwords are switched off in the configuration (passwords.enabled)")
    }
}

/// What the operator can do about a password that is refused.
fn explained(error: UserError, flag: &str) -> anyhow::Error {
    match error {
        UserError::WeakPassword => anyhow::anyhow!("{error}; choose a longer one, or accept it with {flag}"),
        error => error.into(),
    }
}

async fn set_password(cx: &Context, args: SetPasswordArgs) -> Result<()> {
    check_passwords_enabled(cx)?;
    let user = find(cx, &args.username).await?;
    let password = password(args.password, args.password_stdin, "New password")?;
    users::set_password(cx, &user, password, args.ignore_complexity)
        .await
        .map_err(|error| explained(error, "--ignore-complexity"))?;
    Ok(output::line(format_args!(
        "The password of {} is changed.",
        user.username
    ))?)
}

async fn add_email(cx: &Context, username: &str, email: &str) -> Result<()> {
    let user = find(cx, username).await?;
    users::add_email(cx, &user, email).await?;
    Ok(output::line(format_args!(
        "{} has the address {email} now.",
        user.username
    ))?)
}

async fn lock(cx: &Context, username: &str, deactivate: bool) -> Result<()> {
    let user = find(cx, username).await?;
    users::lock(cx, &user).await?;
    output::line(format_args!("{} is locked.", user.username))?;
    if deactivate {
        users::deactivate(cx, &user, false).await?;
        output::line(format_args!("{} is deactivated.", user.username))?;
    }
    Ok(())
}

async fn unlock(cx: &Context, username: &str, reactivate: bool) -> Result<()> {
    let user = find(cx, username).await?;
    if reactivate {
        users::reactivate(cx, &user).await?;
        output::line(format_args!("{} is no longer deactivated.", user.username))?;
    }
    users::unlock(cx, &user).await?;
    output::line(format_args!("{} is unlocked.", user.username))?;
    if user.deactivated_at.is_some() && !reactivate {
        output::line(format_args!(
            "{} is still deactivated; --reactivate undoes that.",
            user.username
        ))?;
    }
    Ok(())
}

async fn end_sessions(cx: &Context, username: &str, dry_run: bool) -> Result<()> {
    let user = find(cx, username).await?;
    let (apps, browsers) = users::count_sessions(cx, &user).await?;
    if !dry_run {
        users::end_sessions(cx, &user).await?;
    }
    let would = if dry_run { "would be " } else { "" };
    Ok(output::line(format_args!(
        "{}: {would}signed out of {apps} apps and {browsers} browsers.",
        user.username
    ))?)
}

async fn change_admin(cx: &Context, username: &str, can_request_admin: bool) -> Result<()> {
    let user = find(cx, username).await?;
    users::change_admin(cx, &user, can_request_admin).await?;
    let can = if can_request_admin { "can" } else { "can't" };
    Ok(output::line(format_args!(
        "{} {can} administer the server.",
        user.username
    ))?)
}

async fn list_admins(cx: &Context) -> Result<()> {
    let admins = users::list_admins(cx).await.context("the accounts can't be listed")?;
    for user in admins {
        output::line(user.username)?;
    }
    Ok(())
}
