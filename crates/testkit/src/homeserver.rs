//! A homeserver in memory, which can be away, slow or unwilling.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Mutex, MutexGuard},
    time::Duration,
};

use async_trait::async_trait;
use gatehouse_homeserver::{
    Change, Homeserver, HomeserverError, HomeserverUser, LocalpartAvailability, ProvisionUser, Upserted,
};

type Result<T> = std::result::Result<T, HomeserverError>;

/// How the homeserver is today.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Mood {
    #[default]
    Well,
    /// Nobody answers.
    Away,
    /// Answers, but later.
    Slow(Duration),
    /// Does not know our secret.
    WrongSecret,
}

/// A call that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Call {
    Provision(String),
    UpsertDevice(String, String),
    DeleteDevice(String, String),
    SyncDevices(String, Vec<String>),
    DeleteUser(String),
    ReactivateUser(String),
    SetDisplayname(String, String),
    RenameDevice(String, String, String),
    AllowCrossSigningReset(String),
}

#[derive(Default)]
struct State {
    mood: Mood,
    users: BTreeMap<String, Account>,
    calls: Vec<Call>,
}

#[derive(Default, Clone)]
struct Account {
    devices: BTreeSet<String>,
    signing_keys: BTreeSet<String>,
    emails: Vec<String>,
    displayname: Option<String>,
    locked: bool,
    deactivated: bool,
    erased: bool,
}

/// The homeserver of a test.
#[derive(Default)]
pub struct FakeHomeserver(Mutex<State>);

impl FakeHomeserver {
    pub fn be(&self, mood: Mood) {
        self.state().mood = mood;
    }

    pub fn calls(&self) -> Vec<Call> {
        self.state().calls.clone()
    }

    pub fn devices(&self, localpart: &str) -> Vec<String> {
        self.state()
            .users
            .get(localpart)
            .map(|user| user.devices.iter().cloned().collect())
            .unwrap_or_default()
    }

    pub fn emails(&self, localpart: &str) -> Vec<String> {
        self.state()
            .users
            .get(localpart)
            .map(|user| user.emails.clone())
            .unwrap_or_default()
    }

    pub fn display_name(&self, localpart: &str) -> Option<String> {
        self.state().users.get(localpart)?.displayname.clone()
    }

    pub fn knows(&self, localpart: &str) -> bool {
        self.state().users.contains_key(localpart)
    }

    pub fn is_locked(&self, localpart: &str) -> bool {
        self.state().users.get(localpart).is_some_and(|user| user.locked)
    }

    pub fn is_deactivated(&self, localpart: &str) -> bool {
        self.state().users.get(localpart).is_some_and(|user| user.deactivated)
    }

    /// The person asked for their messages to be hidden when they left.
    pub fn is_erased(&self, localpart: &str) -> bool {
        self.state().users.get(localpart).is_some_and(|user| user.erased)
    }

    /// An application service made a device, for a user that nobody else may know.
    pub fn has_device(&self, localpart: &str, device_id: &str) {
        let mut state = self.state();
        let account = state.users.entry(localpart.to_owned()).or_default();
        account.devices.insert(device_id.to_owned());
    }

    /// The person has a key for cross-signing, which lives among the devices.
    pub fn has_signing_key(&self, localpart: &str, key_id: &str) {
        let mut state = self.state();
        let account = state.users.entry(localpart.to_owned()).or_default();
        account.signing_keys.insert(key_id.to_owned());
    }

    /// The account is lost, as after a restore from an old backup.
    pub fn forget(&self, localpart: &str) {
        self.state().users.remove(localpart);
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().expect("no test panics while it holds the homeserver")
    }

    async fn mood(&self, call: &'static str) -> Result<()> {
        let mood = self.state().mood;
        match mood {
            Mood::Well => Ok(()),
            Mood::Away => Err(HomeserverError::Unreachable {
                call,
                reason: "connection refused".to_owned(),
            }),
            Mood::Slow(delay) => {
                tokio::time::sleep(delay).await;
                Ok(())
            }
            Mood::WrongSecret => Err(HomeserverError::WrongSecret { call, status: 403 }),
        }
    }

    fn change<T>(&self, call: &'static str, localpart: &str, change: impl FnOnce(&mut Account) -> T) -> Result<T> {
        let mut state = self.state();
        let account = state
            .users
            .get_mut(localpart)
            .ok_or(HomeserverError::UserNotFound { call })?;
        Ok(change(account))
    }

    fn note(&self, call: Call) {
        self.state().calls.push(call);
    }
}

#[async_trait]
impl Homeserver for FakeHomeserver {
    async fn query_user(&self, localpart: &str) -> Result<HomeserverUser> {
        const CALL: &str = "query_user";
        self.mood(CALL).await?;
        self.change(CALL, localpart, |account| HomeserverUser {
            user_id: format!("@{localpart}:example.org"),
            display_name: account.displayname.clone(),
            avatar_url: None,
            is_suspended: false,
            is_deactivated: account.deactivated,
        })
    }

    async fn is_localpart_available(&self, localpart: &str) -> Result<LocalpartAvailability> {
        self.mood("is_localpart_available").await?;
        Ok(match localpart {
            "reserved" => LocalpartAvailability::Reserved,
            taken if self.knows(taken) => LocalpartAvailability::Taken,
            _ => LocalpartAvailability::Available,
        })
    }

    async fn provision_user(&self, user: &ProvisionUser<'_>) -> Result<Upserted> {
        self.mood("provision_user").await?;
        self.note(Call::Provision(user.localpart.to_owned()));
        let mut state = self.state();
        let is_new = !state.users.contains_key(user.localpart);
        let account = state.users.entry(user.localpart.to_owned()).or_default();
        if let Change::Set(emails) = user.emails {
            account.emails = emails.to_vec();
        }
        if let Change::Set(name) = user.displayname {
            account.displayname = Some(name.to_owned());
        }
        account.locked = user.locked.unwrap_or(account.locked);
        Ok(if is_new { Upserted::Created } else { Upserted::Updated })
    }

    async fn delete_user(&self, localpart: &str, erase: bool) -> Result<()> {
        const CALL: &str = "delete_user";
        self.mood(CALL).await?;
        self.note(Call::DeleteUser(localpart.to_owned()));
        self.change(CALL, localpart, |account| {
            account.deactivated = true;
            account.erased |= erase;
            account.devices.clear();
        })
    }

    async fn reactivate_user(&self, localpart: &str) -> Result<()> {
        const CALL: &str = "reactivate_user";
        self.mood(CALL).await?;
        self.note(Call::ReactivateUser(localpart.to_owned()));
        self.change(CALL, localpart, |account| account.deactivated = false)
    }

    async fn set_displayname(&self, localpart: &str, displayname: &str) -> Result<()> {
        const CALL: &str = "set_displayname";
        self.mood(CALL).await?;
        self.note(Call::SetDisplayname(localpart.to_owned(), displayname.to_owned()));
        self.change(CALL, localpart, |account| {
            account.displayname = Some(displayname.to_owned());
        })
    }

    async fn unset_displayname(&self, localpart: &str) -> Result<()> {
        const CALL: &str = "unset_displayname";
        self.mood(CALL).await?;
        self.change(CALL, localpart, |account| account.displayname = None)
    }

    async fn upsert_device(&self, localpart: &str, device_id: &str, _name: Option<&str>) -> Result<Upserted> {
        const CALL: &str = "upsert_device";
        self.mood(CALL).await?;
        self.note(Call::UpsertDevice(localpart.to_owned(), device_id.to_owned()));
        let is_new = self.change(CALL, localpart, |account| {
            let is_key = account.signing_keys.contains(device_id);
            (!is_key).then(|| account.devices.insert(device_id.to_owned()))
        })?;
        let is_new = is_new.ok_or_else(|| HomeserverError::Rejected {
            call: CALL,
            status: 400,
            errcode: "M_FORBIDDEN".to_owned(),
            message: "The device ID is in use".to_owned(),
        })?;
        Ok(if is_new { Upserted::Created } else { Upserted::Updated })
    }

    async fn update_device_display_name(&self, localpart: &str, device_id: &str, name: &str) -> Result<()> {
        const CALL: &str = "update_device_display_name";
        self.mood(CALL).await?;
        self.note(Call::RenameDevice(
            localpart.to_owned(),
            device_id.to_owned(),
            name.to_owned(),
        ));
        let is_there = self.change(CALL, localpart, |account| account.devices.contains(device_id))?;
        if is_there {
            Ok(())
        } else {
            Err(HomeserverError::DeviceNotFound { call: CALL })
        }
    }

    async fn delete_device(&self, localpart: &str, device_id: &str) -> Result<()> {
        const CALL: &str = "delete_device";
        self.mood(CALL).await?;
        self.note(Call::DeleteDevice(localpart.to_owned(), device_id.to_owned()));
        self.change(CALL, localpart, |account| {
            account.devices.remove(device_id);
        })
    }

    async fn sync_devices(&self, localpart: &str, devices: &[String]) -> Result<()> {
        const CALL: &str = "sync_devices";
        self.mood(CALL).await?;
        self.note(Call::SyncDevices(localpart.to_owned(), devices.to_vec()));
        self.change(CALL, localpart, |account| {
            account.devices = devices.iter().cloned().collect();
        })
    }

    async fn allow_cross_signing_reset(&self, localpart: &str) -> Result<()> {
        const CALL: &str = "allow_cross_signing_reset";
        self.mood(CALL).await?;
        self.note(Call::AllowCrossSigningReset(localpart.to_owned()));
        self.change(CALL, localpart, |_| ())
    }
}
