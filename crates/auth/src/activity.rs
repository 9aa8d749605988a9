//! What token checks leave behind, gathered in memory and written in bulk.
//!
//! A check is one statement that reads. That a token was used, and a session active, is noted here and reaches
//! the database within a second, or at once when a refresh needs to know.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use gatehouse_domain::{AccessTokenId, SessionId, Timestamp};
use gatehouse_storage::{Db, access_tokens, sessions};

use crate::Result;

/// How long notes wait.
pub const INTERVAL: Duration = Duration::from_secs(1);

/// Notes that are not yet written.
#[derive(Default)]
pub struct Activity {
    notes: Mutex<Notes>,
    /// One flush at a time, so that whoever waits for a flush waits for the notes before it as well.
    flushing: tokio::sync::Mutex<()>,
}

#[derive(Default)]
struct Notes {
    first_uses: HashMap<AccessTokenId, Timestamp>,
    sessions: HashMap<SessionId, Timestamp>,
}

impl Activity {
    /// A token opened something for the first time.
    pub(crate) fn token_used(&self, token: AccessTokenId, now: Timestamp) {
        self.notes().first_uses.entry(token).or_insert(now);
    }

    /// A session did something.
    pub(crate) fn session_active(&self, session: SessionId, now: Timestamp) {
        self.notes().sessions.insert(session, now);
    }

    /// Writes what has been noted so far; what can't be written is kept.
    pub async fn flush(&self, db: &Db) -> Result<()> {
        let _turn = self.flushing.lock().await;
        let notes = std::mem::take(&mut *self.notes());
        if notes.first_uses.is_empty() && notes.sessions.is_empty() {
            return Ok(());
        }
        let written: Result<()> = db
            .write(async |tx| {
                for (token, at) in &notes.first_uses {
                    access_tokens::mark_used(tx, *token, *at).await?;
                }
                for (session, at) in &notes.sessions {
                    sessions::touch(tx, *session, *at).await?;
                }
                Ok(())
            })
            .await;
        if written.is_err() {
            let mut kept = self.notes();
            for (token, at) in notes.first_uses {
                kept.first_uses.insert(token, at);
            }
            for (session, at) in notes.sessions {
                kept.sessions.entry(session).or_insert(at);
            }
        }
        written
    }

    fn notes(&self) -> std::sync::MutexGuard<'_, Notes> {
        self.notes.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
