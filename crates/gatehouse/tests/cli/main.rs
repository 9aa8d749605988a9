//! The program, run as a person or an init system runs it.

#[cfg(test)]
mod accounts;
#[cfg(test)]
mod configuration;
#[cfg(test)]
mod doctor;
#[cfg(test)]
mod installation;
#[cfg(test)]
mod keys;
#[cfg(test)]
mod server;
#[cfg(test)]
mod tokens;
