//! No homeserver: Gatehouse as a plain OpenID provider.

use async_trait::async_trait;

use crate::{Homeserver, HomeserverError, HomeserverUser, LocalpartAvailability, ProvisionUser, Upserted, localpart};

type Result<T> = std::result::Result<T, HomeserverError>;

/// Stands in where there is no homeserver: there is nothing to ask, and nothing that has to follow.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoHomeserver;

#[async_trait]
impl Homeserver for NoHomeserver {
    async fn query_user(&self, _localpart: &str) -> Result<HomeserverUser> {
        Err(HomeserverError::UserNotFound { call: "query_user" })
    }

    /// By the grammar of Matrix alone, so that a homeserver can be added later.
    async fn is_localpart_available(&self, localpart: &str) -> Result<LocalpartAvailability> {
        Ok(if localpart::is_valid(localpart) {
            LocalpartAvailability::Available
        } else {
            LocalpartAvailability::Invalid
        })
    }

    async fn provision_user(&self, _user: &ProvisionUser<'_>) -> Result<Upserted> {
        Ok(Upserted::Updated)
    }

    async fn delete_user(&self, _localpart: &str, _erase: bool) -> Result<()> {
        Ok(())
    }

    async fn reactivate_user(&self, _localpart: &str) -> Result<()> {
        Ok(())
    }

    async fn set_displayname(&self, _localpart: &str, _displayname: &str) -> Result<()> {
        Ok(())
    }

    async fn unset_displayname(&self, _localpart: &str) -> Result<()> {
        Ok(())
    }

    async fn upsert_device(&self, _localpart: &str, _device_id: &str, _display_name: Option<&str>) -> Result<Upserted> {
        Ok(Upserted::Updated)
    }

    async fn update_device_display_name(&self, _localpart: &str, _device_id: &str, _display_name: &str) -> Result<()> {
        Ok(())
    }

    async fn delete_device(&self, _localpart: &str, _device_id: &str) -> Result<()> {
        Ok(())
    }

    async fn sync_devices(&self, _localpart: &str, _devices: &[String]) -> Result<()> {
        Ok(())
    }

    async fn allow_cross_signing_reset(&self, _localpart: &str) -> Result<()> {
        Ok(())
    }
}
