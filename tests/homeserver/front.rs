//! The reverse proxy of a server name in the world, which here only a forward proxy leads to.

use std::{path::PathBuf, sync::Arc};

use rcgen::CertifiedKey;
use rustls::{
    ServerConfig,
    crypto::aws_lc_rs,
    pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer},
};
use tempfile::TempDir;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional},
    net::{TcpListener, TcpStream},
    task::JoinHandle,
};
use tokio_rustls::TlsAcceptor;

/// Takes `CONNECT`, answers as the server over TLS, and passes on what comes to a loopback port.
pub struct Front {
    port: u16,
    directory: TempDir,
    listening: JoinHandle<()>,
}

impl Front {
    pub async fn of(server_name: &str, target: u16) -> Self {
        let CertifiedKey { cert, signing_key } = rcgen::generate_simple_self_signed([server_name.to_owned()]).unwrap();
        let directory = tempfile::tempdir().unwrap();
        std::fs::write(directory.path().join("authority.pem"), cert.pem()).unwrap();
        let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(signing_key.serialize_der()));
        let config = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![cert.der().clone()], key)
            .unwrap();
        let acceptor = TlsAcceptor::from(Arc::new(config));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let authority = format!("{server_name}:443");
        let listening = tokio::spawn(async move {
            while let Ok((connection, _)) = listener.accept().await {
                tokio::spawn(serve(connection, authority.clone(), acceptor.clone(), target));
            }
        });
        Self {
            port,
            directory,
            listening,
        }
    }

    /// The value of `HTTPS_PROXY` with which the server is found.
    pub fn proxy(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// The value of `SSL_CERT_FILE` with which it is believed.
    pub fn authority(&self) -> PathBuf {
        self.directory.path().join("authority.pem")
    }
}

impl Drop for Front {
    fn drop(&mut self) {
        self.listening.abort();
    }
}

/// None when the visitor wants to go elsewhere, or hangs up.
async fn serve(mut connection: TcpStream, authority: String, acceptor: TlsAcceptor, target: u16) -> Option<()> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(connection.read_u8().await.ok()?);
    }
    let head = String::from_utf8_lossy(&head).into_owned();
    head.strip_prefix("CONNECT ")
        .filter(|rest| rest.starts_with(&authority))?;
    connection.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await.ok()?;
    let mut near = acceptor.accept(connection).await.ok()?;
    let mut far = TcpStream::connect(("127.0.0.1", target)).await.ok()?;
    copy_bidirectional(&mut near, &mut far).await.ok()?;
    Some(())
}
