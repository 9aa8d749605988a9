use std::sync::Arc;

use anyhow::{Context, anyhow, bail};
use gatehouse_config::TlsConfig;
use pkcs8::EncryptedPrivateKeyInfoRef;
use rustls::ServerConfig;
use rustls::crypto::aws_lc_rs;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject};
use rustls::version::{TLS12, TLS13};
use secrecy::{ExposeSecret, SecretString};
use tokio_rustls::TlsAcceptor;

/// TLS 1.2 and 1.3 with the configured certificate, for HTTP/2 and HTTP/1.1.
pub(super) fn acceptor(config: &TlsConfig) -> anyhow::Result<TlsAcceptor> {
    let certificates: Vec<_> = CertificateDer::pem_slice_iter(config.certificate().as_bytes())
        .collect::<Result<_, _>>()
        .context("the TLS certificate is not valid PEM")?;
    if certificates.is_empty() {
        bail!("the TLS certificate holds no PEM block `CERTIFICATE`");
    }
    let key = private_key(config.key().expose_secret(), config.password.as_ref());
    let key = key.map_err(|error| anyhow!("the TLS key {error}"))?;
    let mut server = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_protocol_versions(&[&TLS13, &TLS12])?
        .with_no_client_auth()
        .with_single_cert(certificates, key)
        .context("the TLS certificate and key cannot be used")?;
    server.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(TlsAcceptor::from(Arc::new(server)))
}

fn private_key(material: &[u8], password: Option<&SecretString>) -> anyhow::Result<PrivateKeyDer<'static>> {
    const PEM_START: &[u8] = b"-----BEGIN ";
    if !material.windows(PEM_START.len()).any(|window| window == PEM_START) {
        return from_der(material, password);
    }
    // OpenSSL puts `EC PARAMETERS` before the key, others the certificate.
    for block in pem::parse_many(material).map_err(|error| anyhow!("is not valid PEM: {error}"))? {
        if block.headers().get("Proc-Type").is_some() {
            bail!("has the old encryption of OpenSSL: convert it with `openssl pkcs8 -topk8`");
        }
        if block.tag().ends_with("PRIVATE KEY") {
            return from_der(block.contents(), password);
        }
    }
    bail!("holds no private key")
}

/// No DER of one structure reads as another, so the content decides and not a label.
fn from_der(der: &[u8], password: Option<&SecretString>) -> anyhow::Result<PrivateKeyDer<'static>> {
    if let Ok(encrypted) = EncryptedPrivateKeyInfoRef::try_from(der) {
        let password = password.context("is encrypted and has no password configured")?;
        let key = encrypted.decrypt(password.expose_secret());
        let key = key.map_err(|error| anyhow!("cannot be decrypted with its password: {error}"))?;
        return Ok(PrivateKeyDer::Pkcs8(key.as_bytes().to_vec().into()));
    }
    match PrivateKeyDer::try_from(der) {
        Ok(key) => Ok(key.clone_key()),
        Err(_) => bail!("is neither PEM nor DER of a PKCS#1, PKCS#8 or SEC1 private key"),
    }
}
