//! `gatehouse manage issue-user-registration-token`.

use std::time::Duration;

use anyhow::{Result, bail};
use clap::Args;
use gatehouse_auth::{
    Context,
    registration_tokens::{self, NewRegistrationToken},
    registrations::{self, UsernameRefusal},
};
use gatehouse_domain::EmailAddress;
use secrecy::{ExposeSecret as _, SecretString};

use super::output;

#[derive(Args)]
pub struct IssueArgs {
    /// The token itself; without it, one is drawn.
    #[arg(long)]
    token: Option<String>,
    /// How many accounts may be created with it; one if nothing is said.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(i64).range(1..), conflicts_with = "unlimited")]
    usage_limit: Option<i64>,
    /// It may be used without limit.
    #[arg(long)]
    unlimited: bool,
    /// For how many seconds it is good; for ever if nothing is said.
    #[arg(long, value_name = "SECONDS", value_parser = clap::value_parser!(u64).range(1..))]
    expires_in: Option<u64>,
    /// Invite one person: the username that the account will have.
    #[arg(long)]
    username: Option<String>,
    /// Invite one person: the email address that the account will have.
    #[arg(long)]
    email: Option<EmailAddress>,
}

pub async fn run(cx: &Context, args: IssueArgs) -> Result<()> {
    let username = match &args.username {
        Some(typed) => match registrations::check_username(cx, typed).await? {
            Ok(username) => Some(username),
            Err(UsernameRefusal::Taken(_)) => bail!("the username {typed} is taken"),
            Err(UsernameRefusal::Reserved) => bail!("the homeserver reserves the username {typed}"),
            Err(_) => bail!("{typed:?} is not a username"),
        },
        None => None,
    };
    let new = NewRegistrationToken {
        token: args.token.map(SecretString::from),
        usage_limit: if args.unlimited {
            None
        } else {
            Some(args.usage_limit.unwrap_or(1))
        },
        expires_in: args.expires_in.map(Duration::from_secs),
        username,
        email: args.email,
    };
    let (_, text) = registration_tokens::issue(cx, new).await?;
    output::line(text.expose_secret())?;
    output::line(registration_tokens::invitation_link(cx, &text))?;
    if !cx.settings.account.password_registration_enabled {
        output::line("Nobody can sign up yet: account.password_registration_enabled is off in the configuration.")?;
    }
    Ok(())
}
