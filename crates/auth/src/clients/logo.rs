//! What clients look like.

use url::Url;

use crate::{Context, error::chain, fetch::Picture};

/// The logo of a client; none if it has none, or none that can be had and shown.
pub async fn logo(cx: &Context, client_id: &str) -> Option<Picture> {
    let client = super::find(cx, client_id).await.ok().flatten()?;
    let url: Url = client.metadata.logo_uri.as_deref()?.parse().ok()?;
    match cx.fetch.picture(&url).await {
        Ok(picture) => Some(picture),
        Err(error) => {
            tracing::debug!(client = %client.id, error = chain(&error), "a logo is not shown");
            None
        }
    }
}
