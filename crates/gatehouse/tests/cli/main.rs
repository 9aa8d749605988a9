//! The program, run as a person or an init system runs it.

mod accounts;
mod configuration;
mod doctor;
mod installation;
mod server;
