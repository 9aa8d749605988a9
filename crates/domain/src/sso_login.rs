//! A sign-in through the browser (Matrix specification, Client login via SSO).

use chrono::TimeDelta;
use url::{Url, form_urlencoded};

use crate::{SsoLoginId, Timestamp, redirect_uri::DANGEROUS_SCHEMES};

/// Longer than any app's address; what it keeps for itself may be in the query.
const MAX_LENGTH: usize = 2048;
/// What carries the login token to the app.
const LOGIN_TOKEN: &str = "loginToken";

/// What an app began and a person has to decide on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SsoLogin {
    pub id: SsoLoginId,
    pub redirect_url: SsoRedirectUrl,
    pub created_at: Timestamp,
    pub decided_at: Option<Timestamp>,
}

impl SsoLogin {
    /// How long a person may take to sign in and decide (LG-33).
    pub const LIFETIME: TimeDelta = TimeDelta::minutes(30);

    pub fn is_too_old(&self, now: Timestamp) -> bool {
        now >= self.created_at + Self::LIFETIME
    }
}

/// Why a text can't be the address of an app: the rule that it breaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("redirectUrl: {0}")]
pub struct InvalidSsoRedirectUrl(&'static str);

/// Where a person goes back to, as a browser reads it. Older apps don't register, so this is all that is known of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SsoRedirectUrl(Url);

impl SsoRedirectUrl {
    /// LG-29: nothing that runs in the browser, is hidden in the address, or leads nowhere.
    pub fn parse(text: &str) -> Result<Self, InvalidSsoRedirectUrl> {
        Self::check(text).map(Self).map_err(InvalidSsoRedirectUrl)
    }

    fn check(text: &str) -> Result<Url, &'static str> {
        if text.len() > MAX_LENGTH {
            return Err("it can't be longer than 2048 bytes");
        }
        // Parsers drop some of them, and so may see another address than a person does.
        if text
            .chars()
            .any(|letter| letter.is_control() || letter.is_whitespace() || letter == '\\')
        {
            return Err("it holds a character that has to be percent-encoded");
        }
        let url = Url::parse(text).map_err(|_| "it is not an absolute URL")?;
        if DANGEROUS_SCHEMES.contains(&url.scheme()) {
            return Err("its scheme is not allowed");
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err("a user name or password is not allowed");
        }
        match url.scheme() {
            "http" | "https" if url.has_host() && is_written_with_authority(text) => {}
            "http" | "https" => return Err("its host is missing"),
            "ftp" | "ws" | "wss" => return Err("its scheme is not allowed"),
            _ => {}
        }
        // What was not ASCII takes more room now.
        if url.as_str().len() > MAX_LENGTH {
            return Err("it can't be longer than 2048 bytes");
        }
        Ok(url)
    }

    pub const fn url(&self) -> &Url {
        &self.0
    }

    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// LG-31: the address with the token in its query, in the place of any that was there. The rest stays as it is.
    pub fn with_token(&self, token: &str) -> String {
        let text = self.0.as_str();
        let (before, fragment) = match text.split_once('#') {
            Some((before, fragment)) => (before, Some(fragment)),
            None => (text, None),
        };
        let (path, query) = before.split_once('?').unwrap_or((before, ""));
        let is_token = |pair: &str| {
            let name = form_urlencoded::parse(pair.as_bytes()).next();
            name.is_some_and(|(name, _)| name == LOGIN_TOKEN)
        };
        let kept = query.split('&').filter(|pair| !pair.is_empty() && !is_token(pair));
        let token: String = form_urlencoded::byte_serialize(token.as_bytes()).collect();
        let query: Vec<String> = kept
            .map(str::to_owned)
            .chain([format!("{LOGIN_TOKEN}={token}")])
            .collect();
        let query = query.join("&");
        let fragment = fragment.map_or_else(String::new, |fragment| format!("#{fragment}"));
        format!("{path}?{query}{fragment}")
    }
}

/// A parser of the web takes `https:example.com` for a host, and a person for something else.
fn is_written_with_authority(text: &str) -> bool {
    let rest = text.split_once(':').map(|(_, rest)| rest);
    rest.and_then(|rest| rest.strip_prefix("//"))
        .is_some_and(|rest| !rest.starts_with(['/', '?', '#']))
}

/// What the app says that its person wants (MSC3824).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SsoAction {
    Login,
    Register,
}

impl SsoAction {
    /// By the stable name of the parameter, or else the unstable one; what is not known is not there (M3824-08).
    pub fn read(stable: Option<&str>, unstable: Option<&str>) -> Option<Self> {
        let known = |text: &str| match text {
            "login" => Some(Self::Login),
            "register" => Some(Self::Register),
            _ => None,
        };
        stable.and_then(known).or_else(|| unstable.and_then(known))
    }

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Login => "login",
            Self::Register => "register",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // LG-29
    #[test]
    fn what_is_dangerous_or_leads_nowhere_is_refused() {
        let long = format!("https://app.example/?{}", "x".repeat(2048));
        for text in [
            "",
            "/",
            "app.example",
            "//app.example/",
            "https:",
            "https://",
            "https:///x",
            "https:app.example",
            "https:/app.example",
            "http://?x",
            "https://alice@app.example/",
            "https://app.example:pass@evil.example/",
            "https://:secret@app.example/",
            "app://alice@host/x",
            "javascript:alert(1)",
            "JavaScript:alert(1)",
            "java\tscript:alert(1)",
            " javascript:alert(1)",
            "data:text/html,x",
            "vbscript:x",
            "file:///etc/passwd",
            "blob:https://app.example/x",
            "about:blank",
            "view-source:https://app.example/",
            "filesystem:https://app.example/x",
            "ftp://app.example/",
            "wss://app.example/",
            "https://app.example/\r\nSet-Cookie: x",
            "https://app.example/\0",
            "https://app.example/\u{7f}",
            "https://app.example/\u{85}",
            "https://app.example\\@evil.example/",
            "https://app.example/a b",
            "https://[::1/",
            "https://app.example:99999/",
            long.as_str(),
        ] {
            assert!(SsoRedirectUrl::parse(text).is_err(), "{text:?}");
        }
    }

    // LG-34
    #[test]
    fn websites_apps_and_programs_on_the_device_are_led_back_to() {
        for (text, expected) in [
            ("https://app.example", "https://app.example/"),
            (
                "https://app.example:8443/?a=1#/home",
                "https://app.example:8443/?a=1#/home",
            ),
            ("HTTPS://App.Example/", "https://app.example/"),
            ("http://127.0.0.1:4711/cb", "http://127.0.0.1:4711/cb"),
            ("http://[::1]:4711/", "http://[::1]:4711/"),
            ("http://localhost:3000//login", "http://localhost:3000//login"),
            ("http://app.lan/", "http://app.lan/"),
            ("io.element.app:/x", "io.element.app:/x"),
            ("element://connect", "element://connect"),
            ("im.example://Login/?a", "im.example://Login/?a"),
            ("com.example.app:cb", "com.example.app:cb"),
            (
                "https://b\u{fc}cher.example/\u{e9}",
                "https://xn--bcher-kva.example/%C3%A9",
            ),
        ] {
            let url = SsoRedirectUrl::parse(text).unwrap();
            assert_eq!(url.as_str(), expected);
            assert_eq!(SsoRedirectUrl::parse(expected).unwrap(), url, "it reads back");
        }
    }

    // LG-31
    #[test]
    fn the_token_is_added_and_all_else_is_kept() {
        for (text, expected) in [
            ("https://c.example", "https://c.example/?loginToken=T"),
            ("https://c.example/?", "https://c.example/?loginToken=T"),
            (
                "https://c.example/?a=1&loginToken=x",
                "https://c.example/?a=1&loginToken=T",
            ),
            (
                "https://c.example/?loginToken=x&loginToken&a=%20+%2B",
                "https://c.example/?a=%20+%2B&loginToken=T",
            ),
            (
                "https://c.example/?login%54oken=x&b",
                "https://c.example/?b&loginToken=T",
            ),
            (
                "https://c.example/?logintoken=x",
                "https://c.example/?logintoken=x&loginToken=T",
            ),
            (
                "https://c.example/x?a=1#/y?loginToken=z",
                "https://c.example/x?a=1&loginToken=T#/y?loginToken=z",
            ),
            ("https://c.example/#", "https://c.example/?loginToken=T#"),
            ("io.element.app:/x", "io.element.app:/x?loginToken=T"),
            ("element://connect", "element://connect?loginToken=T"),
            ("com.example.app:cb?a#b", "com.example.app:cb?a&loginToken=T#b"),
        ] {
            assert_eq!(SsoRedirectUrl::parse(text).unwrap().with_token("T"), expected);
        }
    }

    // M3824-07, M3824-08
    #[test]
    fn the_stable_action_wins_and_an_unknown_one_is_none() {
        use SsoAction::{Login, Register};
        for (stable, unstable, expected) in [
            (None, None, None),
            (Some("register"), None, Some(Register)),
            (None, Some("register"), Some(Register)),
            (Some("login"), Some("register"), Some(Login)),
            (Some("register"), Some("login"), Some(Register)),
            (Some("foo"), Some("register"), Some(Register)),
            (Some("register"), Some("foo"), Some(Register)),
            (Some("foo"), Some(""), None),
            (Some("Register"), None, None),
        ] {
            assert_eq!(SsoAction::read(stable, unstable), expected, "{stable:?} {unstable:?}");
        }
    }
}
