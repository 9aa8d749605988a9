//! One kept-alive HTTP/1.1 connection, as cheap as a client can be: it shares the cores with what it measures.

use std::net::SocketAddr;

use anyhow::{Context as _, Result, bail};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

const MAX_HEADERS: usize = 32;

/// A connection on which requests follow each other.
pub struct Connection {
    stream: TcpStream,
    answer: Vec<u8>,
}

/// What came back.
pub struct Answer<'a> {
    pub status: u16,
    head: &'a [u8],
    pub body: &'a [u8],
}

impl Connection {
    pub async fn open(address: SocketAddr) -> Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self {
            stream,
            answer: Vec::with_capacity(16 * 1024),
        })
    }

    /// Sends a whole request and waits for the whole answer.
    pub async fn send(&mut self, request: &[u8]) -> Result<Answer<'_>> {
        self.stream.write_all(request).await?;
        self.answer.clear();
        let (status, head, length) = loop {
            self.read().await?;
            if let Some(found) = parse_head(&self.answer)? {
                break found;
            }
        };
        match length {
            Some(length) => {
                while self.answer.len() < head + length {
                    self.read().await?;
                }
            }
            None => self.read_chunks(head).await?,
        }
        let (head, body) = self.answer.split_at(head);
        Ok(Answer { status, head, body })
    }

    /// Reads a body in chunks (RFC 9112 §7.1) and leaves what is in them behind the head.
    async fn read_chunks(&mut self, head: usize) -> Result<()> {
        let (mut at, mut end) = (head, head);
        loop {
            let unread = self.answer.get(at..).unwrap_or_default();
            let size = httparse::parse_chunk_size(unread).ok().context("no size of a chunk")?;
            let httparse::Status::Complete((line, size)) = size else {
                self.read().await?;
                continue;
            };
            let (begin, size) = (at + line, usize::try_from(size)?);
            at = begin + size + 2;
            while self.answer.len() < at {
                self.read().await?;
            }
            self.answer.copy_within(begin..begin + size, end);
            end += size;
            if size == 0 {
                self.answer.truncate(end);
                return Ok(());
            }
        }
    }

    async fn read(&mut self) -> Result<()> {
        match self.stream.read_buf(&mut self.answer).await? {
            0 => bail!("the server closed the connection"),
            _ => Ok(()),
        }
    }
}

/// Status, length of the head and length of the body, once the head is there; without the last, it comes in chunks.
fn parse_head(bytes: &[u8]) -> Result<Option<(u16, usize, Option<usize>)>> {
    let mut headers = [httparse::EMPTY_HEADER; MAX_HEADERS];
    let mut response = httparse::Response::new(&mut headers);
    let httparse::Status::Complete(head) = response.parse(bytes)? else {
        return Ok(None);
    };
    let status = response.code.context("an answer without status")?;
    let value = |name: &str| {
        let header = response
            .headers
            .iter()
            .find(|header| header.name.eq_ignore_ascii_case(name));
        header.map(|header| header.value)
    };
    let length = match value("content-length") {
        Some(length) => Some(std::str::from_utf8(length)?.parse()?),
        None if value("transfer-encoding").is_some() => None,
        None => bail!("an answer of status {status} without Content-Length"),
    };
    Ok(Some((status, head, length)))
}

impl<'a> Answer<'a> {
    /// The values of a header.
    pub fn headers(&self, name: &str) -> impl Iterator<Item = &'a str> {
        let lines = std::str::from_utf8(self.head).unwrap_or_default().lines();
        let pairs = lines.filter_map(|line| line.split_once(": "));
        pairs
            .filter(move |(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, value)| value)
    }

    pub fn location(&self) -> Result<&'a str> {
        self.headers("location")
            .next()
            .with_context(|| format!("no redirect: {}", self.describe()))
    }

    pub fn text(&self) -> &'a str {
        std::str::from_utf8(self.body).unwrap_or_default()
    }

    /// Fails when the status is another.
    pub fn expect(&self, status: u16) -> Result<()> {
        if self.status == status {
            return Ok(());
        }
        bail!("{status} was expected: {}", self.describe())
    }

    fn describe(&self) -> String {
        let start: String = self.text().chars().take(300).collect();
        format!("the answer has status {} and says {start}", self.status)
    }
}
