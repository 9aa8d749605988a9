//! `gatehouse manage issue-compatibility-token`.

use anyhow::{Result, bail};
use clap::Args;
use gatehouse_auth::{
    Context,
    compat::issue::{self, NewToken},
};
use gatehouse_domain::DeviceId;

use super::{super::output, find};

#[derive(Args)]
pub struct IssueArgs {
    username: String,
    /// The device that the token is for; without it, a new one.
    #[arg(conflicts_with = "device")]
    device_id: Option<DeviceId>,
    /// The same, by name.
    #[arg(long = "device-id", value_name = "DEVICE_ID", id = "device")]
    device: Option<DeviceId>,
    /// The token may also use the administration API of Synapse, which can do anything to anybody.
    #[arg(long = "yes-i-want-to-grant-synapse-admin-privileges")]
    synapse_admin: bool,
}

pub async fn run(cx: &Context, args: IssueArgs) -> Result<()> {
    let user = find(cx, &args.username).await?;
    if user.deactivated_at.is_some() {
        bail!("{} is deactivated", user.username);
    }
    if user.locked_at.is_some() {
        bail!("{} is locked", user.username);
    }
    let new = NewToken {
        device_id: args.device_id.or(args.device),
        synapse_admin: args.synapse_admin,
    };
    let Some(session) = issue::issue(cx, user, new).await? else {
        bail!("the account can't be signed in");
    };
    let rights = if args.synapse_admin {
        ", with the administration API of Synapse"
    } else {
        ""
    };
    output::remark(format_args!(
        "{} is signed in on the device {}{rights}. This is the token; it never expires:",
        session.user.username.mxid(&cx.settings.server_name),
        session.device_id,
    ))?;
    Ok(output::line(session.access_token.expose())?)
}
