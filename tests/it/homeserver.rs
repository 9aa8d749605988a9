//! `/_matrix` and `/_synapse/client`: what is passed on to the homeserver.

mod away;
mod fields;
mod kept;
mod paths;
mod stage;
mod streams;
mod stub;
mod well_known;
