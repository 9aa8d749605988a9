//! The homeserver port over HTTP, against a server that answers as Synapse was seen to answer.

#[cfg(test)]
mod answers;
#[cfg(test)]
mod calls;
#[cfg(test)]
mod faults;
#[cfg(test)]
mod probe;
#[cfg(test)]
mod requests;
#[cfg(test)]
mod stand_ins;
