//! `/account/devices/…`: the page of a device, by the id that apps know it by.

use axum::{
    Router,
    extract::Path,
    http::{StatusCode, Uri},
    routing::get,
};
use gatehouse_auth::account_sessions;
use gatehouse_domain::DeviceId;
use gatehouse_web::{App, PageQuery, PageResult};
use serde::Deserialize;

use crate::{
    member::Member,
    next::Next,
    pages::DeviceEnd,
    sessions::{detail, not_found, row},
};

pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/account/devices", get(list))
        // An id may hold slashes.
        .route("/account/devices/{*device}", get(view))
}

#[derive(Deserialize)]
struct ViewQuery {
    /// To sign it out is what the person came for.
    sign_out: Option<String>,
}

async fn list(member: Member) -> PageResult {
    Ok(member.redirect("/account/sessions"))
}

async fn view(
    member: Member,
    Path(device): Path<String>,
    PageQuery(query): PageQuery<ViewQuery>,
    uri: Uri,
) -> PageResult {
    // M4191-16: another's device is as unknown as none.
    let found = match device.parse::<DeviceId>() {
        Ok(device) => account_sessions::find_by_device(&member.app.cx, &member.browser.user, &device).await?,
        Err(_) => None,
    };
    let session = found.ok_or_else(|| not_found(&member))?;
    if query.sign_out.is_none() {
        return detail::show(&member, StatusCode::OK, session, detail::Shown::default()).await;
    }
    // M4191-10: asked for now, so that the button does what it says.
    let here = Next::page(uri.path_and_query().map_or("", |path| path.as_str()));
    if let Err(elsewhere) = member.require_fresh(&here) {
        return Ok(elsewhere);
    }
    // M4191-11
    let page = DeviceEnd {
        person: member.person().await,
        device: row::of_session(&member, session),
    };
    member.page(StatusCode::OK, &page)
}
