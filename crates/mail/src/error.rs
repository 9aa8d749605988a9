//! Why a letter was not handed over, told so that an operator knows what to do.

/// How much of a mail server's words is kept.
const LONGEST: usize = 300;

/// Why a letter was not handed over.
///
/// The texts are for logs. They never hold an address, a code or a link.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MailError {
    /// No connection, or it broke before the letter was accepted.
    #[error("no answer from the mail server: {0}")]
    Unreachable(String),
    /// Connected, perhaps, but nothing more for too long.
    #[error("the mail server does not answer in time")]
    TimedOut,
    /// Come back later (4xx).
    #[error("the mail server puts it off: {0}")]
    Deferred(String),
    /// It is us who are refused: nothing is delivered until an operator changes something.
    #[error("mail can't be handed over until its configuration is mended: {0}")]
    Misconfigured(String),
    /// This letter is refused for good (5xx).
    #[error("the mail server refuses the letter: {0}")]
    Refused(String),
    /// Nothing that a letter could be sent to.
    #[error("the recipient's address is not one that mail can be sent to")]
    BadRecipient,
}

impl MailError {
    /// The same letter may be accepted later.
    pub const fn is_transient(&self) -> bool {
        match self {
            // An operator will mend it, and then the letter goes.
            Self::Unreachable(_) | Self::TimedOut | Self::Deferred(_) | Self::Misconfigured(_) => true,
            Self::Refused(_) | Self::BadRecipient => false,
        }
    }
}

/// What a mail server or program said, on one line and without what belongs to a person: servers
/// like to repeat the address, and spam filters the link.
pub fn discreet(words: &str) -> String {
    let mut line = String::new();
    for word in words.split_whitespace() {
        let word = if word.contains('@') || word.contains("://") {
            "…"
        } else {
            word
        };
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    line.chars()
        .filter(|letter| !letter.is_control())
        .take(LONGEST)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_belongs_to_a_person_is_left_out() {
        let cases = [
            (
                "5.1.1 <ana@example.org>: Recipient address rejected:\r\n User unknown",
                "5.1.1 … Recipient address rejected: User unknown",
            ),
            (
                "554 spam: https://auth.example.org/recover?ticket=secret",
                "554 spam: …",
            ),
            ("\u{7}4.2.0 busy", "4.2.0 busy"),
        ];
        for (said, kept) in cases {
            assert_eq!(discreet(said), kept);
        }
        assert_eq!(discreet(&"x".repeat(1000)).len(), LONGEST);
    }
}
