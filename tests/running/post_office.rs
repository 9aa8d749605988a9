//! A mail server on the loopback that takes everything and delivers nothing.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use serde_json::{Value, json};
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
    task::JoinHandle,
};
use url::Url;

use super::wait_until;

/// A letter as it came over the wire.
#[derive(Debug, Clone)]
pub struct Letter {
    to: String,
    source: String,
}

impl Letter {
    /// The code, which the subject begins with.
    #[track_caller]
    pub fn code(&self) -> String {
        let subject = self.source.lines().find_map(|line| line.strip_prefix("Subject: "));
        let code = subject.and_then(|subject| subject.split(' ').next());
        code.unwrap_or_else(|| panic!("no subject in {}", self.source))
            .to_owned()
    }

    /// The link below the button, in the letter's plain form.
    #[track_caller]
    pub fn link(&self) -> Url {
        // RFC 2045 §6.7
        let text = self.source.replace("=\r\n", "").replace("=3D", "=");
        let link = text.lines().find(|line| line.starts_with("http"));
        let link = link.unwrap_or_else(|| panic!("no link in {}", self.source));
        link.parse().expect("a URL")
    }
}

/// Speaks as much SMTP (RFC 5321) as it takes to be given a letter.
pub struct PostOffice {
    port: u16,
    letters: Arc<Mutex<Vec<Letter>>>,
    listening: JoinHandle<()>,
}

impl PostOffice {
    pub async fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a loopback port");
        let port = listener.local_addr().expect("its number").port();
        let letters = Arc::new(Mutex::new(Vec::new()));
        let box_of_all = Arc::clone(&letters);
        let listening = tokio::spawn(async move {
            while let Ok((connection, _)) = listener.accept().await {
                tokio::spawn(take(connection, Arc::clone(&box_of_all)));
            }
        });
        Self {
            port,
            letters,
            listening,
        }
    }

    /// The section `email` of a server that sends its mail here.
    pub fn section(&self) -> Value {
        json!({
            "from": "Gatehouse <auth@example.com>",
            "reply_to": "help@example.com",
            "transport": "smtp",
            "mode": "plain",
            "hostname": "127.0.0.1",
            "port": self.port,
        })
    }

    /// The `count`-th letter to an address, as soon as it has come.
    pub async fn letter(&self, to: &str, count: usize) -> Letter {
        wait_until("a letter comes", Duration::from_secs(20), async || {
            let letters = self.letters.lock().expect("nobody panics with it");
            let mut theirs = letters.iter().filter(|letter| letter.to == to);
            theirs.nth(count - 1).cloned()
        })
        .await
    }
}

impl Drop for PostOffice {
    fn drop(&mut self) {
        self.listening.abort();
    }
}

async fn take(connection: TcpStream, letters: Arc<Mutex<Vec<Letter>>>) -> std::io::Result<()> {
    let mut connection = BufReader::new(connection);
    connection.write_all(b"220 ready\r\n").await?;
    let mut to = String::new();
    loop {
        let mut line = String::new();
        if connection.read_line(&mut line).await? == 0 {
            return Ok(());
        }
        let verb = line.get(..4).unwrap_or_default().to_uppercase();
        let reply: &[u8] = match verb.as_str() {
            "RCPT" => {
                let address = line.split(['<', '>']).nth(1).unwrap_or_default();
                address.clone_into(&mut to);
                b"250 fine\r\n"
            }
            "DATA" => {
                connection.write_all(b"354 go on\r\n").await?;
                let source = content(&mut connection).await?;
                let letter = Letter { to: to.clone(), source };
                letters.lock().expect("nobody panics with it").push(letter);
                b"250 taken\r\n"
            }
            "QUIT" => {
                connection.write_all(b"221 bye\r\n").await?;
                return Ok(());
            }
            _ => b"250 fine\r\n",
        };
        connection.write_all(reply).await?;
    }
}

async fn content(connection: &mut BufReader<TcpStream>) -> std::io::Result<String> {
    let mut source = String::new();
    loop {
        let begin = source.len();
        let length = connection.read_line(&mut source).await?;
        if length == 0 || source.get(begin..) == Some(".\r\n") {
            source.truncate(begin);
            return Ok(source);
        }
    }
}
