//! A homeserver that is asked and never told: for a trial run beside the server that still owns it.

use async_trait::async_trait;

use crate::{Homeserver, HomeserverError, HomeserverUser, LocalpartAvailability, ProvisionUser, Upserted};

type Result<T> = std::result::Result<T, HomeserverError>;

/// Passes questions on; every write is [`HomeserverError::ReadOnly`].
#[derive(Clone, Copy, Debug)]
pub struct ReadOnly<H>(pub H);

fn refuse<T>(call: &'static str) -> Result<T> {
    Err(HomeserverError::ReadOnly { call })
}

#[async_trait]
impl<H: Homeserver> Homeserver for ReadOnly<H> {
    async fn query_user(&self, localpart: &str) -> Result<HomeserverUser> {
        self.0.query_user(localpart).await
    }

    async fn is_localpart_available(&self, localpart: &str) -> Result<LocalpartAvailability> {
        self.0.is_localpart_available(localpart).await
    }

    async fn provision_user(&self, _user: &ProvisionUser<'_>) -> Result<Upserted> {
        refuse("provision_user")
    }

    async fn delete_user(&self, _localpart: &str, _erase: bool) -> Result<()> {
        refuse("delete_user")
    }

    async fn reactivate_user(&self, _localpart: &str) -> Result<()> {
        refuse("reactivate_user")
    }

    async fn set_displayname(&self, _localpart: &str, _displayname: &str) -> Result<()> {
        refuse("set_displayname")
    }

    async fn unset_displayname(&self, _localpart: &str) -> Result<()> {
        refuse("unset_displayname")
    }

    async fn upsert_device(&self, _localpart: &str, _device_id: &str, _display_name: Option<&str>) -> Result<Upserted> {
        refuse("upsert_device")
    }

    async fn update_device_display_name(&self, _localpart: &str, _device_id: &str, _display_name: &str) -> Result<()> {
        refuse("update_device_display_name")
    }

    async fn delete_device(&self, _localpart: &str, _device_id: &str) -> Result<()> {
        refuse("delete_device")
    }

    async fn sync_devices(&self, _localpart: &str, _devices: &[String]) -> Result<()> {
        refuse("sync_devices")
    }

    async fn allow_cross_signing_reset(&self, _localpart: &str) -> Result<()> {
        refuse("allow_cross_signing_reset")
    }
}
