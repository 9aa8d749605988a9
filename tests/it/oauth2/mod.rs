mod introspect;
mod races;
mod refresh;
mod revoke;
mod token;
