//! Which code does your other device show?

use axum::{Router, http::StatusCode, routing::get};
use gatehouse_auth::device_grants::{self, Typed};
use gatehouse_domain::UserCode;
use gatehouse_web::{App, PageError, PageForm, PageQuery, PageResult, Visitor, pages::Wait};
use serde::Deserialize;

use crate::pages::{Link, LinkError};

pub(crate) fn routes() -> Router<App> {
    Router::new().route("/link", get(ask).post(take))
}

#[derive(Deserialize)]
struct LinkQuery {
    code: Option<String>,
    /// As RFC 8628 §3.3.1 calls it in its examples.
    user_code: Option<String>,
}

#[derive(Deserialize)]
struct Answer {
    #[serde(default)]
    csrf: String,
    #[serde(default)]
    code: String,
}

fn check_offered(visitor: &Visitor) -> Result<(), PageError> {
    if device_grants::is_offered(&visitor.app.cx) {
        Ok(())
    } else {
        Err(PageError::not_found())
    }
}

/// RFC 8628 §5.4: whoever follows a link has not seen the device yet. Unless the operator wants it otherwise, a code
/// in the link is not filled in, since a stranger may have sent it.
async fn ask(mut visitor: Visitor, PageQuery(query): PageQuery<LinkQuery>) -> PageResult {
    check_offered(&visitor)?;
    let code = query.code.or(query.user_code);
    let code = code.filter(|_| visitor.app.cx.settings.user_code_auto_fill);
    let code = code.and_then(|code| code.parse::<UserCode>().ok());
    // The code does not go with the person to pages that follow.
    visitor.move_to("/link");
    show(&visitor, StatusCode::OK, code.map(|code| code.to_string()), None, None)
}

fn show(
    visitor: &Visitor,
    status: StatusCode,
    code: Option<String>,
    error: Option<LinkError>,
    wait: Option<Wait>,
) -> PageResult {
    let page = Link {
        action: visitor.app.site.path("/link"),
        is_filled_in: code.is_some() && error.is_none() && wait.is_none(),
        code: code.unwrap_or_default(),
        error,
        wait,
    };
    match wait {
        Some(wait) => visitor.page_too_many(wait, &page),
        None => visitor.page(status, &page),
    }
}

async fn take(mut visitor: Visitor, PageForm(form): PageForm<Answer>) -> PageResult {
    check_offered(&visitor)?;
    visitor.check_csrf(&form.csrf)?;
    visitor.move_to("/link");
    let (mut error, mut wait) = (None, None);
    if form.code.trim().is_empty() {
        error = Some(LinkError::Missing);
    } else {
        let (cx, signed_in) = (&visitor.app.cx, visitor.browser.as_ref());
        match device_grants::type_code(cx, &form.code, visitor.mark(), signed_in, &visitor.requester).await? {
            Typed::Known(id) => return Ok(visitor.redirect(&format!("/device/{id}"))),
            Typed::Unknown => error = Some(LinkError::Unknown),
            Typed::Used => error = Some(LinkError::Used),
            Typed::Over => error = Some(LinkError::Over),
            Typed::TooMany(refusal) => wait = Some(refusal.retry_after.into()),
        }
    }
    show(&visitor, StatusCode::UNPROCESSABLE_ENTITY, Some(form.code), error, wait)
}
