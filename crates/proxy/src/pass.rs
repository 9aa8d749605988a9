//! One request and its answer.

use std::{error::Error, io, iter};

use axum::{
    body::HttpBody as _,
    extract::Request,
    http::{Method, Version, header},
    response::{IntoResponse, Response},
};
use gatehouse_web::{App, PeerAddress, RequestId};

use crate::{
    Upstream,
    body::within_pauses,
    headers::{self, Origin},
    path::goes_up,
    refusal::Refusal,
    upstream::SendError,
};

/// Passes a request on, and the answer back.
pub async fn pass(app: &App, upstream: &Upstream, request: Request) -> Response {
    if goes_up(request.uri().path()) {
        return Refusal::Path.into_response();
    }
    let Some(target) = upstream.target(request.uri()) else {
        return Refusal::Path.into_response();
    };
    let (mut head, body) = request.into_parts();
    let is_preflight =
        head.method == Method::OPTIONS && head.headers.contains_key(header::ACCESS_CONTROL_REQUEST_METHOD);
    let id = head.extensions.remove::<RequestId>().unwrap_or_default();
    let peer = head.extensions.get::<PeerAddress>().and_then(|peer| peer.0);
    let trail = app.site.trail(peer, &head.headers);
    headers::settle(&mut head.headers, &head.uri, head.version);
    headers::drop_hop_by_hop(&mut head.headers);
    let origin = Origin {
        trail: &trail,
        is_trusted: app.site.trusts(peer),
        is_secure: app.site.is_secure(),
    };
    headers::forward(&mut head.headers, &origin);
    let mut sent = Request::new(within_pauses(body));
    *sent.method_mut() = head.method;
    *sent.uri_mut() = target;
    *sent.headers_mut() = head.headers;
    // A sync may be held for half a minute, and can be asked for again; an upload can't.
    let may_be_let_go = sent.body().is_end_stream();
    let answered = tokio::select! {
        biased;
        answered = upstream.send(sent) => answered,
        () = upstream.stopping(), if may_be_let_go => return Refusal::Stopping.into_response(),
    };
    match answered {
        Ok(mut answer) => {
            headers::drop_hop_by_hop(answer.headers_mut());
            // That of the client's connection is its own.
            *answer.version_mut() = Version::HTTP_11;
            answer
        }
        Err(error) => {
            let refusal = refusal(&error);
            tracing::error!(request = %id, reason = chain(&error), "the homeserver has not answered");
            refusal.answer(is_preflight)
        }
    }
}

fn refusal(error: &SendError) -> Refusal {
    let is_late = |error: &(dyn Error + 'static)| {
        let error = error.downcast_ref::<io::Error>();
        error.is_some_and(|error| error.kind() == io::ErrorKind::TimedOut)
    };
    let is_ours = |error: &(dyn Error + 'static)| error.downcast_ref::<axum::Error>().is_some();
    match error {
        SendError::Connect(_) if causes(error).any(is_late) => Refusal::Unreachable,
        SendError::Exchange(_) if causes(error).any(is_ours) => Refusal::Body,
        _ => Refusal::Away,
    }
}

/// An error and what it came from.
fn causes<'a>(error: &'a (dyn Error + 'static)) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    iter::successors(Some(error), |error: &&'a (dyn Error + 'static)| (*error).source())
}

fn chain(error: &SendError) -> String {
    let texts: Vec<String> = causes(error).map(ToString::to_string).collect();
    texts.join(": ")
}
