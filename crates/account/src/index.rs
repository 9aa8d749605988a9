//! The doorstep.

use axum::{Router, http::StatusCode, routing::get};
use gatehouse_web::{App, PageResult, Visitor, pages::Person};

use crate::pages::Index;

pub(crate) fn routes() -> Router<App> {
    Router::new().route("/", get(index))
}

async fn index(visitor: Visitor) -> PageResult {
    let server_name = &visitor.app.cx.settings.server_name;
    let person = visitor.browser.as_ref().map(|browser| Person {
        matrix_id: browser.user.username.mxid(server_name),
        display_name: None,
    });
    let sign_up = visitor.app.cx.settings.account.password_registration_enabled;
    visitor.page(StatusCode::OK, &Index { person, sign_up })
}
