//! Synapse's private API for its authentication service, `/_synapse/mas/*`.

use async_trait::async_trait;
use secrecy::SecretString;
use serde::Serialize;
use serde_json::json;
use url::Url;

use crate::answer::Answer;
use crate::connection::Connection;
use crate::{
    Homeserver, HomeserverError, HomeserverUser, LocalpartAvailability, ProvisionUser, SetupError, Timeouts, Upserted,
    device_display_name, localpart,
};

type Result<T> = std::result::Result<T, HomeserverError>;

/// A Synapse that delegates authentication to us.
#[derive(Clone, Debug)]
pub struct Synapse {
    pub(crate) connection: Connection,
}

impl Synapse {
    /// Synapse at `endpoint`, which may have a path prefix, with or without a slash at its end.
    pub fn new(endpoint: Url, secret: SecretString, timeouts: Timeouts) -> std::result::Result<Self, SetupError> {
        Ok(Self {
            connection: Connection::new(endpoint, secret, timeouts)?,
        })
    }

    /// Where it is, as configured.
    pub fn endpoint(&self) -> &Url {
        self.connection.endpoint()
    }

    pub(crate) async fn ask(&self, call: &'static str, localpart: Option<&str>) -> Result<Answer> {
        let mut url = self.connection.url(&["_synapse", "mas", call]);
        if let Some(localpart) = localpart {
            url.query_pairs_mut().append_pair("localpart", localpart);
        }
        let request = self.connection.get(url);
        self.connection.send_with_secret(call, request).await
    }

    async fn tell(&self, call: &'static str, body: &(impl Serialize + Sync)) -> Result<Answer> {
        let url = self.connection.url(&["_synapse", "mas", call]);
        let request = self.connection.post(url).json(body);
        self.connection.send_with_secret(call, request).await
    }
}

#[async_trait]
impl Homeserver for Synapse {
    async fn query_user(&self, localpart: &str) -> Result<HomeserverUser> {
        self.ask("query_user", Some(localpart)).await?.json()
    }

    async fn is_localpart_available(&self, localpart: &str) -> Result<LocalpartAvailability> {
        // Synapse answers a non-ASCII name with an error that says nothing, and too long a name need not travel.
        if !localpart.is_ascii() || !localpart::fits(localpart) {
            return Ok(LocalpartAvailability::Invalid);
        }
        let answer = self.ask("is_localpart_available", Some(localpart)).await?.done();
        match answer {
            Ok(()) => Ok(LocalpartAvailability::Available),
            Err(HomeserverError::Rejected { errcode, .. }) if errcode == "M_USER_IN_USE" => {
                Ok(LocalpartAvailability::Taken)
            }
            Err(HomeserverError::Rejected { errcode, .. }) if errcode == "M_EXCLUSIVE" => {
                Ok(LocalpartAvailability::Reserved)
            }
            Err(HomeserverError::Rejected { errcode, .. }) if errcode == "M_INVALID_USERNAME" => {
                Ok(LocalpartAvailability::Invalid)
            }
            Err(error) => Err(error),
        }
    }

    async fn provision_user(&self, user: &ProvisionUser<'_>) -> Result<Upserted> {
        self.tell("provision_user", user).await?.upserted()
    }

    async fn delete_user(&self, localpart: &str, erase: bool) -> Result<()> {
        let call = "delete_user";
        let url = self.connection.url(&["_synapse", "mas", call]);
        let request = self
            .connection
            .post(url)
            .timeout(self.connection.timeouts().delete_user)
            .json(&json!({"localpart": localpart, "erase": erase}));
        self.connection.send_with_secret(call, request).await?.done()
    }

    async fn reactivate_user(&self, localpart: &str) -> Result<()> {
        self.tell("reactivate_user", &json!({"localpart": localpart}))
            .await?
            .done()
    }

    async fn set_displayname(&self, localpart: &str, displayname: &str) -> Result<()> {
        let body = json!({"localpart": localpart, "displayname": displayname});
        self.tell("set_displayname", &body).await?.done()
    }

    async fn unset_displayname(&self, localpart: &str) -> Result<()> {
        self.tell("unset_displayname", &json!({"localpart": localpart}))
            .await?
            .done()
    }

    async fn upsert_device(&self, localpart: &str, device_id: &str, display_name: Option<&str>) -> Result<Upserted> {
        let mut body = json!({"localpart": localpart, "device_id": device_id});
        if let (Some(name), Some(members)) = (display_name, body.as_object_mut()) {
            members.insert("display_name".to_owned(), device_display_name(name).into());
        }
        self.tell("upsert_device", &body).await?.upserted()
    }

    async fn update_device_display_name(&self, localpart: &str, device_id: &str, display_name: &str) -> Result<()> {
        let call = "update_device_display_name";
        let body = json!({
            "localpart": localpart,
            "device_id": device_id,
            "display_name": device_display_name(display_name),
        });
        match self.tell(call, &body).await?.done() {
            // The only call that also answers so for a device.
            Err(HomeserverError::UserNotFound { call }) => Err(HomeserverError::DeviceNotFound { call }),
            outcome => outcome,
        }
    }

    async fn delete_device(&self, localpart: &str, device_id: &str) -> Result<()> {
        let body = json!({"localpart": localpart, "device_id": device_id});
        self.tell("delete_device", &body).await?.done()
    }

    async fn sync_devices(&self, localpart: &str, devices: &[String]) -> Result<()> {
        let body = json!({"localpart": localpart, "devices": devices});
        self.tell("sync_devices", &body).await?.done()
    }

    async fn allow_cross_signing_reset(&self, localpart: &str) -> Result<()> {
        let body = json!({"localpart": localpart});
        self.tell("allow_cross_signing_reset", &body).await?.done()
    }
}
