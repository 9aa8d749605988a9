//! Mail that stays on this machine, to be looked at.

use std::{
    io,
    path::{Path, PathBuf},
};

use async_trait::async_trait;
use tokio::{
    fs::{self, OpenOptions},
    io::AsyncWriteExt,
};

use crate::{Mail, MailError, Outgoing};

/// A folder in which each letter becomes a file that mail programs open, and one to read as it is, for development.
///
/// The names of the files are the ids of the jobs, so that they sort by time.
#[derive(Debug, Clone)]
pub struct Folder(PathBuf);

impl Folder {
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self(path.into())
    }

    /// Readable by the server's user alone: there are codes and links in it. Whole or not at all.
    async fn put(&self, name: &str, content: &[u8]) -> io::Result<()> {
        fs::create_dir_all(&self.0).await?;
        let unfinished = self.0.join(format!(".{name}"));
        let mut file = OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(true)
            .mode(0o600)
            .open(&unfinished)
            .await?;
        file.write_all(content).await?;
        file.flush().await?;
        fs::rename(unfinished, self.0.join(name)).await
    }
}

#[async_trait]
impl Mail for Folder {
    async fn send(&self, letter: &Outgoing) -> Result<(), MailError> {
        let message = letter.message()?.formatted();
        for (kind, content) in [("txt", letter.plain().into_bytes()), ("eml", message)] {
            self.put(&format!("{}.{kind}", letter.id()), &content)
                .await
                .map_err(|error| unusable(&self.0, &error))?;
        }
        Ok(())
    }

    async fn probe(&self) -> Result<(), MailError> {
        match fs::metadata(&self.0).await {
            Ok(found) if found.is_dir() => Ok(()),
            Ok(_) => Err(unusable(&self.0, &io::ErrorKind::NotADirectory.into())),
            // It is made for the first letter.
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            Err(error) => Err(unusable(&self.0, &error)),
        }
    }
}

fn unusable(path: &Path, error: &io::Error) -> MailError {
    MailError::Misconfigured(format!("the folder {}: {error}", path.display()))
}
