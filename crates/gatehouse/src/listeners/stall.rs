use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use http_body::{Body, Frame, SizeHint};
use hyper::Version;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Instant, Sleep, sleep_until};

/// How long a connection may keep us waiting.
#[derive(Clone, Copy, Debug)]
pub(super) struct Patience {
    /// From the first byte of a request, or from the start of the connection, to the end of the header.
    pub header: Duration,
    /// Between requests, or while an answer is under way and the peer takes nothing of it.
    pub idle: Duration,
}

/// Notices when the peer of an HTTP connection stalls.
///
/// The HTTP server has one limit for the header and for the time between requests. One that is right against slow
/// headers is too short for the connections that a reverse proxy keeps: it would send requests into those that are just
/// being closed.
#[derive(Clone)]
pub(super) struct StallGuard {
    patience: Patience,
    state: Arc<Mutex<State>>,
}

struct State {
    wait: Wait,
    /// Until when the peer has to take what is written; none while it does.
    blocked: Option<Instant>,
}

#[derive(Clone, Copy)]
enum Wait {
    /// The header of a request is awaited or arriving.
    Header(Instant),
    /// A request is being answered, or its answer being sent; how long that takes is not for us to say.
    Answer,
    /// Nothing has come since the last answer.
    Idle(Instant),
}

impl StallGuard {
    pub fn new(patience: Patience) -> Self {
        let state = State {
            wait: Wait::Header(Instant::now() + patience.header),
            blocked: None,
        };
        Self {
            patience,
            state: Arc::new(Mutex::new(state)),
        }
    }

    /// The stream that shows when something comes.
    pub fn observe<S>(&self, stream: S) -> Observed<S> {
        let guard = self.clone();
        Observed { stream, guard }
    }

    /// A request is being answered as long as the result lives.
    ///
    /// With HTTP/2 one is from the first request on: requests overlap, and other frames come between them. There a
    /// peer that is gone is found by pings.
    pub fn answering(&self, version: Version) -> Answering {
        self.state().wait = Wait::Answer;
        Answering((version < Version::HTTP_2).then(|| self.clone()))
    }

    /// Watches over the connection that uses the observed stream.
    pub fn watch<C: Future>(&self, connection: C) -> Watched<C> {
        Watched {
            connection: Box::pin(connection),
            guard: self.clone(),
            sleep: Box::pin(sleep_until(Instant::now())),
        }
    }

    fn received(&self) {
        let mut state = self.state();
        if let Wait::Idle(_) = state.wait {
            state.wait = Wait::Header(Instant::now() + self.patience.header);
        }
    }

    /// Notes whether the peer has taken something.
    fn sent<T>(&self, written: Poll<T>) -> Poll<T> {
        let mut state = self.state();
        if written.is_ready() {
            state.blocked = None;
        } else if state.blocked.is_none() {
            state.blocked = Some(Instant::now() + self.patience.idle);
        }
        written
    }

    fn deadline(&self) -> Option<Instant> {
        let state = self.state();
        let wait = match state.wait {
            Wait::Header(deadline) | Wait::Idle(deadline) => Some(deadline),
            Wait::Answer => None,
        };
        wait.into_iter().chain(state.blocked).min()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

pub(super) struct Answering(Option<StallGuard>);

impl Answering {
    /// The body of the answer belongs to it.
    pub fn until_end_of<B>(self, body: B) -> Answer<B> {
        Answer { body, _answering: self }
    }
}

impl Drop for Answering {
    fn drop(&mut self) {
        if let Some(guard) = &self.0 {
            guard.state().wait = Wait::Idle(Instant::now() + guard.patience.idle);
        }
    }
}

/// The body of an answer.
pub(super) struct Answer<B> {
    body: B,
    _answering: Answering,
}

impl<B: Body + Unpin> Body for Answer<B> {
    type Data = B::Data;
    type Error = B::Error;

    fn poll_frame(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<B::Data>, B::Error>>> {
        Pin::new(&mut self.get_mut().body).poll_frame(cx)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// A connection that ends when its peer stalls.
pub(super) struct Watched<C> {
    pub connection: Pin<Box<C>>,
    guard: StallGuard,
    sleep: Pin<Box<Sleep>>,
}

impl<C: Future> Future for Watched<C> {
    type Output = io::Result<C::Output>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.get_mut();
        if let Poll::Ready(ended) = this.connection.as_mut().poll(cx) {
            return Poll::Ready(Ok(ended));
        }
        let Some(deadline) = this.guard.deadline() else {
            return Poll::Pending;
        };
        // One that is set for too early wakes us for nothing, once; to set it anew for each request costs more.
        if deadline < this.sleep.deadline() {
            this.sleep.as_mut().reset(deadline);
        }
        loop {
            ready!(this.sleep.as_mut().poll(cx));
            if this.sleep.deadline() >= deadline {
                return Poll::Ready(Err(io::ErrorKind::TimedOut.into()));
            }
            this.sleep.as_mut().reset(deadline);
        }
    }
}

pub(super) struct Observed<S> {
    stream: S,
    guard: StallGuard,
}

impl<S: AsyncRead + Unpin> AsyncRead for Observed<S> {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let read = Pin::new(&mut this.stream).poll_read(cx, buf);
        if read.is_ready() {
            this.guard.received();
        }
        read
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Observed<S> {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        this.guard.sent(Pin::new(&mut this.stream).poll_write(cx, buf))
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        this.guard.sent(Pin::new(&mut this.stream).poll_flush(cx))
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_shutdown(cx)
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        this.guard
            .sent(Pin::new(&mut this.stream).poll_write_vectored(cx, bufs))
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }
}
