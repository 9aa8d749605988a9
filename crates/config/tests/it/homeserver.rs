//! The homeserver as a resource of a listener.

use gatehouse_config::ResourceName;
use rstest::rstest;

use crate::support::Files;

#[test]
fn a_homeserver_is_served_with_its_options() {
    let loaded = Files::new().load(
        "http:
  public_base: https://example.org/
  listeners:
    - resources: [{name: homeserver, admin: true, well_known: true}, {name: compat}]
      binds: [{port: 1}]
matrix: {homeserver: example.org, secret: a}
",
    );
    let loaded = loaded.unwrap();
    assert_eq!(loaded.warnings, []);
    assert!(loaded.config.http.serves(ResourceName::Homeserver));
    let resource = loaded.config.http.listeners[0].resources[0];
    assert_eq!(resource.name, ResourceName::Homeserver);
    assert!(resource.admin && resource.well_known);
}

#[rstest]
#[case::without_one(
    "http: {listeners: [{resources: [{name: homeserver}], binds: [{port: 1}]}]}\n",
    "c.yaml:1:33: http.listeners.0.resources.0: is not served: the section `matrix` names no homeserver"
)]
#[case::below_a_prefix(
    "http: {public_base: 'https://a.b/', listeners: [{resources: [{name: homeserver, well_known: true}, \
     {name: compat}], prefix: /x, binds: [{port: 1}]}]}\nmatrix: {homeserver: a.b, secret: a}\n",
    "c.yaml:1:93: http.listeners.0.resources.0.well_known: has no effect: with a `prefix`, the documents are not where \
     they are looked for"
)]
#[case::for_another_host(
    "http: {public_base: 'https://matrix.a.b/', listeners: [{resources: [{name: homeserver, well_known: true}, \
     {name: compat}], binds: [{port: 1}]}]}\nmatrix: {homeserver: a.b, secret: a}\n",
    "c.yaml:1:100: http.listeners.0.resources.0.well_known: may have no effect: the documents are looked for at `a.b`, \
     and `public_base` leads to `matrix.a.b`"
)]
#[case::without_the_sign_in_of_older_clients(
    "http: {public_base: 'https://a.b/', listeners: [{resources: [{name: homeserver}], binds: [{port: 1}]}]}\n\
     matrix: {homeserver: a.b, secret: a}\n",
    "c.yaml:1:62: http.listeners.0.resources.0: passes the sign-in of older clients on to the homeserver, which has none: \
     add `compat` beside it"
)]
fn a_homeserver_that_is_not_found_is_warned_about(#[case] yaml: &str, #[case] expected: &str) {
    let files = Files::new();
    let loaded = files.load(yaml).unwrap();
    assert_eq!(files.warnings(&loaded), [expected]);
}
