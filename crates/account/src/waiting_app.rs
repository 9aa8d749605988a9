//! The app that a sign-in or sign-up is for, where it is no client that sent the person to the authorization endpoint.

use axum::response::Response;
use gatehouse_auth::{
    compat::sso::{self, Waiting},
    device_grants,
};
use gatehouse_web::{PageError, Visitor, pages::App};

use crate::next::Next;

/// The app that waits, if one does; the answer when it waits no more.
pub(crate) async fn find(visitor: &Visitor, next: &Next) -> Result<Result<Option<App>, Response>, PageError> {
    let cx = &visitor.app.cx;
    match next {
        Next::SsoLogin(id) => match sso::find(cx, *id).await? {
            Waiting::Decision(login) => Ok(Ok(Some(App::at(&visitor.app.site, login.redirect_url.url())))),
            Waiting::Over(past) => visitor.page_sso_over(past.as_ref()).map(Err),
            Waiting::Off => Err(PageError::sso_off()),
        },
        // It is on another device. What became of it, the page that follows has to say.
        Next::DeviceGrant(id) => match device_grants::find(cx, *id, visitor.mark(), None).await? {
            device_grants::Waiting::SignIn(undecided) => Ok(Ok(Some(App::elsewhere(&undecided.client)))),
            _ => Ok(Ok(None)),
        },
        _ => Ok(Ok(None)),
    }
}
