//! The values of claims about a person (OpenID Connect Core §5.1).

use std::collections::BTreeSet;

use gatehouse_domain::{Claim, User};
use gatehouse_storage::user_emails;
use serde_json::{Map, Value, json};

use crate::{Context, Result, users};

/// A person who signs in with one factor, which is all that there is: the lowest level of ISO/IEC 29115.
const ONE_FACTOR: &str = "1";

/// What there is to tell; what an account does not have is left out (OCORE-23).
pub(crate) async fn values(cx: &Context, user: &User, claims: &BTreeSet<Claim>) -> Result<Map<String, Value>> {
    let mut values = Map::new();
    let mut tell = |claim: Claim, value: Value| values.insert(claim.as_str().to_owned(), value);
    let asked = |claim: Claim| claims.contains(&claim);
    if asked(Claim::Acr) {
        tell(Claim::Acr, json!(ONE_FACTOR));
    }
    if asked(Claim::PreferredUsername) {
        tell(Claim::PreferredUsername, json!(user.username));
    }
    if asked(Claim::Locale)
        && let Some(locale) = user.locale
    {
        tell(Claim::Locale, json!(locale.tag()));
    }
    if asked(Claim::Name) {
        let profile = users::profile(cx, user).await;
        let name = profile.and_then(|profile| profile.display_name);
        // Apps that show people need something to show.
        tell(Claim::Name, json!(name.unwrap_or_else(|| user.username.to_string())));
    }
    if asked(Claim::Email) || asked(Claim::EmailVerified) {
        let emails = user_emails::list(&mut cx.db.read().await?, user.id).await?;
        if let Some(email) = emails.into_iter().next() {
            // None gets here without a proof.
            tell(Claim::EmailVerified, json!(true));
            if asked(Claim::Email) {
                tell(Claim::Email, json!(email.address));
            }
        }
    }
    Ok(values)
}
