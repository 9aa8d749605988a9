use std::io;
use std::net::SocketAddr;

use proxy_header::io::ProxiedStream;
use proxy_header::{ParseConfig, Protocol};
use tokio::io::AsyncRead;

/// Takes the PROXY protocol header, version 1 or 2, off a connection, and the client's address from it.
///
/// Connections that the proxy makes for itself (`LOCAL`, `UNKNOWN`) are those of `peer`.
pub(super) async fn accept<S: AsyncRead + Unpin>(
    stream: S,
    peer: Option<SocketAddr>,
) -> io::Result<(ProxiedStream<S>, Option<SocketAddr>)> {
    let config = ParseConfig {
        include_tlvs: false,
        ..ParseConfig::default()
    };
    let stream = ProxiedStream::create_from_tokio(stream, config).await?;
    let client = stream
        .proxy_header()
        .proxied_address()
        .filter(|address| address.protocol == Protocol::Stream)
        .map(|address| address.source);
    Ok((stream, client.or(peer)))
}
