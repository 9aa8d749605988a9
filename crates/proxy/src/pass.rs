//! What is passed on: a request, and its answer back.

use std::{error::Error, io, iter, pin::pin};

use axum::{
    body::HttpBody as _,
    extract::Request,
    http::{Method, Version, header},
    response::{IntoResponse, Response},
};
use gatehouse_web::{App, Peer, RequestLine, Trail};

use crate::{
    Upstream,
    body::within_pauses,
    headers,
    path::goes_up,
    refusal::{Refusal, unless_it_panics},
    upstream::SendError,
};

/// What every homeserver serves to clients and other homeservers, and the pages of Synapse.
const PUBLIC: [&str; 2] = ["/_matrix/", "/_synapse/client/"];
const ADMIN: &str = "/_synapse/admin/";

/// The part of a listener that is the homeserver's.
#[derive(Clone)]
pub struct Passing {
    app: App,
    upstream: Upstream,
    /// What stands before every path of the listener, without a slash at its end.
    prefix: String,
    places: Vec<&'static str>,
    /// Which paths below those are another's.
    is_ours: fn(&str) -> bool,
}

impl Passing {
    /// Everything of the homeserver's that the world may ask for, and its admin API if wanted; without what is ours there.
    pub fn new(app: &App, upstream: &Upstream, admin: bool) -> Self {
        Self {
            app: app.clone(),
            upstream: upstream.clone(),
            prefix: String::new(),
            places: PUBLIC.into_iter().chain(admin.then_some(ADMIN)).collect(),
            is_ours: |_| false,
        }
    }

    /// The same with connections of its own.
    #[must_use]
    pub fn apart(&self) -> Self {
        Self {
            upstream: self.upstream.apart(),
            ..self.clone()
        }
    }

    /// Below a prefix, which the homeserver does not see.
    #[must_use]
    pub fn below(mut self, prefix: &str) -> Self {
        prefix.trim_end_matches('/').clone_into(&mut self.prefix);
        self
    }

    /// Without these paths.
    #[must_use]
    pub fn except(mut self, is_ours: fn(&str) -> bool) -> Self {
        self.is_ours = is_ours;
        self
    }

    /// By what the path of a request begins, if it is to be passed on.
    pub fn place(&self, path: &str) -> Option<&'static str> {
        let path = path.strip_prefix(&self.prefix)?;
        let place = self.places.iter().find(|place| path.starts_with(**place))?;
        (!(self.is_ours)(path)).then_some(place)
    }

    /// Passes on a request for such a place, and writes a line about it.
    pub async fn pass(&self, place: &'static str, request: Request, peer: &Peer) -> Response {
        let trail = self.app.site.trail(peer, request.headers());
        let line = RequestLine::begin(request.method(), trail.sender.clone());
        // Pinned where it is made, since it is large to be moved about.
        let answer = pin!(self.exchange(request, &trail, &line));
        let answer = unless_it_panics(answer).await;
        line.end(place, answer.status());
        answer
    }

    async fn exchange(&self, request: Request, trail: &Trail, line: &RequestLine) -> Response {
        let is_preflight = request.method() == Method::OPTIONS
            && request.headers().contains_key(header::ACCESS_CONTROL_REQUEST_METHOD);
        // A sync may be held for half a minute, and can be asked for again; an upload can't.
        let may_be_let_go = request.body().is_end_stream();
        let answered = match self.to_be_sent(request, trail) {
            Some(request) => self.upstream.send(request),
            None => return Refusal::Path.into_response(),
        };
        let answered = pin!(answered);
        let answered = tokio::select! {
            biased;
            answered = answered => answered,
            () = self.upstream.stopping(), if may_be_let_go => return Refusal::Stopping.into_response(),
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
                tracing::error!(request = %line.id, reason = chain(&error), "the homeserver has not answered");
                refusal.answer(is_preflight)
            }
        }
    }

    /// The request as the homeserver gets it, if its path may be passed on.
    fn to_be_sent(&self, request: Request, trail: &Trail) -> Option<Request> {
        if goes_up(request.uri().path()) {
            return None;
        }
        let target = self.upstream.target(request.uri(), &self.prefix)?;
        let (mut head, body) = request.into_parts();
        headers::settle(&mut head.headers, &head.uri, head.version);
        headers::drop_hop_by_hop(&mut head.headers);
        headers::forward(&mut head.headers, trail, self.app.site.is_secure());
        let mut sent = Request::new(within_pauses(body));
        *sent.method_mut() = head.method;
        *sent.uri_mut() = target;
        *sent.headers_mut() = head.headers;
        Some(sent)
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
