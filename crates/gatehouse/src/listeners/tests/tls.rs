use pkcs8::pkcs5::pbes2;
use pkcs8::{PrivateKeyInfoRef, SecretDocument};
use rcgen::{CertifiedKey, KeyPair};
use reqwest::{Certificate, Client};
use rustls::pki_types::ServerName;
use rustls::{ClientConfig, RootCertStore};
use tokio_rustls::TlsConnector;

use super::*;

fn generate() -> CertifiedKey<KeyPair> {
    rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap()
}

fn with(tls: &Value) -> Vec<ListenerConfig> {
    configured(&json!([{
        "name": "web", "resources": [{"name": "health"}], "tls": tls, "binds": [{"host": "127.0.0.1", "port": 0}],
    }]))
}

fn pair(pair: &CertifiedKey<KeyPair>) -> Value {
    json!({"certificate": pair.cert.pem(), "key": pair.signing_key.serialize_pem()})
}

fn client(pair: &CertifiedKey<KeyPair>, server: &Server) -> reqwest::ClientBuilder {
    Client::builder()
        .tls_certs_only([Certificate::from_pem(pair.cert.pem().as_bytes()).unwrap()])
        .resolve("localhost", server.address())
}

async fn ask_version(client: reqwest::ClientBuilder, server: &Server) -> String {
    let url = format!("https://localhost:{}/version", server.address().port());
    client
        .build()
        .unwrap()
        .get(url)
        .send()
        .await
        .unwrap()
        .text()
        .await
        .unwrap()
}

fn encrypted(key: &[u8], password: &str) -> SecretDocument {
    let scheme = pbes2::Parameters::generate_pbkdf2_sha256_aes256cbc(2048, &[1; 16], [2; 16]);
    let key = PrivateKeyInfoRef::try_from(key).unwrap();
    key.encrypt_with_params(scheme.unwrap(), password).unwrap()
}

// R6749-01
#[tokio::test]
async fn both_versions_of_http_are_offered_in_both_versions_of_tls() {
    let generated = generate();
    let config = with(&pair(&generated));
    let bound = &bind(&config).await.unwrap()[0];
    assert!(bound.uses_tls());
    assert!(bound.urls().all(|url| url.starts_with("https://127.0.0.1:")));
    let server = Server::start(&config).await;
    for version in [reqwest::tls::Version::TLS_1_2, reqwest::tls::Version::TLS_1_3] {
        let client = || {
            client(&generated, &server)
                .tls_version_min(version)
                .tls_version_max(version)
        };
        assert_eq!(ask_version(client(), &server).await, "HTTP/2.0");
        assert_eq!(ask_version(client().http1_only(), &server).await, "HTTP/1.1");
    }
    server.end().await;
}

#[tokio::test]
async fn a_key_may_be_pem_or_der_and_encrypted() {
    let pair = generate();
    let der = pair.signing_key.serialize_der();
    let encrypted = encrypted(&der, "correct horse");
    let encrypted_pem = encrypted
        .to_pem("ENCRYPTED PRIVATE KEY", pkcs8::LineEnding::LF)
        .unwrap();
    let pem = pair.signing_key.serialize_pem();
    let with_certificate = format!("{}{pem}", pair.cert.pem());
    let cases: [(&[u8], Option<&str>); 5] = [
        (pem.as_bytes(), None),
        (with_certificate.as_bytes(), None),
        (&der, None),
        (encrypted_pem.as_bytes(), Some("correct horse")),
        (encrypted.as_bytes(), Some("correct horse")),
    ];
    for (key, password) in cases {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), key).unwrap();
        let mut tls = json!({"certificate": pair.cert.pem(), "key_file": file.path()});
        if let Some(password) = password {
            tls["password"] = password.into();
        }
        let server = Server::start(&with(&tls)).await;
        assert_eq!(ask_version(client(&pair, &server), &server).await, "HTTP/2.0");
        server.end().await;
    }
}

#[tokio::test]
async fn what_is_wrong_is_told_before_anything_starts() {
    let pair = generate();
    let (certificate, key) = (pair.cert.pem(), pair.signing_key.serialize_pem());
    let der = pair.signing_key.serialize_der();
    let encrypted = encrypted(&der, "right");
    let encrypted = encrypted
        .to_pem("ENCRYPTED PRIVATE KEY", pkcs8::LineEnding::LF)
        .unwrap();
    let legacy = "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\nAAAA\n\
                  -----END RSA PRIVATE KEY-----\n";
    let cases = [
        (
            json!({"certificate": "nothing", "key": key}),
            "certificate holds no PEM block `CERTIFICATE`",
        ),
        (
            json!({"certificate": key, "key": key}),
            "certificate holds no PEM block `CERTIFICATE`",
        ),
        (
            json!({"certificate": certificate, "key": certificate}),
            "key holds no private key",
        ),
        (
            json!({"certificate": certificate, "key": "nothing"}),
            "key is neither PEM nor DER of a",
        ),
        (
            json!({"certificate": certificate, "key": generate().signing_key.serialize_pem()}),
            "certificate and key cannot be used",
        ),
        (
            json!({"certificate": certificate, "key": *encrypted}),
            "key is encrypted and has no password configured",
        ),
        (
            json!({"certificate": certificate, "key": *encrypted, "password": "wrong"}),
            "key cannot be decrypted with its password",
        ),
        (
            json!({"certificate": certificate, "key": legacy}),
            "key has the old encryption of OpenSSL",
        ),
    ];
    for (tls, expected) in cases {
        let text = refusal(&with(&tls)).await;
        assert!(
            text.starts_with(&format!("the listener `web`: the TLS {expected}")),
            "{text}"
        );
    }
}

#[tokio::test]
async fn a_handshake_that_does_not_come_is_not_waited_for() {
    let server = Server::start(&with(&pair(&generate()))).await;
    for start in [&b""[..], b"\x16\x03\x01\x02\0\x01\0"] {
        let mut stream = server.connect().await;
        stream.write_all(start).await.unwrap();
        let taken = closed(&mut stream).await;
        assert!(taken >= short().handshake.mul_f64(0.9), "{taken:?}");
        assert!(taken < short().handshake * 3, "{taken:?}");
    }
    server.end().await;
}

#[tokio::test]
async fn the_proxy_protocol_comes_before_tls() {
    let generated = generate();
    let server = Server::start(&configured(&json!([{
        "resources": [{"name": "health"}], "proxy_protocol": true, "tls": pair(&generated),
        "binds": [{"host": "127.0.0.1", "port": 0}],
    }])))
    .await;
    let mut roots = RootCertStore::empty();
    roots.add(generated.cert.der().clone()).unwrap();
    let config = ClientConfig::builder_with_provider(Arc::new(rustls::crypto::aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();

    let mut stream = server.connect().await;
    stream
        .write_all(b"PROXY TCP4 192.0.2.7 198.51.100.1 5000 443\r\n")
        .await
        .unwrap();
    let name = ServerName::try_from("localhost").unwrap();
    let mut stream = TlsConnector::from(Arc::new(config))
        .connect(name, stream)
        .await
        .unwrap();
    assert_eq!(ask(&mut stream, "/peer").await, "192.0.2.7");
    drop(stream);
    server.end().await;
}
