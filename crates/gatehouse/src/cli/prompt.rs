//! Questions to the person at the terminal.

use std::io::{self, BufRead as _, IsTerminal as _, Read as _, Write as _};

use anyhow::{Result, bail};
use secrecy::{ExposeSecret as _, SecretString};

/// Longer than any password that is accepted.
const MAX_PASSWORD: u64 = 4096;

/// Whether somebody is there to be asked.
pub fn is_possible() -> bool {
    io::stdin().is_terminal()
}

/// A line, asked for on standard error: standard output is for results.
pub fn line(question: &str) -> Result<String> {
    let mut err = io::stderr().lock();
    write!(err, "{question}")?;
    err.flush()?;
    let mut answer = String::new();
    if io::stdin().lock().read_line(&mut answer)? == 0 {
        bail!("nothing was answered");
    }
    Ok(answer.trim().to_owned())
}

/// A password, typed twice without being shown.
pub fn new_password(question: &str) -> Result<SecretString> {
    let first = SecretString::from(rpassword::prompt_password(format!("{question}: "))?);
    let second = SecretString::from(rpassword::prompt_password("The same again: ")?);
    if first.expose_secret() == second.expose_secret() {
        Ok(first)
    } else {
        bail!("the two passwords differ")
    }
}

/// The first line of standard input, for programs that know the password.
pub fn password_from_stdin() -> Result<SecretString> {
    let mut text = String::new();
    io::stdin().lock().take(MAX_PASSWORD).read_line(&mut text)?;
    let password = text.trim_end_matches(['\r', '\n']);
    if password.is_empty() {
        bail!("there is no password on standard input");
    }
    Ok(password.into())
}
