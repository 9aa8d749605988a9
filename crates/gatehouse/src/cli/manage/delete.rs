//! `gatehouse manage delete-user`.

use anyhow::{Context as _, Result, bail};
use clap::Args;
use gatehouse_auth::{Context, Error, departures};
use gatehouse_domain::User;

use super::{super::output, super::prompt, find};

#[derive(Args)]
pub struct DeleteArgs {
    username: String,
    /// Also remove everything that this server knows of the person, once the homeserver has deactivated the account.
    #[arg(long)]
    purge: bool,
    /// Ask homeservers to hide the messages from people who join later; `--purge` always does.
    #[arg(long)]
    erase: bool,
    /// Don't ask whether this is really meant.
    #[arg(short, long)]
    yes: bool,
}

pub async fn run(cx: &Context, args: DeleteArgs) -> Result<()> {
    let user = find(cx, &args.username).await?;
    if !args.yes {
        confirm(&user, args.purge)?;
    }
    match departures::delete(cx, &user, args.erase || args.purge).await {
        Ok(()) => output::line(format_args!("{} is deactivated.", user.username))?,
        Err(error @ (Error::Homeserver(_) | Error::Busy(_))) if args.purge => {
            return Err(error).with_context(|| {
                format!(
                    "{} is deactivated here, but not on the homeserver, so nothing more is removed yet; run the same \
                     command again when the homeserver answers",
                    user.username
                )
            });
        }
        Err(error @ (Error::Homeserver(_) | Error::Busy(_))) => {
            tracing::warn!(
                error = format!("{:#}", anyhow::Error::from(error)),
                "the homeserver will be told later"
            );
            output::line(format_args!("{} is deactivated.", user.username))?;
        }
        Err(error) => return Err(error.into()),
    }
    if args.purge { purge(cx, &user).await } else { Ok(()) }
}

async fn purge(cx: &Context, user: &User) -> Result<()> {
    let is_kept = departures::is_name_kept(cx, &user.username).await;
    let is_kept = is_kept.context("the homeserver does not say whether it keeps the name; nothing is removed yet")?;
    departures::purge(cx, user).await?;
    output::line(format_args!(
        "Everything that this server knew of {} is removed.",
        user.username
    ))?;
    if !is_kept {
        output::line(format_args!(
            "Nothing keeps the name {} from being used for another account.",
            user.username
        ))?;
    }
    Ok(())
}

fn confirm(user: &User, purge: bool) -> Result<()> {
    if !prompt::is_possible() {
        bail!("nobody is there to be asked: give --yes");
    }
    let what = if purge {
        "deactivated and forgotten"
    } else {
        "deactivated"
    };
    let typed = prompt::line(&format!(
        "{} will be {what}. To go on, type the username: ",
        user.username
    ))?;
    if typed == user.username.as_str() {
        Ok(())
    } else {
        bail!("this is not the username: nothing was changed")
    }
}
