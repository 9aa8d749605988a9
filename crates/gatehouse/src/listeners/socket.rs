use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::{io, net as std_net, os::unix::net as std_unix};

use anyhow::{Context, anyhow};
use gatehouse_config::{Bind, SocketKind};
use listenfd::ListenFd;
use socket2::{Domain, Protocol, Type};
use tokio::net::{TcpListener, TcpStream, UnixListener, UnixStream};

use super::Address;
use super::connection::Stream;
use super::socket_file::{self, SocketFile};

/// Connections that wait for us to accept them; the system lowers it to its own limit.
const BACKLOG: i32 = 1024;

/// A socket that listens.
pub(super) enum Socket {
    Tcp(TcpListener),
    /// With its file, if that is ours to remove.
    Unix(UnixListener, Option<SocketFile>),
}

impl Socket {
    /// The next connection, and the address of the other side if it has one.
    pub async fn accept(&self) -> io::Result<(Accepted, Option<SocketAddr>)> {
        match self {
            Self::Tcp(listener) => {
                let (stream, peer) = listener.accept().await?;
                stream.set_nodelay(true)?;
                Ok((Accepted::Tcp(stream.into_std()?), Some(peer)))
            }
            Self::Unix(listener, _) => {
                let (stream, _) = listener.accept().await?;
                Ok((Accepted::Unix(stream.into_std()?), None))
            }
        }
    }

    pub fn address(&self) -> io::Result<Address> {
        match self {
            Self::Tcp(listener) => listener.local_addr().map(Address::Tcp),
            Self::Unix(_, Some(file)) => Ok(Address::Unix(Some(file.path().to_owned()))),
            Self::Unix(listener, None) => {
                let address = listener.local_addr()?;
                Ok(Address::Unix(address.as_pathname().map(ToOwned::to_owned)))
            }
        }
    }
}

/// A connection that no runtime watches yet: which one will is up to whoever serves it.
pub(super) enum Accepted {
    Tcp(std_net::TcpStream),
    Unix(std_unix::UnixStream),
}

impl Accepted {
    /// Watched by the runtime of the caller.
    pub fn open(self) -> io::Result<Box<dyn Stream>> {
        Ok(match self {
            Self::Tcp(stream) => Box::new(TcpStream::from_std(stream)?),
            Self::Unix(stream) => Box::new(UnixStream::from_std(stream)?),
        })
    }
}

/// Opens the socket; several, if a name stands for several addresses.
pub(super) async fn open(bind: &Bind, inherited: &mut ListenFd) -> anyhow::Result<Vec<Socket>> {
    match bind {
        Bind::Host { host: None, port } => tcp("::", *port).await,
        Bind::Host { host: Some(host), port } => tcp(host, *port).await,
        Bind::Address(address) => {
            let parts = address.rsplit_once(':');
            let parts = parts.and_then(|(host, port)| Some((host, port.parse().ok()?)));
            let (host, port) = parts.with_context(|| format!("`{address}` is not an address and a port"))?;
            tcp(host, port).await
        }
        Bind::Unix { path, mode } => {
            let (listener, file) = socket_file::listen(path, *mode)
                .await
                .with_context(|| format!("cannot listen on {}", path.display()))?;
            Ok(vec![Socket::Unix(listener, Some(file))])
        }
        Bind::Inherited { fd, kind } => {
            let socket = take(*fd, *kind, inherited).with_context(|| format!("cannot listen on the socket {fd}"))?;
            Ok(vec![socket])
        }
    }
}

async fn tcp(host: &str, port: u16) -> anyhow::Result<Vec<Socket>> {
    let host = host.trim_start_matches('[').trim_end_matches(']');
    let mut sockets = Vec::new();
    let mut unavailable = None;
    for address in resolve(host, port).await? {
        match listen(address) {
            Ok(listener) => sockets.push(Socket::Tcp(listener)),
            // A name may have addresses that this machine lacks, as `localhost` has where IPv6 is off.
            Err(error) if error.kind() == io::ErrorKind::AddrNotAvailable => unavailable = Some((address, error)),
            Err(error) => return Err(error).with_context(|| format!("cannot listen on {address}")),
        }
    }
    match unavailable {
        Some((address, error)) if sockets.is_empty() => {
            Err(error).with_context(|| format!("cannot listen on {address}"))
        }
        _ => Ok(sockets),
    }
}

async fn resolve(host: &str, port: u16) -> anyhow::Result<Vec<SocketAddr>> {
    if let Ok(address) = host.parse::<IpAddr>() {
        return Ok(vec![SocketAddr::new(address, port)]);
    }
    // RFC 6761 §6.3: always the loopback, and browsers try both.
    if host.eq_ignore_ascii_case("localhost") {
        let both = [IpAddr::from(Ipv4Addr::LOCALHOST), Ipv6Addr::LOCALHOST.into()];
        return Ok(both.map(|address| SocketAddr::new(address, port)).into());
    }
    let found = tokio::net::lookup_host((host, port)).await;
    let found = found.with_context(|| format!("cannot resolve `{host}`"))?;
    let mut addresses = Vec::new();
    for address in found {
        if !addresses.contains(&address) {
            addresses.push(address);
        }
    }
    if addresses.is_empty() {
        return Err(anyhow!("`{host}` has no address"));
    }
    Ok(addresses)
}

fn listen(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = match socket2::Socket::new(Domain::for_address(address), Type::STREAM, Some(Protocol::TCP)) {
        Ok(socket) => socket,
        // Without IPv6, all addresses are those of IPv4.
        Err(_) if address.ip() == Ipv6Addr::UNSPECIFIED => {
            return listen((Ipv4Addr::UNSPECIFIED, address.port()).into());
        }
        Err(_) if address.is_ipv6() => return Err(io::ErrorKind::AddrNotAvailable.into()),
        Err(error) => return Err(error),
    };
    if address.is_ipv6() {
        // `[::]` means all addresses, whatever the system's default.
        socket.set_only_v6(address.ip() != Ipv6Addr::UNSPECIFIED)?;
    }
    socket.set_reuse_address(true)?;
    socket.set_nonblocking(true)?;
    socket.bind(&address.into())?;
    socket.listen(BACKLOG)?;
    TcpListener::from_std(socket.into())
}

/// `sd_listen_fds(3)`
fn take(fd: usize, kind: SocketKind, inherited: &mut ListenFd) -> anyhow::Result<Socket> {
    let count = inherited.len();
    let missing = || match count {
        0 => anyhow!("no socket was handed over (LISTEN_FDS)"),
        _ if fd < count => anyhow!("it is used twice"),
        _ => anyhow!("only {count} were handed over, counted from 0"),
    };
    match kind {
        SocketKind::Tcp => {
            let listener = inherited.take_tcp_listener(fd)?.ok_or_else(missing)?;
            listener.set_nonblocking(true)?;
            Ok(Socket::Tcp(TcpListener::from_std(listener)?))
        }
        SocketKind::Unix => {
            let listener = inherited.take_unix_listener(fd)?.ok_or_else(missing)?;
            listener.set_nonblocking(true)?;
            // The file belongs to systemd.
            Ok(Socket::Unix(UnixListener::from_std(listener)?, None))
        }
    }
}
