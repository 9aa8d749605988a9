//! Looks at a page as it is shown now: in what light, how wide, how heavy, and whether everybody can use it.

use std::{fs, path::Path};

use gatehouse_tests::Chromium;
use serde_json::{Value, json};

pub const SCHEMES: [&str; 2] = ["light", "dark"];
/// Over the wire, with everything that belongs to it.
const MOST_BYTES: u64 = 40_000;
const RULES: [&str; 5] = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

pub struct Eye<'a>(pub &'a Chromium);

impl Eye<'_> {
    /// From now on pages are light, or dark, at once: no color is on its way when it is looked at.
    pub async fn light_up(&self, scheme: &str) {
        let features = json!([
            {"name": "prefers-color-scheme", "value": scheme},
            {"name": "prefers-reduced-motion", "value": "reduce"},
        ]);
        self.emulate(features).await;
    }

    /// From now on the person prefers what these media features say.
    pub async fn emulate(&self, features: Value) {
        let media = json!({"features": features});
        self.0.devtools("Emulation.setEmulatedMedia", media).await;
    }

    /// Makes the window as high as the page, whose margins grow with it.
    pub async fn fit(&self, name: &str, width: u32) {
        let mut height = 640;
        for _ in 0..6 {
            self.resize(width, height).await;
            let needed = self.measure("return document.documentElement.scrollHeight").await;
            if needed == height {
                break;
            }
            height = needed;
        }
        self.check_width(name, width).await;
    }

    /// No page is wider than its window.
    pub async fn check_width(&self, name: &str, width: u32) {
        let wide = self.measure("return document.documentElement.scrollWidth").await;
        assert!(wide <= u64::from(width), "{name} is {wide} wide in a window of {width}");
    }

    pub async fn resize(&self, width: u32, height: u64) {
        let metrics = json!({"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600});
        self.0.devtools("Emulation.setDeviceMetricsOverride", metrics).await;
    }

    pub async fn measure(&self, script: &str) -> u64 {
        let measured = self.0.session().execute(script, vec![]).await.unwrap();
        measured.json().as_u64().unwrap()
    }

    /// Finds what keeps people from using the page (WCAG 2.2 AA, and what is good practice besides).
    pub async fn examine(&self, name: &str) {
        self.examine_by(name, &[&RULES[..], &["best-practice"]].concat()).await;
    }

    /// The same for a letter, which is shown within somebody else's page.
    pub async fn examine_letter(&self, name: &str) {
        self.examine_by(name, &RULES).await;
    }

    /// The same for people who have asked for more contrast (WCAG 2.2 AAA).
    pub async fn examine_closely(&self, name: &str) {
        self.examine_by(name, &[&RULES[..], &["wcag2aaa"]].concat()).await;
    }

    async fn examine_by(&self, name: &str, rules: &[&str]) {
        let session = self.0.session();
        session.execute(&axe(), vec![]).await.unwrap();
        let script = "const [rules, done] = arguments;
            axe.run(document, {runOnly: rules}).then(
                result => done({passes: result.passes.length, violations: result.violations.map(found =>
                    [found.id, found.impact, found.help, found.nodes.map(node => node.html + ' ' + node.failureSummary)])}),
                error => done({violations: String(error)}))";
        let found = session.execute_async(script, vec![json!(rules)]).await.unwrap();
        let found = found.json();
        assert_eq!(found.get("violations"), Some(&json!([])), "{name}");
        let passes = found.get("passes").and_then(Value::as_u64);
        assert!(passes > Some(5), "{name}: {passes:?} rules were looked at");
    }

    /// The page and all that it loads, as if for the first time.
    pub async fn weigh(&self, name: &str) {
        self.0.devtools("Network.enable", json!({})).await;
        self.keep_nothing(true).await;
        self.0.session().refresh().await.unwrap();
        let script = "const entries = ['navigation', 'resource'].flatMap(kind => performance.getEntriesByType(kind));
            return entries.reduce((sum, entry) => sum + entry.transferSize, 0)";
        let bytes = self.measure(script).await;
        assert!(bytes > 0 && bytes < MOST_BYTES, "{name} weighs {bytes} bytes");
        self.keep_nothing(false).await;
    }

    async fn keep_nothing(&self, disabled: bool) {
        let cache = json!({"cacheDisabled": disabled});
        self.0.devtools("Network.setCacheDisabled", cache).await;
    }
}

/// axe-core, as the Node packages of the tests hold it.
fn axe() -> String {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("homeserver/node_modules/axe-core/axe.min.js");
    fs::read_to_string(&file).unwrap_or_else(|error| {
        unreachable!("{} can't be read ({error}): `./dev test` installs it", file.display());
    })
}
