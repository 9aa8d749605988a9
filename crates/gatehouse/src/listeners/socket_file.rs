use std::fs::{self, Permissions};
use std::io::{self, ErrorKind};
use std::os::unix::fs::{FileTypeExt, MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};

use anyhow::bail;
use tokio::net::{UnixListener, UnixStream};

/// The file of a Unix socket, removed when dropped.
pub(super) struct SocketFile {
    path: PathBuf,
    identity: (u64, u64),
}

impl SocketFile {
    pub fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for SocketFile {
    fn drop(&mut self) {
        // A successor may have put its own socket here already.
        if identity(&self.path).is_ok_and(|found| found == self.identity)
            && let Err(error) = fs::remove_file(&self.path)
        {
            tracing::warn!(path = %self.path.display(), %error, "the socket was not removed");
        }
    }
}

/// Listens at `path`, in place of a socket that nobody listens at any more.
///
/// The socket appears with its permissions, not before them.
pub(super) async fn listen(path: &Path, mode: Option<u32>) -> anyhow::Result<(UnixListener, SocketFile)> {
    check_free(path).await?;
    let directory = match path.parent() {
        Some(parent) if parent != Path::new("") => parent,
        _ => Path::new("."),
    };
    let temporary = tempfile::Builder::new().make_in(directory, |path| UnixListener::bind(path))?;
    if let Some(mode) = mode {
        fs::set_permissions(temporary.path(), Permissions::from_mode(mode))?;
    }
    let identity = identity(temporary.path())?;
    let listener = temporary.persist(path).map_err(|error| error.error)?;
    let path = path.to_owned();
    Ok((listener, SocketFile { path, identity }))
}

async fn check_free(path: &Path) -> anyhow::Result<()> {
    match fs::symlink_metadata(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error.into()),
        Ok(found) if !found.file_type().is_socket() => bail!("something else than a socket is there"),
        Ok(_) => {}
    }
    match UnixStream::connect(path).await {
        Err(error) if matches!(error.kind(), ErrorKind::ConnectionRefused | ErrorKind::NotFound) => Ok(()),
        // The queue of whoever listens may be full.
        Err(error) if error.kind() != ErrorKind::WouldBlock => Err(error.into()),
        _ => Err(io::Error::from(ErrorKind::AddrInUse).into()),
    }
}

fn identity(path: &Path) -> io::Result<(u64, u64)> {
    let found = fs::symlink_metadata(path)?;
    Ok((found.dev(), found.ino()))
}
