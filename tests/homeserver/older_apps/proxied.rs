//! Older apps that reach both servers by way of a reverse proxy, as `gatehouse doctor` tells how.

use gatehouse_testkit::{Engine, Fixture, both_databases};
use gatehouse_tests::ReverseProxy;

use super::{
    js_sdk::js_sdk_lives_as_before,
    oldest::r0_lives_as_before,
    python::{mautrix_lives_as_before, nio_lives_as_before},
};
use crate::pair::Pair;

/// A pair that waits for a reverse proxy.
struct BehindAProxy(Pair);

impl Fixture for BehindAProxy {
    async fn start(engine: Engine) -> Self {
        Self(Pair::behind_a_proxy(engine).await)
    }
}

async fn old_apps_live(pair: &Pair) {
    pair.gatehouse.register("alice");
    nio_lives_as_before(pair).await;
    mautrix_lives_as_before(pair).await;
    js_sdk_lives_as_before(pair).await;
    r0_lives_as_before(pair).await;
}

#[both_databases]
async fn older_apps_live_behind_nginx(place: BehindAProxy) {
    let _nginx = ReverseProxy::nginx(&place.0.gatehouse).await;
    old_apps_live(&place.0).await;
}

#[both_databases]
async fn older_apps_live_behind_haproxy(place: BehindAProxy) {
    let _haproxy = ReverseProxy::haproxy(&place.0.gatehouse).await;
    old_apps_live(&place.0).await;
}
