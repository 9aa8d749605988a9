//! A connection to the homeserver, moved on by whoever waits for an answer.
//!
//! A client of hyper usually gives each connection a task of its own, so that a request and its answer are handed from task
//! to task, and often from core to core. Here the task that serves the client moves both connections.

use std::{
    future::poll_fn,
    pin::{Pin, pin},
    task::{Context, Poll, Waker, ready},
};

use axum::{
    body::{Body, Bytes, HttpBody},
    http::{Request, Response},
};
use hyper::{
    body::{Frame, Incoming, SizeHint},
    client::conn::{
        TrySendError,
        http1::{self, SendRequest},
    },
    rt::{Read, Write},
};

use crate::pool::Lent;

/// What HTTP is spoken over: TCP, or TLS.
pub trait Stream: Read + Write + Send + Unpin {}

impl<S: Read + Write + Send + Unpin> Stream for S {}

pub struct Connection {
    sender: SendRequest<Body>,
    driver: Driver,
}

impl Connection {
    pub async fn over(stream: Box<dyn Stream>) -> hyper::Result<Self> {
        let (sender, connection) = http1::handshake(stream).await?;
        Ok(Self {
            sender,
            driver: Driver(Some(connection)),
        })
    }

    /// Whether the last exchange is over, and another may follow.
    pub fn is_idle(&self) -> bool {
        self.driver.0.is_some() && self.sender.is_ready()
    }

    /// Waits for the head of the answer. The request comes back with the error if nothing of it was sent.
    pub async fn send(&mut self, request: Request<Body>) -> Result<Response<Incoming>, TrySendError<Request<Body>>> {
        let mut answered = pin!(self.sender.try_send_request(request));
        poll_fn(|cx| self.driver.until(cx, |cx| answered.as_mut().poll(cx))).await
    }
}

/// None once the connection has ended.
struct Driver(Option<http1::Connection<Box<dyn Stream>, Body>>);

impl Driver {
    /// Moves the connection on until what is waited for comes out of it.
    ///
    /// Nothing comes from elsewhere, so what is waited for need not wake anybody; nor should what the connection does by
    /// itself while it is moved, or each step would schedule the task once more. It is told whom to wake in the last pass,
    /// when there is nothing more to do.
    fn until<T>(&mut self, cx: &mut Context<'_>, mut wanted: impl FnMut(&mut Context<'_>) -> Poll<T>) -> Poll<T> {
        let nobody = &mut Context::from_waker(Waker::noop());
        let mut found = wanted(nobody);
        for waker in [Waker::noop(), cx.waker()] {
            if found.is_ready() {
                break;
            }
            if let Some(connection) = &mut self.0
                && Pin::new(connection).poll(&mut Context::from_waker(waker)).is_ready()
            {
                // Whoever still waits for something is told by its end.
                self.0 = None;
            }
            found = wanted(nobody);
        }
        found
    }
}

/// The body of an answer. After its end, the connection goes back to the pool; one that is left before is closed.
pub struct Answer {
    body: Incoming,
    connection: Option<Lent>,
}

impl Answer {
    pub fn new(body: Incoming, connection: Lent) -> Self {
        let mut answer = Self {
            body,
            connection: Some(connection),
        };
        if answer.body.is_end_stream() {
            answer.end();
        }
        answer
    }

    fn end(&mut self) {
        if let Some(connection) = self.connection.take() {
            connection.give_back();
        }
    }
}

impl HttpBody for Answer {
    type Data = Bytes;
    type Error = hyper::Error;

    fn poll_frame(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<hyper::Result<Frame<Bytes>>>> {
        let this = self.get_mut();
        let mut body = Pin::new(&mut this.body);
        let Some(connection) = &mut this.connection else {
            return body.poll_frame(cx);
        };
        let frame = ready!(connection.driver.until(cx, |cx| body.as_mut().poll_frame(cx)));
        if frame.is_none() || body.is_end_stream() {
            this.end();
        }
        Poll::Ready(frame)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
