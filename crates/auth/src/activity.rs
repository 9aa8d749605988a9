//! What token checks leave behind, gathered in memory and written in bulk.
//!
//! A check is one statement that reads. That a token was used, and a session active, is noted here and reaches
//! the database within a second, or at once when a refresh needs to know.

use std::{
    collections::BTreeMap,
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

/// In order, so that two processes that write at the same time don't wait for each other in a circle.
#[derive(Default, Clone)]
struct Notes {
    first_uses: BTreeMap<AccessTokenId, Timestamp>,
    sessions: BTreeMap<SessionId, Timestamp>,
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

    /// Writes what has been noted so far. What could not be written, or came meanwhile, stays for the next time.
    pub async fn flush(&self, db: &Db) -> Result<()> {
        let _turn = self.flushing.lock().await;
        let notes = self.notes().clone();
        if notes.first_uses.is_empty() && notes.sessions.is_empty() {
            return Ok(());
        }
        db.write(async |tx| -> Result<()> {
            for (token, at) in &notes.first_uses {
                access_tokens::mark_used(tx, *token, *at).await?;
            }
            for (session, at) in &notes.sessions {
                sessions::touch(tx, *session, *at).await?;
            }
            Ok(())
        })
        .await?;
        let mut kept = self.notes();
        kept.first_uses
            .retain(|token, at| notes.first_uses.get(token) != Some(at));
        kept.sessions
            .retain(|session, at| notes.sessions.get(session) != Some(at));
        Ok(())
    }

    fn notes(&self) -> std::sync::MutexGuard<'_, Notes> {
        self.notes.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
