//! Posting to addresses that someone else chose.

use reqwest::header::CONTENT_TYPE;
use url::{Url, form_urlencoded};

use super::{Fetch, FetchError, error::failure};

impl Fetch {
    /// Posts a form. What is answered is not read; a redirection is no success, since what is posted is for this address
    /// and no other.
    pub async fn post_form(&self, url: &Url, fields: &[(&str, &str)]) -> Result<(), FetchError> {
        self.inner.reach.check(url)?;
        let poster = self.poster().await?;
        let form = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(fields)
            .finish();
        let answer = poster
            .post(url.clone())
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(form)
            .send()
            .await;
        let status = answer.map_err(|error| failure(url, &error))?.status();
        if !status.is_success() {
            let (url, status) = (url.clone(), status.as_u16());
            return Err(FetchError::Status { url, status });
        }
        Ok(())
    }
}
