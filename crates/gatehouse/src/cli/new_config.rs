//! A new configuration, with keys and secrets that nobody else has.

use anyhow::{Context as _, Result, bail};
use gatehouse_config::Secrets;
use gatehouse_tokens::{
    KeyKind,
    keys::{self},
    random,
};
use secrecy::ExposeSecret as _;

use crate::data_dir::new_encryption_key;

const HEAD: &str = "\
# Configuration of Gatehouse. It holds secrets: nobody else should read it.
# To be adapted: http.public_base, matrix.homeserver and matrix.endpoint; matrix.secret is what the homeserver
# has to be told as well. With `kind: none`, Gatehouse is an OpenID provider without a homeserver.

";

/// The text of the file: every option with its default, and fresh secrets.
pub fn generate() -> Result<String> {
    let key = |kind| match keys::generate(kind) {
        // YAML shows a text of several lines as such only when they end as its own do.
        Ok(pem) => Ok(pem.expose_secret().replace("\r\n", "\n")),
        Err(_) => bail!("a signing key can't be generated"),
    };
    // Loading completes these with the defaults and proves that the result can be loaded.
    let settings = [
        ("SECRETS__ENCRYPTION", new_encryption_key()),
        ("SECRETS__KEYS__0__KEY", key(KeyKind::Rsa2048)?),
        ("SECRETS__KEYS__1__KEY", key(KeyKind::P256)?),
        ("SECRETS__KEYS__2__KEY", key(KeyKind::P384)?),
        ("SECRETS__KEYS__3__KEY", key(KeyKind::Ed25519)?),
        ("MATRIX__KIND", "synapse".to_owned()),
        ("MATRIX__SECRET", random::alphanumeric(32)),
    ];
    let environment = settings.map(|(name, value)| (format!("GATEHOUSE__{name}"), value));
    let loaded = gatehouse_config::load(&[], environment)?;
    let yaml = loaded
        .to_yaml(Secrets::Shown)
        .context("can't write the configuration")?;
    Ok(format!("{HEAD}{yaml}"))
}
