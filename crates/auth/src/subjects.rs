//! By which name apps know a person (OpenID Connect Core §8).

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use gatehouse_domain::{Client, UserId};

use crate::Context;

/// The `sub` of the person for this client: the same for all, or one for each sector that tells others nothing
/// (OpenID Connect Core §8.1).
pub(crate) fn subject(cx: &Context, client: &Client, user: UserId) -> String {
    let is_pairwise = client.metadata.is_pairwise();
    let Some(sector) = client.sector().filter(|_| is_pairwise) else {
        return user.to_string();
    };
    let mac = cx.cipher.authenticate("pairwise", &format!("{sector} {user}"));
    BASE64_URL_SAFE_NO_PAD.encode(mac)
}
