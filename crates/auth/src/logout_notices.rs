//! Word to apps that a person is signed out (OpenID Connect Back-Channel Logout).

use gatehouse_domain::Session;
use gatehouse_storage::{Tx, clients, signed_in_clients::SignedInClient};
use gatehouse_tokens::{LogoutToken, sign_logout_token};
use url::Url;

use crate::{
    Context, Error, Result, id_tokens,
    jobs::{self, Due, Job},
    subjects,
};

/// The name under which the queue finds them: no request waits until apps have been told (OBCL-06).
pub(crate) const SUBJECT: &str = "sign-out";

/// Has each of them told, once the caller's transaction is done.
pub(crate) async fn enqueue(cx: &Context, tx: &mut Tx, clients: &[SignedInClient]) -> Result<()> {
    for told in clients {
        let job = Job::NotifySignOut {
            user_id: told.user,
            client_id: told.client,
            browser_session_id: told.browser,
        };
        jobs::enqueue(cx, tx, &job, SUBJECT, Due::Now).await?;
    }
    Ok(())
}

/// Has the app of a session told that it has ended.
///
/// One that no browser had a part in has no `sid`: without one, the app would sign the person out of everything.
pub(crate) async fn of_session(cx: &Context, tx: &mut Tx, session: &Session) -> Result<()> {
    let (Some(user), Some(client), Some(browser)) = (session.user_id, session.client_id, session.browser_session_id)
    else {
        return Ok(());
    };
    if !session.scope.has_openid() {
        return Ok(());
    }
    let wants_to_know = clients::find(tx, client)
        .await?
        .is_some_and(|client| client.metadata.backchannel_logout_uri.is_some());
    if !wants_to_know {
        return Ok(());
    }
    let browser = Some(browser);
    enqueue(cx, tx, &[SignedInClient { client, user, browser }]).await
}

/// Tells one app, if it still wants to know (§2.5).
pub(crate) async fn deliver(cx: &Context, told: SignedInClient) -> Result<()> {
    let Some(client) = clients::find(&mut cx.db.read().await?, told.client).await? else {
        return Ok(());
    };
    let Some(uri) = &client.metadata.backchannel_logout_uri else {
        return Ok(());
    };
    let session_id = told.browser.map(|id| id.to_string());
    if session_id.is_none() && client.metadata.backchannel_logout_session_required == Some(true) {
        return Ok(());
    }
    let uri = Url::parse(uri).map_err(|error| Error::Internal(format!("{uri}: {error}")))?;
    let token = LogoutToken {
        issuer: cx.settings.issuer.clone(),
        subject: subjects::subject(cx, &client, told.user),
        audience: client.id.to_string(),
        session_id,
        issued_at: cx.now(),
    };
    let token = sign_logout_token(&cx.keys, id_tokens::algorithm(&client), &token)
        .map_err(|error| Error::Internal(format!("the logout token can't be signed: {error}")))?;
    Ok(cx.fetch.post_form(&uri, &[("logout_token", &token)]).await?)
}
