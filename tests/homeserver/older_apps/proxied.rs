//! Older apps that reach both servers by way of a reverse proxy, as `gatehouse doctor` tells how.

use gatehouse_tests::ReverseProxy;

use super::python::{mautrix_lives_as_before, nio_lives_as_before};
use crate::pair::Pair;

async fn old_apps_live(pair: &Pair) {
    pair.gatehouse.register("alice");
    nio_lives_as_before(pair).await;
    mautrix_lives_as_before(pair).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn older_apps_live_behind_nginx() {
    let pair = Pair::behind_a_proxy().await;
    let _nginx = ReverseProxy::nginx(&pair.gatehouse).await;
    old_apps_live(&pair).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn older_apps_live_behind_haproxy() {
    let pair = Pair::behind_a_proxy().await;
    let _haproxy = ReverseProxy::haproxy(&pair.gatehouse).await;
    old_apps_live(&pair).await;
}
