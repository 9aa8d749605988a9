//! The app that a sign-in or sign-up is for.

use axum::response::Response;
use gatehouse_auth::{
    authorization::{self, Undecided},
    compat::sso::{self, Waiting},
    device_grants,
};
use gatehouse_web::{PageError, Visitor, pages::App};
use url::Url;

use crate::next::Next;

/// The app that waits, if one does and it is no client that sent the person to the authorization endpoint; the answer when
/// it waits no more.
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

/// The client whose request a page comes before: the page speaks the language that it asked for, and may lead back to it.
pub(crate) fn serve(visitor: &mut Visitor, undecided: &Undecided) -> Result<App, PageError> {
    let Undecided { grant, client } = undecided;
    visitor.serve_request(grant.request.ui_locales.as_deref(), grant.created_at);
    let target = Url::parse(&grant.request.redirect_uri).map_err(PageError::internal)?;
    visitor.lead_to(&target);
    Ok(App::of(client, &target))
}

/// The same for a page that does not show for whom it is.
pub(crate) async fn serve_next(visitor: &mut Visitor, next: &Next) -> Result<(), PageError> {
    use authorization::Waiting::{AnotherPerson, Decision, Nothing, SignIn};

    if let Next::AuthorizationGrant(id) = next
        && let Decision(undecided) | Nothing(undecided) | SignIn(undecided) | AnotherPerson(undecided) =
            authorization::find(&visitor.app.cx, *id, visitor.browser.as_ref()).await?
    {
        serve(visitor, &undecided)?;
    }
    Ok(())
}
