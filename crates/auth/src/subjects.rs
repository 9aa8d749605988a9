//! By which name apps know a person (OpenID Connect Core §8).

use gatehouse_domain::{Client, UserId};

use crate::Context;

/// The `sub` of the person for this client.
pub(crate) fn subject(_cx: &Context, _client: &Client, user: UserId) -> String {
    user.to_string()
}
