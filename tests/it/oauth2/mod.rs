mod introspect;
mod keys;
mod races;
mod refresh;
mod registration;
mod revoke;
mod token;
mod userinfo;
