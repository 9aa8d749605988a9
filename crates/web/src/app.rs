//! The state of every face.

use std::{ops::Deref, sync::Arc};

use axum::extract::FromRef;
use gatehouse_auth::Context;
use ipnet::IpNet;
use url::Url;

use crate::renderer::Renderer;

/// Where the server is seen from outside.
#[derive(Debug, Clone)]
pub struct Site {
    pub public_base: Url,
    /// Proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<IpNet>,
    /// The operator's privacy policy and terms, for apps to show.
    pub policy_uri: Option<Url>,
    pub tos_uri: Option<Url>,
}

impl Site {
    /// The absolute URL of a path that begins with a slash.
    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.public_base.as_str().trim_end_matches('/'))
    }

    /// The path as a browser has to ask for it: below the path of the public base.
    pub fn path(&self, path: &str) -> String {
        format!("{}{path}", self.public_base.path().trim_end_matches('/'))
    }

    /// Whether browsers reach us by https.
    pub fn is_secure(&self) -> bool {
        self.public_base.scheme() == "https"
    }
}

/// The use cases, the pages and the address. Cheap to clone, since every request does so.
#[derive(Clone)]
pub struct App(Arc<Parts>);

/// What an [`App`] is made of.
pub struct Parts {
    pub cx: Context,
    pub renderer: Renderer,
    pub site: Site,
    pub(crate) csrf_key: [u8; 32],
}

impl App {
    pub fn new(cx: Context, renderer: Renderer, site: Site) -> Self {
        let csrf_key = cx.cipher.derive("csrf");
        Self(Arc::new(Parts {
            cx,
            renderer,
            site,
            csrf_key,
        }))
    }
}

impl Deref for App {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}

impl FromRef<App> for Renderer {
    fn from_ref(app: &App) -> Self {
        app.renderer.clone()
    }
}
