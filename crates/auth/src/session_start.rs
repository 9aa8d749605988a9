//! Beginning app sessions, and with them their devices.

use gatehouse_domain::{DeviceId, OAuthError, User};
use gatehouse_storage::{Tx, sessions as store, users};

use crate::{
    Context, Requester, Result, devices,
    sign_in_notices::{self, AppSignIn},
};

/// Makes sure that the device of a session to come exists on the homeserver, under this name when it is new.
///
/// To be called by whoever has the devices of the person for themselves. A device that is taken over keeps its name.
pub(crate) async fn ensure_device(cx: &Context, user: &User, device: &DeviceId, name: Option<&str>) -> Result<()> {
    let is_held = store::holds_device(&mut cx.db.read().await?, user.id, device).await?;
    devices::ensure(cx, user, device, name.filter(|_| !is_held)).await
}

/// Writes a session that begins; whoever held its device before is out (CS-12).
pub(crate) async fn insert(cx: &Context, tx: &mut Tx, mut start: AppSignIn<'_>, requester: &Requester) -> Result<()> {
    let user = start.user;
    check_active(tx, user).await?;
    if let Some(device) = &start.session.device_id {
        // LG-14: what a device is called outlives the session that held it.
        if let Some(earlier) = store::find_by_device(tx, user.id, device).await? {
            store::end(tx, earlier.id, cx.now()).await?;
            start.session.name = earlier.name.or(start.session.name);
        }
    }
    store::insert(tx, &start.session, requester.ip_text().as_deref()).await?;
    sign_in_notices::of_app(cx, tx, &start, requester).await
}

/// The account may have been locked or deactivated while the homeserver was asked.
async fn check_active(tx: &mut Tx, user: &User) -> Result<()> {
    if users::find(tx, user.id).await?.is_none_or(|user| !user.is_active()) {
        return Err(OAuthError::invalid_grant("the account is not active").into());
    }
    Ok(())
}
