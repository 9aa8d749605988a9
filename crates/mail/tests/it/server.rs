//! A small mail server on the loopback, which does as its script says.

use std::{
    collections::BTreeMap,
    net::SocketAddr,
    sync::{Arc, Mutex},
};

use rcgen::{CertifiedKey, KeyPair};
use rustls::{
    ServerConfig,
    pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer},
};
use tokio::{
    io::{AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
    task::JoinHandle,
};
use tokio_rustls::TlsAcceptor;

trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Stream for T {}

/// What the server does other than accepting everything.
#[derive(Default, Clone)]
pub struct Script {
    /// TLS before the first word.
    pub wrapped: bool,
    /// STARTTLS is offered.
    pub starttls: bool,
    /// `AUTH PLAIN` is offered.
    pub auth: bool,
    /// The answer to a verb; an empty one is never given.
    pub replies: BTreeMap<&'static str, &'static str>,
}

impl Script {
    pub fn reply(mut self, verb: &'static str, reply: &'static str) -> Self {
        self.replies.insert(verb, reply);
        self
    }
}

/// What a client did.
#[derive(Default)]
pub struct Seen {
    pub connections: usize,
    /// The commands, each with whether it came encrypted.
    pub commands: Vec<(bool, String)>,
    pub mails: Vec<String>,
}

impl Seen {
    pub fn said(&self, command: &str) -> bool {
        self.commands.iter().any(|(_, line)| line == command)
    }
}

pub struct Server {
    pub address: SocketAddr,
    pub certificate: String,
    pub seen: Arc<Mutex<Seen>>,
    task: JoinHandle<()>,
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Server {
    pub async fn start(script: Script) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let pair = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
        let certificate = pair.cert.pem();
        let acceptor = acceptor(&pair);
        let seen = Arc::new(Mutex::new(Seen::default()));
        let noted = Arc::clone(&seen);
        let task = tokio::spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                noted.lock().unwrap().connections += 1;
                let session = Session {
                    script: script.clone(),
                    seen: Arc::clone(&noted),
                    encrypted: false,
                };
                // A client that goes away ends its session only.
                tokio::spawn(session.serve(stream, acceptor.clone()));
            }
        });
        Self {
            address,
            certificate,
            seen,
            task,
        }
    }
}

fn acceptor(pair: &CertifiedKey<KeyPair>) -> TlsAcceptor {
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(pair.signing_key.serialize_der()));
    let config = ServerConfig::builder_with_provider(Arc::new(rustls::crypto::aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![pair.cert.der().clone()], key)
        .unwrap();
    TlsAcceptor::from(Arc::new(config))
}

struct Session {
    script: Script,
    seen: Arc<Mutex<Seen>>,
    encrypted: bool,
}

impl Session {
    async fn serve(mut self, stream: TcpStream, acceptor: TlsAcceptor) -> Option<()> {
        let mut stream: BufReader<Box<dyn Stream>> = if self.script.wrapped {
            self.encrypted = true;
            BufReader::new(Box::new(acceptor.accept(stream).await.ok()?))
        } else {
            BufReader::new(Box::new(stream))
        };
        self.answer(&mut stream, "CONNECT", "220 mail.test ESMTP").await?;
        loop {
            let mut line = String::new();
            if stream.read_line(&mut line).await.ok()? == 0 {
                return None;
            }
            let line = line.trim_end().to_owned();
            self.seen.lock().unwrap().commands.push((self.encrypted, line.clone()));
            match line.split([' ', ':']).next()? {
                "EHLO" => {
                    let capabilities = self.capabilities();
                    self.answer(&mut stream, "EHLO", &capabilities).await?;
                }
                "STARTTLS" => {
                    self.answer(&mut stream, "STARTTLS", "220 go ahead").await?;
                    let plain = stream.into_inner();
                    self.encrypted = true;
                    stream = BufReader::new(Box::new(acceptor.accept(plain).await.ok()?));
                }
                "AUTH" => {
                    // NUL gatehouse NUL secret
                    let reply = if line == "AUTH PLAIN AGdhdGVob3VzZQBzZWNyZXQ=" {
                        "235 welcome"
                    } else {
                        "535 5.7.8 wrong"
                    };
                    self.answer(&mut stream, "AUTH", reply).await?;
                }
                "DATA" => {
                    self.answer(&mut stream, "DATA", "354 go ahead").await?;
                    let mail = content(&mut stream).await?;
                    self.seen.lock().unwrap().mails.push(mail);
                    self.answer(&mut stream, "END", "250 queued").await?;
                }
                "QUIT" => {
                    self.answer(&mut stream, "QUIT", "221 bye").await?;
                    return None;
                }
                verb => {
                    let verb = verb.to_owned();
                    self.answer(&mut stream, &verb, "250 fine").await?;
                }
            }
        }
    }

    fn capabilities(&self) -> String {
        let mut lines = vec!["mail.test"];
        if self.script.starttls && !self.encrypted {
            lines.push("STARTTLS");
        }
        if self.script.auth {
            lines.push("AUTH PLAIN LOGIN");
        }
        let last = lines.len() - 1;
        let lines: Vec<String> = lines
            .iter()
            .enumerate()
            .map(|(index, line)| format!("250{}{line}", if index == last { ' ' } else { '-' }))
            .collect();
        lines.join("\r\n")
    }

    async fn answer(&self, stream: &mut BufReader<Box<dyn Stream>>, verb: &str, usual: &str) -> Option<()> {
        let reply = self.script.replies.get(verb).copied().unwrap_or(usual);
        if reply.is_empty() {
            std::future::pending::<()>().await;
        }
        stream.write_all(format!("{reply}\r\n").as_bytes()).await.ok()?;
        stream.flush().await.ok()
    }
}

/// RFC 5321 §4.5.2: a dot before each line that starts with one, and a dot alone at the end.
async fn content(stream: &mut BufReader<Box<dyn Stream>>) -> Option<String> {
    let mut content = String::new();
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await.ok()? == 0 {
            return None;
        }
        if line == ".\r\n" {
            return Some(content);
        }
        content.push_str(line.strip_prefix('.').unwrap_or(&line));
    }
}
