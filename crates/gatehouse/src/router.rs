//! Which resources answer where.

use std::{any::Any, collections::HashSet, time::Duration};

use axum::{
    Router,
    extract::State,
    http::StatusCode,
    middleware,
    response::{IntoResponse, Response},
    routing::get,
};
use gatehouse_config::{ResourceConfig, ResourceName};
use gatehouse_proxy::Upstream;
use gatehouse_web::{App, Errors, PageError, RequestLog, assets, render_errors};
use tower_http::{catch_panic::CatchPanicLayer, timeout::RequestBodyTimeoutLayer};

/// How long a body may pause; forms are short.
const BODY_TIMEOUT: Duration = Duration::from_secs(15);

/// The routes of a listener's resources, below its prefix.
pub fn router(app: &App, resources: &[ResourceConfig], homeserver: Option<&Upstream>, prefix: Option<&str>) -> Router {
    let mut router = Router::new();
    let mut passed_on = Router::new();
    let mut served = HashSet::new();
    // What is listed twice is served once.
    for resource in resources.iter().filter(|resource| served.insert(resource.name)) {
        router = match resource.name {
            ResourceName::Discovery => router.merge(gatehouse_oauth::discovery()),
            ResourceName::Human => router
                .merge(gatehouse_oauth::pages())
                .merge(gatehouse_account::routes())
                .merge(gatehouse_compat::pages()),
            ResourceName::Oauth => router.merge(gatehouse_oauth::endpoints()),
            ResourceName::Compat => router.merge(gatehouse_compat::routes()),
            ResourceName::Assets => router.merge(assets::routes()),
            ResourceName::Health => router.route("/health", get(health)),
            ResourceName::Homeserver => {
                if let Some(homeserver) = homeserver {
                    passed_on = gatehouse_proxy::routes(homeserver, resource.admin);
                }
                if resource.well_known {
                    router.merge(gatehouse_proxy::well_known())
                } else {
                    router
                }
            }
            // The configuration has warned about these.
            _ => router,
        };
    }
    guarded(app, router, prefix).merge(unguarded(app, passed_on, prefix))
}

/// Routes below a prefix, with what holds for all of them: whatever goes wrong gets an answer that fits the address.
pub fn guarded(app: &App, router: Router<App>, prefix: Option<&str>) -> Router {
    let errors = Errors {
        app: app.clone(),
        prefix: prefix.unwrap_or_default().trim_end_matches('/').into(),
    };
    below(prefix, router)
        .fallback(async || PageError::not_found())
        .layer(RequestBodyTimeoutLayer::new(BODY_TIMEOUT))
        .layer(CatchPanicLayer::custom(|payload: Box<dyn Any + Send>| {
            PageError::panicked(payload.as_ref()).into_response()
        }))
        .layer(middleware::from_fn_with_state(errors, render_errors))
        .layer(RequestLog(app.clone()))
        .with_state(app.clone())
}

/// Routes whose answers are another server's: nothing is added to them, and they take as long as they take.
pub fn unguarded(app: &App, router: Router<App>, prefix: Option<&str>) -> Router {
    below(prefix, router)
        .layer(RequestLog(app.clone()))
        .with_state(app.clone())
}

fn below(prefix: Option<&str>, router: Router<App>) -> Router<App> {
    match prefix {
        Some(prefix) => Router::new().nest(prefix, router),
        None => router,
    }
}

/// Whether the server can do its work.
async fn health(State(app): State<App>) -> Response {
    match app.cx.db.ping().await {
        Ok(()) => "ok".into_response(),
        Err(error) => {
            tracing::error!(error = %error, "the database does not answer");
            (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer").into_response()
        }
    }
}
