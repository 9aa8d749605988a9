//! Letters to people. They are posted in the transaction that makes them necessary, and the queue sends them.

use gatehouse_domain::JobId;
use gatehouse_mail::{Letter, Undelivered};
use gatehouse_storage::Tx;
use secrecy::ExposeSecret;

use crate::{
    Context, Error, Result,
    error::chain,
    jobs::{self, Due, Job},
};

/// Posts a letter in the caller's transaction; a notice that is switched off is dropped.
///
/// A worker takes it up within a second, or at once when `cx.jobs_waiting` is rung after the commit.
pub async fn post(cx: &Context, tx: &mut Tx, letter: &Letter) -> Result<()> {
    if !cx.mail.takes(&letter.message) {
        return Ok(());
    }
    let letter = serde_json::to_string(letter).map_err(|error| Error::Internal(error.to_string()))?;
    let job = Job::SendMail {
        letter: Some(cx.cipher.seal(letter)),
    };
    jobs::enqueue(cx, tx, &job, &job.subject(), Due::Now).await?;
    Ok(())
}

/// Sends a letter unless it is of no use any more. One that is refused for good has come to its end as well:
/// nobody but its author can mend an address.
pub(crate) async fn deliver(cx: &Context, id: JobId, letter: Option<&str>) -> Result<()> {
    let Some(letter) = letter else { return Ok(()) };
    let letter = open(cx, letter)?;
    let posted_at = id.created_at();
    if cx.now() >= posted_at + letter.message.lifetime() {
        tracing::warn!(job = %id, "a letter could not be sent while it was of use");
        return Ok(());
    }
    match cx.mail.send(id, posted_at, &letter).await {
        Ok(()) => {
            tracing::info!(job = %id, "a letter was sent");
            Ok(())
        }
        Err(Undelivered::Mail(error)) if error.is_transient() => Err(error.into()),
        Err(Undelivered::Mail(error)) => {
            tracing::warn!(job = %id, error = chain(&error), "a letter can't be delivered");
            Ok(())
        }
        Err(Undelivered::Unwritable(error)) => Err(Error::Internal(error.to_string())),
    }
}

fn open(cx: &Context, sealed: &str) -> Result<Letter> {
    let opened = cx.cipher.open(sealed);
    let opened = opened.map_err(|error| Error::Internal(format!("a letter can't be read: {error}")))?;
    // The error would quote what it does not understand.
    serde_json::from_str(opened.expose_secret()).map_err(|_| Error::Internal("a letter is not readable".to_owned()))
}
