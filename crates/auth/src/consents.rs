//! The apps that a person allowed for good, and how they take that back.

use gatehouse_domain::{AccountEvent, Client, ClientId, Consent, User};
use gatehouse_storage::{authorization_codes, clients, consents as store, device_grants, sessions as app_sessions};

use crate::{
    Context, Requester, Result, account_events,
    account_sessions::{Told, later_if_transient},
    sessions,
};

/// An app, and what it may do without asking again.
pub struct AllowedApp {
    pub client: Client,
    pub consent: Consent,
}

/// All of a person, the one allowed last first.
pub async fn list(cx: &Context, user: &User) -> Result<Vec<AllowedApp>> {
    let mut db = cx.db.read().await?;
    let mut allowed = Vec::new();
    for (client, consent) in store::list(&mut db, user.id).await? {
        if let Some(client) = clients::find(&mut db, client).await? {
            allowed.push(AllowedApp { client, consent });
        }
    }
    Ok(allowed)
}

/// How many a person allowed.
pub async fn count(cx: &Context, user: &User) -> Result<i64> {
    Ok(store::count(&mut cx.db.read().await?, user.id).await?)
}

/// Takes back what a person allowed an app, and signs them out of it. None when they had not allowed it.
///
/// Devices are gone from the homeserver when this returns, unless it is away.
pub async fn withdraw(cx: &Context, user: &User, client: ClientId, requester: &Requester) -> Result<Option<Told>> {
    let ended = cx
        .db
        .write(async |tx| -> Result<_> {
            if !store::remove(tx, user.id, client).await? {
                return Ok(None);
            }
            let app = clients::find(tx, client)
                .await?
                .and_then(|client| client.metadata.client_name);
            let event = AccountEvent::ConsentWithdrawn { app };
            account_events::record(cx, tx, user.id, event, requester).await?;
            // What is under way must not begin a session after this; what just began one is found below.
            authorization_codes::take_back(tx, user.id, client).await?;
            device_grants::take_back(tx, user.id, client).await?;
            let running = app_sessions::list_of_client_and_user(tx, client, user.id).await?;
            for session in &running {
                sessions::end_noted(cx, tx, session, requester).await?;
            }
            Ok(Some(running))
        })
        .await?;
    cx.jobs_waiting.notify_one();
    let Some(ended) = ended else { return Ok(None) };
    for session in ended {
        if let Err(error) = sessions::finish_end(cx, session.id).await {
            return later_if_transient(error).map(Some);
        }
    }
    Ok(Some(Told::Now))
}
