//! Entities, ids, scopes, client metadata, and the OAuth, OpenID and Matrix rules.
//!
//! Nothing here awaits, reads a clock, draws randomness or logs: what a rule needs is a parameter.

mod access_token;
mod account_event;
mod app_password;
mod authorization_code;
mod authorization_request;
mod browser_session;
mod claims;
mod client;
mod client_metadata;
mod consent;
mod device_grant;
mod device_id;
mod device_name;
mod email_challenge;
mod end_session;
mod id;
mod locale;
mod localpart;
mod login_token;
mod oauth_error;
mod pkce;
mod recovery;
mod redirect_uri;
mod refresh_token;
mod registration;
mod registration_token;
mod response;
mod scope;
mod session;
mod sign_in_mark;
mod sso_login;
mod token;
mod user;
mod user_code;
mod user_email;

pub use access_token::AccessToken;
pub use account_event::{AccountEvent, RecordedEvent};
pub use app_password::{AppPassword, AppPasswordSecret};
pub use authorization_code::{AuthorizationCode, CodeExchange};
pub use authorization_request::{
    AuthorizationRequest, Prompt, RawAuthorizationRequest, RequestError, RequestObject, ResponseMode,
};
pub use browser_session::BrowserSession;
pub use claims::{Claim, InvalidClaims, RequestedClaims};
pub use client::{AuthMethod, Client, GrantType, StaticClient};
pub use client_metadata::{
    ApplicationType, ClientMetadata, MetadataError, RegistrationPolicy, ResponseType, SubjectType,
};
pub use consent::Consent;
pub use device_grant::{DeviceGrant, DeviceGrantState, Poll, UserDecision};
pub use device_id::{DeviceId, InvalidDeviceId};
pub use device_name::{DeviceName, InvalidDeviceName};
pub use email_challenge::EmailChallenge;
pub use end_session::{EndSessionRequest, SignOutProof};
pub use id::{
    AccessTokenId, AccountEventId, AppPasswordId, AuthorizationGrantId, BrowserSessionId, ClientId, DeviceGrantId,
    EmailChallengeId, InvalidId, JobId, RecoveryId, RefreshTokenId, RegistrationId, RegistrationTokenId, SessionId,
    SsoLoginId, UserEmailId, UserId,
};
pub use locale::Locale;
pub use localpart::{InvalidLocalpart, Localpart};
pub use login_token::LoginToken;
pub use oauth_error::{ErrorCode, OAuthError};
pub use pkce::{CodeChallenge, InvalidPkce};
pub use recovery::{Recovery, RecoveryTicket};
pub use redirect_uri::{InvalidRedirectUri, RedirectUri};
pub use refresh_token::{Presented, RefreshToken, Successor};
pub use registration::Registration;
pub use registration_token::RegistrationToken;
pub use response::AuthorizationResponse;
pub use scope::{InvalidScope, MatrixAccess, Scope};
pub use session::{Session, SessionKind};
pub use sign_in_mark::sign_in_mark;
pub use sso_login::{InvalidSsoRedirectUrl, SsoAction, SsoLogin, SsoRedirectUrl};
pub use token::{Token, TokenHash, TokenKind};
pub use user::User;
pub use user_code::{InvalidUserCode, UserCode};
pub use user_email::{EmailAddress, InvalidEmailAddress, UserEmail};

/// A moment in UTC, cut to microseconds by the clock that made it.
pub type Timestamp = chrono::DateTime<chrono::Utc>;
