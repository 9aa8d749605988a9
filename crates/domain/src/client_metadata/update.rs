//! What a client says when it replaces its registration (RFC 7592 §2.2).

use super::{ClientMetadata, Members, MetadataError, RegistrationPolicy};
use crate::ClientId;

/// RFC 7592 §2.2: what only the server says.
const FORBIDDEN_MEMBERS: [&str; 4] = [
    "registration_access_token",
    "registration_client_uri",
    "client_secret_expires_at",
    "client_id_issued_at",
];

impl ClientMetadata {
    /// Reads and checks the body of an update: all of the metadata anew, so that what is left out is gone (R7592-03).
    ///
    /// The id has to be there, and the secret may be; both stay as they are.
    pub fn from_update(
        body: &[u8],
        policy: &RegistrationPolicy,
        id: ClientId,
        secret: Option<&str>,
    ) -> Result<Self, MetadataError> {
        let members = Members::parse(body)?;
        if members.text("client_id")? != Some(id.to_string().as_str()) {
            return Err(MetadataError::member("client_id", "must be that of the client"));
        }
        if let Some(named) = members.text("client_secret")?
            && secret != Some(named)
        {
            return Err(MetadataError::member(
                "client_secret",
                "must be that of the client, or left out",
            ));
        }
        for member in FORBIDDEN_MEMBERS {
            if members.value(member).is_some() {
                return Err(MetadataError::member(member, "can't be chosen by the client"));
            }
        }
        Self::from_members(&members, policy)
    }
}
