//! With what a person signs in, so that something new can be told from what they always use.

use crate::{ClientId, TokenHash};

/// The same for each sign-in with the same app, or with none, in the same browser, in whatever version.
pub fn sign_in_mark(app: Option<ClientId>, user_agent: Option<&str>) -> TokenHash {
    let app = app.map(|id| id.to_string()).unwrap_or_default();
    // Versions are numbers, and those change all the time.
    let letters = user_agent
        .unwrap_or_default()
        .chars()
        .filter(|letter| letter.is_alphabetic());
    TokenHash::of(&format!("{app}\n{}", letters.collect::<String>()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIREFOX: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";

    #[test]
    fn an_update_is_nothing_new() {
        let before = sign_in_mark(None, Some(FIREFOX));
        assert_eq!(before, sign_in_mark(None, Some(&FIREFOX.replace("140", "141"))));
    }

    #[test]
    fn another_app_browser_or_system_is_new() {
        let app = "01ARZ3NDEKTSV4RRFFQ69G5FAV".parse().unwrap();
        let before = sign_in_mark(None, Some(FIREFOX));
        assert_ne!(before, sign_in_mark(Some(app), Some(FIREFOX)));
        assert_ne!(before, sign_in_mark(None, Some(&FIREFOX.replace("Linux", "Windows"))));
        assert_ne!(
            before,
            sign_in_mark(None, Some(&FIREFOX.replace("Firefox", "Seamonkey")))
        );
        assert_ne!(before, sign_in_mark(None, None));
    }
}
