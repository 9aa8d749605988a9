//! An answer of the homeserver, and what its status and error code mean.

use reqwest::StatusCode;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::{HomeserverError, Upserted};

/// As much of the homeserver's own words as goes into an error.
const MESSAGE_CHARS: usize = 200;

/// Error codes are short; more is not one.
const ERRCODE_CHARS: usize = 64;

/// A complete answer.
pub(crate) struct Answer {
    pub call: &'static str,
    pub status: StatusCode,
    pub body: Vec<u8>,
}

/// The standard error body (Matrix client-server API, "Standard error response").
#[derive(Deserialize)]
pub(crate) struct MatrixBody {
    pub errcode: String,
    #[serde(default)]
    error: String,
}

impl Answer {
    /// The body as a Matrix error, if it is one.
    pub fn matrix_body(&self) -> Option<MatrixBody> {
        serde_json::from_slice(&self.body).ok()
    }

    /// Any 2xx, since the statuses of these calls changed between versions. A page of HTML with 200 comes from a
    /// proxy and is no success.
    pub fn done(self) -> Result<(), HomeserverError> {
        self.upserted().map(|_| ())
    }

    /// 201 is new; every other 2xx is old.
    pub fn upserted(self) -> Result<Upserted, HomeserverError> {
        if !self.status.is_success() {
            return Err(self.into_error());
        }
        let is_empty = self.body.trim_ascii().is_empty();
        if !is_empty && serde_json::from_slice::<serde::de::IgnoredAny>(&self.body).is_err() {
            return Err(self.not_matrix());
        }
        Ok(if self.status == StatusCode::CREATED {
            Upserted::Created
        } else {
            Upserted::Updated
        })
    }

    /// A 2xx whose body is a `T`.
    pub fn json<T: DeserializeOwned>(self) -> Result<T, HomeserverError> {
        if !self.status.is_success() {
            return Err(self.into_error());
        }
        serde_json::from_slice(&self.body).map_err(|_| self.not_matrix())
    }

    /// What an answer that is no success means.
    pub fn into_error(self) -> HomeserverError {
        let call = self.call;
        let status = self.status.as_u16();
        if self.status.is_server_error() || self.status == StatusCode::TOO_MANY_REQUESTS {
            return HomeserverError::Unavailable { call, status };
        }
        if self.status.is_redirection() {
            return HomeserverError::Redirected { call, status };
        }
        let matrix = self.matrix_body();
        let errcode = matrix.as_ref().map(|body| body.errcode.as_str());
        match (status, errcode) {
            (401, Some("M_MISSING_TOKEN")) => HomeserverError::SecretLost { call },
            (401 | 403, Some(_)) => HomeserverError::WrongSecret { call, status },
            (401 | 403, None) => HomeserverError::Blocked { call, status },
            (404, Some("M_NOT_FOUND")) => HomeserverError::UserNotFound { call },
            (404 | 405, None | Some("M_UNRECOGNIZED")) => HomeserverError::NoSuchEndpoint { call, status },
            _ => match matrix {
                Some(body) if self.status.is_client_error() => HomeserverError::Rejected {
                    call,
                    status,
                    errcode: printable(&body.errcode, ERRCODE_CHARS),
                    message: printable(&body.error, MESSAGE_CHARS),
                },
                _ => self.not_matrix(),
            },
        }
    }

    pub fn not_matrix(&self) -> HomeserverError {
        HomeserverError::NotMatrix {
            call: self.call,
            status: self.status.as_u16(),
        }
    }
}

/// One short line that cannot forge another line of the log.
fn printable(text: &str, chars: usize) -> String {
    text.chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .take(chars)
        .collect()
}
