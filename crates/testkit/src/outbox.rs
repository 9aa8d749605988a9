//! Where the letters of a test end up.

use std::sync::{Mutex, MutexGuard};

use async_trait::async_trait;
use gatehouse_mail::{Mail, MailError, Outgoing, Written};

/// A letter that was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SentLetter {
    pub to: String,
    pub name: Option<String>,
    pub subject: String,
    pub text: String,
    pub html: String,
}

impl SentLetter {
    /// The code: the line of the text that is nothing but digits.
    #[track_caller]
    pub fn code(&self) -> String {
        let is_code = |line: &&str| line.len() == 6 && line.bytes().all(|letter| letter.is_ascii_digit());
        let code = self.text.lines().find(is_code);
        code.unwrap_or_else(|| panic!("there is no code in\n{}", self.text))
            .to_owned()
    }

    /// The link below the button. The server's own pages lie at `link().path()`.
    #[track_caller]
    pub fn link(&self) -> url::Url {
        // The foot has links of the operator's.
        let (letter, _) = self.text.rsplit_once("\n--\n").expect("a foot");
        let link = letter.lines().find(|line| line.starts_with("http"));
        let link = link.unwrap_or_else(|| panic!("there is no link in\n{letter}"));
        link.parse().expect("a URL")
    }
}

#[derive(Default)]
struct State {
    sent: Vec<SentLetter>,
    refusal: Option<MailError>,
    attempts: usize,
}

/// Takes letters, or says why not. Letters are sent by [`TestApp::run_jobs`](crate::TestApp::run_jobs).
#[derive(Default)]
pub struct Outbox(Mutex<State>);

impl Outbox {
    /// Everything that was sent, in order.
    pub fn letters(&self) -> Vec<SentLetter> {
        self.state().sent.clone()
    }

    /// What was sent to an address, in order.
    pub fn to(&self, address: &str) -> Vec<SentLetter> {
        let mut letters = self.letters();
        letters.retain(|letter| letter.to == address);
        letters
    }

    /// The letter that was sent to an address last.
    #[track_caller]
    pub fn last_to(&self, address: &str) -> SentLetter {
        let last = self.to(address).pop();
        last.unwrap_or_else(|| panic!("nothing was sent to {address}"))
    }

    /// From now on no letter is taken, for this reason; none takes them again.
    pub fn refuse(&self, why: Option<MailError>) {
        self.state().refusal = why;
    }

    /// How often somebody tried to send a letter.
    pub fn attempts(&self) -> usize {
        self.state().attempts
    }

    /// As if nothing had been sent yet.
    pub fn clear(&self) {
        self.state().sent.clear();
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().expect("no test panics while it holds the outbox")
    }
}

#[async_trait]
impl Mail for Outbox {
    async fn send(&self, letter: &Outgoing) -> Result<(), MailError> {
        // What can't be made into a message is no letter.
        letter.message()?;
        let mut state = self.state();
        state.attempts += 1;
        if let Some(why) = &state.refusal {
            return Err(why.clone());
        }
        let Written { subject, text, html } = letter.written().clone();
        state.sent.push(SentLetter {
            to: letter.to().to_owned(),
            name: letter.name().map(ToOwned::to_owned),
            subject,
            text,
            html,
        });
        Ok(())
    }

    async fn probe(&self) -> Result<(), MailError> {
        match &self.state().refusal {
            Some(why) => Err(why.clone()),
            None => Ok(()),
        }
    }
}
