//! Tokens that an operator makes, for bots and for old scripts.

use gatehouse_domain::{DeviceId, Scope, User};

use super::start::{self, LoggedIn, Proof, Start, Wish};
use crate::{Context, Requester, Result};

/// What the token is to be.
#[derive(Debug, Clone, Default)]
pub struct NewToken {
    /// The device to sign in on; none for a new one.
    pub device_id: Option<DeviceId>,
    /// It may use the administration API of Synapse.
    pub synapse_admin: bool,
}

/// Signs a person in as an older app would, for good. Limits on who may sign in with such apps don't bind operators.
///
/// None when nothing may begin any more.
pub async fn issue(cx: &Context, user: User, new: NewToken) -> Result<Option<LoggedIn>> {
    let start = Start {
        user,
        proof: Proof::Lasting,
        scope: Scope::of_older_client(new.synapse_admin),
        wish: Wish {
            device_id: new.device_id,
            ..Wish::default()
        },
    };
    start::begin(cx, start, &Requester::default()).await
}
