//! Which resources answer where.

use std::{any::Any, collections::HashSet, convert::Infallible, time::Duration};

use axum::{
    Router,
    extract::{Request, State},
    http::StatusCode,
    middleware,
    response::{IntoResponse, Response},
    routing::get,
};
use gatehouse_config::{ResourceConfig, ResourceName};
use gatehouse_proxy::{Passing, Upstream};
use gatehouse_web::{App, Errors, PageError, Peer, RequestLog, assets, render_errors};
use tokio::runtime::Handle;
use tokio_util::task::{AbortOnDropHandle, TaskTracker};
use tower::ServiceExt as _;
use tower_http::{catch_panic::CatchPanicLayer, timeout::RequestBodyTimeoutLayer};

/// How long a body may pause; forms are short.
const BODY_TIMEOUT: Duration = Duration::from_secs(15);

/// What a listener serves.
#[derive(Clone)]
pub struct Resources {
    router: Router,
    passing: Option<Passing>,
    /// Where the router answers, if not where it is asked.
    elsewhere: Option<Elsewhere>,
}

impl From<Router> for Resources {
    fn from(router: Router) -> Self {
        Self {
            router,
            passing: None,
            elsewhere: None,
        }
    }
}

impl Resources {
    /// The answer to a request by that peer.
    ///
    /// Most of all requests are for the homeserver, where there is one behind: they don't go through the router, which
    /// would take a quarter of their time.
    pub async fn answer(&self, mut request: Request, peer: &Peer) -> Response {
        if let Some(passing) = &self.passing
            && let Some(place) = passing.place(request.uri().path())
        {
            return passing.pass(place, request, peer).await;
        }
        request.extensions_mut().insert(peer.clone());
        let answer = self.router.clone().oneshot(request);
        match &self.elsewhere {
            Some(elsewhere) => elsewhere.answer(answer).await,
            None => answered(answer.await),
        }
    }

    /// The same for a thread of its own, which shares none of its connections to the homeserver. What is ours is still
    /// answered on the threads of the caller, which have the connections to the database; each answer is one of `tasks`.
    #[must_use]
    pub fn apart(&self, tasks: &TaskTracker) -> Self {
        Self {
            router: self.router.clone(),
            passing: self.passing.as_ref().map(Passing::apart),
            elsewhere: Some(Elsewhere {
                runtime: Handle::current(),
                tasks: tasks.clone(),
            }),
        }
    }
}

/// Another runtime than the one that asks.
#[derive(Clone)]
struct Elsewhere {
    runtime: Handle,
    tasks: TaskTracker,
}

impl Elsewhere {
    /// Waits for an answer, which is given up when nobody waits any more.
    async fn answer(&self, answer: impl Future<Output = Result<Response, Infallible>> + Send + 'static) -> Response {
        let task = self.tasks.spawn_on(answer, &self.runtime);
        match AbortOnDropHandle::new(task).await {
            Ok(result) => answered(result),
            Err(error) if error.is_panic() => {
                tracing::error!(%error, "answering a request panicked");
                StatusCode::INTERNAL_SERVER_ERROR.into_response()
            }
            Err(_) => StatusCode::SERVICE_UNAVAILABLE.into_response(),
        }
    }
}

fn answered(result: Result<Response, Infallible>) -> Response {
    result.unwrap_or_else(|never| match never {})
}

/// A listener's resources, below its prefix.
pub fn resources(
    app: &App,
    resources: &[ResourceConfig],
    homeserver: Option<&Upstream>,
    prefix: Option<&str>,
) -> Resources {
    let has_compat = resources.iter().any(|resource| resource.name == ResourceName::Compat);
    let is_ours = if has_compat {
        gatehouse_compat::takes
    } else {
        |_: &str| false
    };
    let homeserver = resources
        .iter()
        .find(|resource| resource.name == ResourceName::Homeserver)
        .zip(homeserver);
    Resources {
        router: router(app, resources, prefix),
        elsewhere: None,
        passing: homeserver.map(|(resource, upstream)| {
            Passing::new(app, upstream, resource.admin)
                .below(prefix.unwrap_or_default())
                .except(is_ours)
        }),
    }
}

/// The routes of a listener's resources that are ours, below its prefix.
pub fn router(app: &App, resources: &[ResourceConfig], prefix: Option<&str>) -> Router {
    let mut router = Router::new();
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
            ResourceName::Homeserver if resource.well_known => router.merge(gatehouse_proxy::well_known()),
            // What is passed on has no routes; about the others, the configuration has warned.
            _ => router,
        };
    }
    guarded(app, router, prefix)
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
