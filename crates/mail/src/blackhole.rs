//! No mail at all.

use async_trait::async_trait;

use crate::{Mail, MailError, Outgoing};

/// Where letters vanish: the default, until an operator configures a way to send them.
#[derive(Debug, Clone, Copy, Default)]
pub struct Blackhole;

#[async_trait]
impl Mail for Blackhole {
    async fn send(&self, _: &Outgoing) -> Result<(), MailError> {
        Ok(())
    }

    async fn probe(&self) -> Result<(), MailError> {
        Ok(())
    }

    fn delivers(&self) -> bool {
        false
    }
}
