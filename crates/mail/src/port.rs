//! The calls the rest of the server makes to whatever carries its mail.

use async_trait::async_trait;

use crate::{MailError, Outgoing};

/// Carries letters.
#[async_trait]
pub trait Mail: Send + Sync {
    /// Hands a letter over. When the answer got lost it is called again with the same letter, whose
    /// Message-ID tells the recipient's program that both are one.
    async fn send(&self, letter: &Outgoing) -> Result<(), MailError>;

    /// Whether a letter could be handed over now; none is.
    async fn probe(&self) -> Result<(), MailError>;

    /// Whether letters reach anybody at all.
    fn delivers(&self) -> bool {
        true
    }
}
