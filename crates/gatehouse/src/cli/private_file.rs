//! Files that hold secrets, for their owner's eyes only.

use std::{
    fs::{OpenOptions, Permissions},
    io::Write as _,
    os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _},
    path::Path,
};

use anyhow::{Context as _, Result};

/// What happens to a file that is there already.
#[derive(Clone, Copy)]
pub enum Existing {
    Kept,
    Replaced,
}

/// Writes a file that only its owner may read.
pub fn write(file: &Path, text: &str, existing: Existing) -> Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).mode(0o600);
    match existing {
        Existing::Kept => options.create_new(true),
        Existing::Replaced => options.create(true).truncate(true),
    };
    let write = || {
        let mut file = options.open(file)?;
        // A file that was there has kept its mode.
        file.set_permissions(Permissions::from_mode(0o600))?;
        file.write_all(text.as_bytes())
    };
    write().with_context(|| format!("can't write {}", file.display()))
}
