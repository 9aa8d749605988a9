//! Keys, ID tokens, and JWTs of clients, from outside the crate.

#[cfg(test)]
mod client_assertion;
#[cfg(test)]
mod encodings;
#[cfg(test)]
mod id_token;
#[cfg(test)]
mod keystore;
#[cfg(test)]
mod request_object;
#[cfg(test)]
mod support;
