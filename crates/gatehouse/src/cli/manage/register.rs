//! `gatehouse manage register-user`.

use anyhow::{Context as _, Result, bail};
use clap::Args;
use gatehouse_auth::{
    Context,
    users::{self, NewUser, UserError},
};
use gatehouse_domain::Localpart;
use secrecy::{ExposeSecret as _, SecretString};

use super::{check_passwords_enabled, explained, output, password, prompt};

#[derive(Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
pub struct RegisterArgs {
    /// The part of the Matrix id before the colon.
    username: Option<String>,
    /// Other users of the machine may see it here; without it, it is asked for.
    #[arg(short, long)]
    password: Option<String>,
    /// Read the password from the first line of standard input.
    #[arg(long, conflicts_with = "password")]
    password_stdin: bool,
    /// Email address that belongs to the person; may be given several times.
    #[arg(short, long = "email", value_name = "EMAIL")]
    emails: Vec<String>,
    /// Let the account ask for the scopes of server administration.
    #[arg(short, long, conflicts_with = "no_admin")]
    admin: bool,
    /// Don't, which is the default.
    #[arg(short = 'A', long)]
    no_admin: bool,
    /// Name that others see.
    #[arg(short, long, value_name = "NAME")]
    display_name: Option<String>,
    /// Ask nothing: without a password, the account has none.
    #[arg(short, long)]
    yes: bool,
    /// Accept a password that is easy to guess.
    #[arg(long, alias = "ignore-complexity")]
    ignore_password_complexity: bool,
}

pub async fn run(cx: &Context, args: RegisterArgs) -> Result<()> {
    let username = username(cx, args.username.as_deref(), args.yes)?;
    // Before a password is typed in vain.
    if let Ok(user) = users::find_by_username(cx, username.as_str()).await {
        return Err(UserError::UsernameTaken(user.username).into());
    }
    let password = if args.yes && args.password.is_none() && !args.password_stdin {
        None
    } else {
        let question = "Password (empty: the account has none)";
        Some(password(args.password, args.password_stdin, question)?)
    };
    let password = password.filter(|password: &SecretString| !password.expose_secret().is_empty());
    if password.is_some() {
        check_passwords_enabled(cx)?;
    }
    let new = NewUser {
        username,
        password,
        emails: args.emails,
        display_name: args.display_name,
        can_request_admin: args.admin,
        ignore_complexity: args.ignore_password_complexity,
    };
    let user = users::register(cx, new)
        .await
        .map_err(|error| explained(error, "--ignore-password-complexity"))?;
    let mxid = user.username.mxid(&cx.settings.server_name);
    Ok(output::line(format_args!("The account {mxid} is created."))?)
}

/// New names are in lower case, however they are typed.
fn username(cx: &Context, given: Option<&str>, yes: bool) -> Result<Localpart> {
    let typed = match given {
        Some(given) => given.to_owned(),
        None if yes => bail!("with --yes the username has to be given"),
        None if prompt::is_possible() => prompt::line("Username: ")?,
        None => bail!("nobody is there to be asked for the username: give it"),
    };
    let name = Localpart::typed(&typed, &cx.settings.server_name).to_lowercase();
    name.parse().with_context(|| format!("{typed:?} can't be used"))
}
