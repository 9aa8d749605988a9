//! Questions that tell an operator whether the two servers can work together.

use serde::Deserialize;

use crate::connection::with_token;
use crate::{HomeserverError, Synapse};

/// What the homeserver makes of an access token that nobody issued.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenCheck {
    /// It asked us and refused the token: the way back works.
    Refused,
    /// It could not ask us: it does not reach our address, or its secret is not ours.
    CannotIntrospect,
    /// It accepted the token.
    Accepted,
}

#[derive(Deserialize)]
struct Versions {
    versions: Vec<String>,
}

impl Synapse {
    /// The versions of the Matrix specification it speaks; asked without credentials.
    pub async fn versions(&self) -> Result<Vec<String>, HomeserverError> {
        let url = self.connection.url(&["_matrix", "client", "versions"]);
        let answer = self.connection.send("versions", self.connection.get(url)).await?;
        Ok(answer.json::<Versions>()?.versions)
    }

    /// Whether it takes calls from us: it knows the endpoint and accepts the secret.
    ///
    /// The question lacks its parameter, and to complain about that, Synapse must have accepted the secret.
    pub async fn check_secret(&self) -> Result<(), HomeserverError> {
        let answer = self.ask("is_localpart_available", None).await?;
        if answer.status.is_success() {
            return Err(answer.not_matrix());
        }
        match answer.into_error() {
            HomeserverError::Rejected { status: 400, .. } => Ok(()),
            error => Err(error),
        }
    }

    /// What it makes of an access token that nobody issued, which shows whether it can ask us.
    ///
    /// The token must be new each time: Synapse keeps an answer for two minutes and would not ask again.
    pub async fn whoami_with_bogus_token(&self, token: &str) -> Result<TokenCheck, HomeserverError> {
        let call = "whoami";
        let url = self.connection.url(&["_matrix", "client", "v3", "account", "whoami"]);
        let request = with_token(call, self.connection.get(url), token)?;
        let answer = self.connection.send(call, request).await?;
        // Without an error code it was a proxy that spoke, not the homeserver.
        let errcode = answer.matrix_body().map(|body| body.errcode);
        match (answer.status.as_u16(), errcode.as_deref()) {
            (401, Some("M_UNKNOWN_TOKEN")) => Ok(TokenCheck::Refused),
            (503, Some(_)) => Ok(TokenCheck::CannotIntrospect),
            (200..=299, None) => answer.done().map(|()| TokenCheck::Accepted),
            _ => Err(answer.into_error()),
        }
    }
}
