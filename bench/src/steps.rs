//! What connections do over and over.

use std::rc::Rc;

use anyhow::{Result, ensure};

use crate::{
    browser::{self, App},
    connection::{Answer, Connection},
    load::Step,
};

/// Far enough apart, and prime, that neighbours in the list are no neighbours in time.
const STRIDE: usize = 7919;

/// Sends requests that do not depend on each other.
pub struct Fixed {
    requests: Rc<[Vec<u8>]>,
    next: usize,
    check: fn(&Answer<'_>) -> Result<()>,
}

impl Fixed {
    /// So many workers, which together send every request in turn.
    pub fn workers(count: usize, requests: Vec<Vec<u8>>, check: fn(&Answer<'_>) -> Result<()>) -> Vec<Self> {
        let requests: Rc<[Vec<u8>]> = requests.into();
        let share = requests.len().div_ceil(count);
        let start = |worker| Self {
            requests: Rc::clone(&requests),
            next: worker * share,
            check,
        };
        (0..count).map(start).collect()
    }
}

impl Step for Fixed {
    async fn step(&mut self, connection: &mut Connection) -> Result<()> {
        let at = self.next % self.requests.len().max(1);
        self.next = at + STRIDE;
        match self.requests.get(at) {
            Some(request) => (self.check)(&connection.send(request).await?),
            None => Ok(()),
        }
    }
}

/// An app that refreshes its tokens all the time.
pub struct Refresh {
    pub client_id: Rc<str>,
    pub refresh_token: String,
}

impl Step for Refresh {
    async fn step(&mut self, connection: &mut Connection) -> Result<()> {
        let request = App::refresh(&self.client_id, &self.refresh_token);
        self.refresh_token = browser::refresh_token(&connection.send(&request).await?)?;
        Ok(())
    }
}

pub fn is_ok(answer: &Answer<'_>) -> Result<()> {
    answer.expect(200)
}

pub fn is_active(answer: &Answer<'_>) -> Result<()> {
    answer.expect(200)?;
    ensure!(
        answer.body.starts_with(b"{\"active\":true"),
        "not active: {}",
        answer.text()
    );
    Ok(())
}

pub fn is_inactive(answer: &Answer<'_>) -> Result<()> {
    answer.expect(200)?;
    ensure!(
        answer.body.starts_with(b"{\"active\":false"),
        "active: {}",
        answer.text()
    );
    Ok(())
}

pub fn is_signed_in(answer: &Answer<'_>) -> Result<()> {
    answer.expect(303)?;
    ensure!(answer.headers("set-cookie").next().is_some(), "no cookie was set");
    Ok(())
}
