//! The data directory: what the server makes for itself where the configuration names nothing.

use std::{
    fs,
    io::Write,
    os::unix::fs::{DirBuilderExt, OpenOptionsExt},
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result};
use gatehouse_tokens::{
    KeyKind, KeySource, ScheduledKey,
    keys::{self},
    random,
};
use secrecy::ExposeSecret;

use crate::key_file;

/// A folder of our own, readable by nobody else.
#[derive(Debug, Clone)]
pub struct DataDir(PathBuf);

impl DataDir {
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self(path.into())
    }

    pub fn path(&self) -> &Path {
        &self.0
    }

    /// The embedded database.
    pub fn database(&self) -> Result<PathBuf> {
        self.create("")?;
        let path = self.0.join("gatehouse.db");
        create_private(&path)?;
        Ok(path)
    }

    /// The key that seals secrets in the database; made on first use.
    pub fn encryption_key(&self) -> Result<[u8; 32]> {
        self.create("")?;
        let path = self.0.join("encryption.key");
        if !path.exists() {
            write_private(&path, new_encryption_key().as_bytes())?;
        }
        let text = fs::read_to_string(&path).with_context(|| format!("can't read {}", path.display()))?;
        parse_hex(text.trim()).with_context(|| format!("{} does not hold 64 hexadecimal digits", path.display()))
    }

    /// Where the signing keys are.
    pub fn keys(&self) -> PathBuf {
        self.0.join("keys")
    }

    /// Makes signing keys, one of each usual kind, if there are none.
    pub fn make_signing_keys(&self) -> Result<()> {
        let dir = self.create("keys")?;
        if pem_files(&dir)?.is_empty() {
            for kind in KeyKind::USUAL {
                write_key(&dir.join(format!("{}.pem", kind.as_str())), kind)?;
            }
        }
        Ok(())
    }

    /// The signing keys that are there.
    pub fn signing_keys(&self) -> Result<Vec<ScheduledKey>> {
        let mut files = pem_files(&self.keys())?;
        files.sort();
        let read = |path: PathBuf| {
            let material = fs::read(&path).with_context(|| format!("can't read {}", path.display()))?;
            Ok(ScheduledKey {
                source: KeySource {
                    kid: None,
                    material: material.into(),
                    password: None,
                    origin: path.display().to_string(),
                },
                signs_from: key_file::signs_from(&path),
            })
        };
        files.into_iter().map(read).collect()
    }

    fn create(&self, name: &str) -> Result<PathBuf> {
        let path = self.0.join(name);
        fs::DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(&path)
            .with_context(|| format!("can't create the data directory {}", path.display()))?;
        Ok(path)
    }
}

/// Makes the file of a database, if it is missing, for our eyes only.
pub fn create_private(path: &Path) -> Result<()> {
    // SQLite gives its companions the mode of the database.
    let mut options = fs::OpenOptions::new();
    options.create(true).append(true).mode(0o600);
    match options.open(path) {
        Ok(_) => Ok(()),
        Err(error) => Err(error).with_context(|| format!("can't open {}", path.display())),
    }
}

fn pem_files(dir: &Path) -> Result<Vec<PathBuf>> {
    let entries = fs::read_dir(dir).with_context(|| format!("can't list {}", dir.display()))?;
    let paths = entries.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>>>()?;
    Ok(paths
        .into_iter()
        .filter(|path| path.extension().is_some_and(|extension| extension == "pem"))
        .collect())
}

/// Writes a new private key of this kind.
pub fn write_key(path: &Path, kind: KeyKind) -> Result<()> {
    let pem = keys::generate(kind).map_err(|_| anyhow::anyhow!("a signing key can't be generated"))?;
    write_private(path, pem.expose_secret().as_bytes())
}

/// Writes a file that was not there before, whole or not at all, for our eyes only.
fn write_private(path: &Path, content: &[u8]) -> Result<()> {
    let temporary = path.with_extension(format!("{}.tmp", random::alphanumeric(8)));
    let write = || -> std::io::Result<()> {
        let mut file = fs::OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(&temporary)?;
        file.write_all(content)?;
        file.sync_all()?;
        // Of two servers that start at once, one makes the file, and both read it.
        let linked = fs::hard_link(&temporary, path);
        fs::remove_file(&temporary)?;
        match linked {
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => Ok(()),
            linked => linked,
        }
    };
    write().with_context(|| format!("can't write {}", path.display()))
}

/// 32 random bytes in hexadecimal digits.
pub fn new_encryption_key() -> String {
    let digit = |half: u8| char::from_digit(half.into(), 16).unwrap_or('0');
    let bytes = random::bytes::<32>();
    bytes
        .iter()
        .flat_map(|byte| [digit(byte >> 4), digit(byte & 0xf)])
        .collect()
}

fn parse_hex(text: &str) -> Option<[u8; 32]> {
    let digits = text.as_bytes();
    let bytes = digits
        .chunks(2)
        .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok());
    bytes
        .collect::<Option<Vec<u8>>>()?
        .try_into()
        .ok()
        .filter(|_| digits.len() == 64)
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn what_is_made_on_the_first_start_is_reused_and_private() {
        let scratch = tempfile::tempdir().unwrap();
        let dir = DataDir::new(scratch.path().join("data"));
        let key = dir.encryption_key().unwrap();
        dir.make_signing_keys().unwrap();
        let keys = dir.signing_keys().unwrap();
        let database = dir.database().unwrap();
        assert_eq!(dir.encryption_key().unwrap(), key);
        dir.make_signing_keys().unwrap();
        let again = dir.signing_keys().unwrap();
        let material = |keys: &[ScheduledKey]| -> Vec<Vec<u8>> {
            let material = keys.iter().map(|key| &key.source.material);
            material.map(|bytes| bytes.expose_secret().to_vec()).collect()
        };
        assert_eq!(material(&again), material(&keys));
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(dir.path()), 0o700);
        assert_eq!(mode(&database), 0o600);
        assert_eq!(mode(&dir.path().join("encryption.key")), 0o600);
        for path in pem_files(&dir.path().join("keys")).unwrap() {
            assert_eq!(mode(&path), 0o600, "{}", path.display());
        }
    }

    #[test]
    fn a_damaged_key_is_told() {
        let scratch = tempfile::tempdir().unwrap();
        fs::write(scratch.path().join("encryption.key"), "abc").unwrap();
        let error = DataDir::new(scratch.path()).encryption_key().unwrap_err();
        assert!(error.to_string().contains("64 hexadecimal digits"), "{error}");
    }
}
