//! What was found.

use std::fmt;

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    Ok,
    Warn,
    Fail,
}

/// One thing that was looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    pub verdict: Verdict,
    what: String,
    /// What the operator can do about it.
    remedy: String,
}

impl Finding {
    pub fn ok(what: impl Into<String>) -> Self {
        Self::new(Verdict::Ok, what, "")
    }

    pub fn warn(what: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self::new(Verdict::Warn, what, remedy)
    }

    pub fn fail(what: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self::new(Verdict::Fail, what, remedy)
    }

    fn new(verdict: Verdict, what: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self {
            verdict,
            what: what.into(),
            remedy: remedy.into(),
        }
    }
}

/// One line, whatever others wrote into it.
impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let verdict = match self.verdict {
            Verdict::Ok => "OK  ",
            Verdict::Warn => "WARN",
            Verdict::Fail => "FAIL",
        };
        let mut line = format!("{verdict}  {}", self.what);
        if !self.remedy.is_empty() {
            line.push_str(" => ");
            line.push_str(&self.remedy);
        }
        let visible = |letter: char| if letter.is_control() { ' ' } else { letter };
        f.write_str(&line.chars().map(visible).collect::<String>())
    }
}
