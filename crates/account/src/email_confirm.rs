//! `/email/confirm`: the link of a mail that proves an address, in whatever browser it is opened.
//!
//! A GET shows what the link is for, and a button: programs that look at mail open every link.

use axum::{Router, http::StatusCode, routing::get};
use gatehouse_auth::email_challenges::{self, Confirmed};
use gatehouse_domain::EmailChallenge;
use gatehouse_web::{App, PageError, PageForm, PageQuery, PageResult, Visitor};
use serde::Deserialize;
use url::form_urlencoded;

use crate::{
    pages::{ConfirmEmail, ConfirmEmailState as State},
    register,
};

pub(crate) fn routes() -> Router<App> {
    Router::new().route("/email/confirm", get(ask).post(confirm))
}

#[derive(Deserialize)]
struct Link {
    #[serde(default)]
    token: String,
}

#[derive(Deserialize)]
struct Answer {
    #[serde(default)]
    csrf: String,
}

async fn ask(visitor: Visitor, PageQuery(link): PageQuery<Link>) -> PageResult {
    let cx = &visitor.app.cx;
    let Some(challenge) = email_challenges::find_by_link(cx, &link.token).await? else {
        return show(&visitor, StatusCode::GONE, State::Over);
    };
    if challenge.confirmed_at.is_some() {
        return show(&visitor, StatusCode::OK, met(&challenge));
    }
    let Some(name) = email_challenges::wanted_for(cx, &challenge).await? else {
        return show(&visitor, StatusCode::GONE, State::Over);
    };
    let query = form_urlencoded::Serializer::new(String::new())
        .append_pair("token", &link.token)
        .finish();
    let state = State::Ask {
        action: visitor.app.site.path(&format!("/email/confirm?{query}")),
        address: challenge.address.to_string(),
        matrix_id: name.mxid(&cx.settings.server_name),
        adding: challenge.user_id.is_some(),
    };
    show(&visitor, StatusCode::OK, state)
}

async fn confirm(visitor: Visitor, PageQuery(link): PageQuery<Link>, PageForm(form): PageForm<Answer>) -> PageResult {
    visitor.check_csrf(&form.csrf)?;
    let cx = &visitor.app.cx;
    let Some(challenge) = email_challenges::find_by_link(cx, &link.token).await? else {
        return show(&visitor, StatusCode::GONE, State::Over);
    };
    if challenge.confirmed_at.is_none() {
        match email_challenges::confirm(cx, &challenge, &visitor.requester).await? {
            Confirmed::Done => {}
            Confirmed::Taken => {
                let address = challenge.address.to_string();
                return show(&visitor, StatusCode::CONFLICT, State::Taken { address });
            }
            Confirmed::Over => return again(&visitor, &link).await,
        }
    }
    if let Some(id) = challenge.registration_id
        && let Some(path) = register::path_of_this_browser(&visitor, id).await?
    {
        return Ok(visitor.redirect(&path));
    }
    show(&visitor, StatusCode::OK, met(&challenge))
}

/// Another request was quicker, with the same link or with another address.
async fn again(visitor: &Visitor, link: &Link) -> Result<axum::response::Response, PageError> {
    match email_challenges::find_by_link(&visitor.app.cx, &link.token).await? {
        Some(challenge) if challenge.confirmed_at.is_some() => show(visitor, StatusCode::OK, met(&challenge)),
        _ => show(visitor, StatusCode::GONE, State::Over),
    }
}

fn met(challenge: &EmailChallenge) -> State {
    let address = challenge.address.to_string();
    if challenge.user_id.is_some() {
        State::Added { address }
    } else {
        State::Done { address }
    }
}

fn show(visitor: &Visitor, status: StatusCode, state: State) -> PageResult {
    visitor.page(status, &ConfirmEmail { state })
}
