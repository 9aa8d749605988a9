//! The older app that a sign-in or sign-up is for.

use axum::response::Response;
use gatehouse_auth::compat::sso::{self, Waiting};
use gatehouse_web::{PageError, Visitor, pages::App};

use crate::next::Next;

/// The app that waits, if one does; the answer when it waits no more.
pub(crate) async fn find(visitor: &Visitor, next: &Next) -> Result<Result<Option<App>, Response>, PageError> {
    let Next::SsoLogin(id) = next else {
        return Ok(Ok(None));
    };
    match sso::find(&visitor.app.cx, *id).await? {
        Waiting::Decision(login) => Ok(Ok(Some(App::at(&visitor.app.site, login.redirect_url.url())))),
        Waiting::Over(past) => visitor.page_sso_over(past.as_ref()).map(Err),
        Waiting::Off => Err(PageError::sso_off()),
    }
}
