//! The binary: command line, wiring, listeners, telemetry, worker loop.

pub mod cli;
pub mod data_dir;
pub mod doctor;
mod key_file;
pub mod listeners;
pub mod proxy_stanza;
pub mod router;
pub mod server;
pub mod telemetry;
pub mod wiring;
