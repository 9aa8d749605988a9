//! Downloading JWTs.

use std::time::Duration;

use gatehouse_tokens::request_object::MAX_LENGTH;
use url::Url;

use super::{Fetch, FetchError, Memory, Wanted};

static JWT: Wanted<String> = Wanted {
    accept: "application/oauth-authz-req+jwt, application/jwt, application/jose, */*;q=0.1",
    // A file ends with a line break.
    bytes: MAX_LENGTH + 2,
    read: |url, body| Ok(jwt(body).ok_or_else(|| FetchError::NotJwt(url.clone()))?.to_owned()),
};

/// Many clients write a new one for each sign-in to the same place, so it is remembered for those only who ask at once.
pub(super) const MEMORY: Memory = Memory {
    document: Duration::from_secs(1),
    failure: Duration::from_secs(10),
    by_fragment: true,
};

impl Fetch {
    /// The JWT at `url`, not verified, not older than a second; another fragment is another version.
    ///
    /// Any content type is taken: few servers know that of RFC 9101 §5.2.3, and the signature says what it is.
    pub async fn jwt(&self, url: &Url) -> Result<String, FetchError> {
        self.remembered(&self.inner.jwts, &JWT, url).await
    }
}

/// RFC 7515 §7.1: base64url with dots between. An error page is something else.
fn jwt(body: &[u8]) -> Option<&str> {
    let text = str::from_utf8(body).ok()?.trim_ascii();
    let is_known = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
    (text.contains('.') && text.bytes().all(is_known)).then_some(text)
}
