//! The app behind real sockets.

use std::net::SocketAddr;

use gatehouse_config::{BindConfig, ListenerConfig, ResourceConfig};
use gatehouse_proxy::Upstream;
use gatehouse_server::{
    listeners::{self, Address, Shutdown},
    router,
};
use tokio::task::JoinHandle;
use url::Url;

use crate::TestApp;

/// The app as the server listens with it, and with its limits; it ends with this value.
pub struct Listening {
    pub address: SocketAddr,
    shutdown: Shutdown,
    serving: JoinHandle<anyhow::Result<()>>,
}

impl Listening {
    /// Serves resources of an app, in front of a homeserver, on a free port of the loopback interface. `trusted` are the
    /// networks of proxies.
    pub async fn start(app: &TestApp, resources: &[ResourceConfig], homeserver: &Url, trusted: &[&str]) -> Self {
        let config = ListenerConfig {
            resources: resources.to_vec(),
            binds: vec![BindConfig {
                host: Some("127.0.0.1".to_owned()),
                port: Some(0),
                ..BindConfig::default()
            }],
            ..ListenerConfig::default()
        };
        let listener = listeners::bind(&[config]).await.expect("a free port").remove(0);
        let Some(&Address::Tcp(address)) = listener.addresses().first() else {
            panic!("not TCP")
        };
        let shutdown = Shutdown::default();
        let upstream = Upstream::new(homeserver, shutdown.requested().clone()).expect("an address");
        let resources = router::resources(&app.trusting(trusted), resources, Some(&upstream), None);
        let serving = tokio::spawn(listeners::serve(vec![(listener, resources)], shutdown.clone()));
        Self {
            address,
            shutdown,
            serving,
        }
    }

    /// What the first signal to stop does.
    pub fn stop(&self) {
        self.shutdown.request();
    }

    /// The address of a path that begins with a slash.
    pub fn url(&self, path: &str) -> Url {
        Url::parse(&format!("http://{}{path}", self.address)).expect("a URL")
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        self.shutdown.request();
        self.shutdown.request();
        self.serving.abort();
    }
}
