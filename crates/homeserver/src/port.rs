//! The calls the rest of the server makes to a homeserver.

use async_trait::async_trait;

use crate::{HomeserverError, HomeserverUser, LocalpartAvailability, ProvisionUser, Upserted};

type Result<T> = std::result::Result<T, HomeserverError>;

/// A homeserver whose accounts and devices follow ours.
///
/// Every call may be repeated and may be dropped before it ends, so a caller that cannot wait as long as the
/// configured timeout wraps the future in a shorter one.
#[async_trait]
pub trait Homeserver: Send + Sync {
    /// What the homeserver knows about an account; [`HomeserverError::UserNotFound`] if it has none.
    async fn query_user(&self, localpart: &str) -> Result<HomeserverUser>;

    /// Whether a new account could have this localpart.
    async fn is_localpart_available(&self, localpart: &str) -> Result<LocalpartAvailability>;

    /// Create the account, or change what it says of the person. Does not reactivate.
    async fn provision_user(&self, user: &ProvisionUser<'_>) -> Result<Upserted>;

    /// Deactivate the account: its devices go and it leaves its rooms. May take minutes.
    async fn delete_user(&self, localpart: &str, erase: bool) -> Result<()>;

    /// Undo a deactivation.
    async fn reactivate_user(&self, localpart: &str) -> Result<()>;

    /// Set the name that others see.
    async fn set_displayname(&self, localpart: &str, displayname: &str) -> Result<()>;

    /// Remove the name that others see.
    async fn unset_displayname(&self, localpart: &str) -> Result<()>;

    /// Make sure the device exists. A given name overwrites, none keeps; names are cut to what is accepted.
    async fn upsert_device(&self, localpart: &str, device_id: &str, display_name: Option<&str>) -> Result<Upserted>;

    /// Rename a device; [`HomeserverError::DeviceNotFound`] if there is none.
    async fn update_device_display_name(&self, localpart: &str, device_id: &str, display_name: &str) -> Result<()>;

    /// Delete a device with its keys. One that does not exist is a success.
    async fn delete_device(&self, localpart: &str, device_id: &str) -> Result<()>;

    /// Make the account's devices exactly these. The list must hold every session that lives, also one that was
    /// created a moment ago, or that session is cut off.
    async fn sync_devices(&self, localpart: &str, devices: &[String]) -> Result<()>;

    /// Let the account replace its cross-signing keys for ten minutes (MSC4312).
    async fn allow_cross_signing_reset(&self, localpart: &str) -> Result<()>;
}
