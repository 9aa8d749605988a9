//! Keys, ID tokens and client assertions, from outside the crate.

#[cfg(test)]
mod client_assertion;
#[cfg(test)]
mod encodings;
#[cfg(test)]
mod id_token;
#[cfg(test)]
mod keystore;
#[cfg(test)]
mod support;
