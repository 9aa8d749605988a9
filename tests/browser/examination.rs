//! What every page has to be: usable by everybody, and light.

use std::{fs, path::Path};

use serde_json::{Value, json};

use crate::scene::Scene;

/// Over the wire, with everything that belongs to it.
const MOST_BYTES: u64 = 40_000;
const RULES: [&str; 6] = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/// axe-core, as the Node packages of the tests hold it.
fn axe() -> String {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("homeserver/node_modules/axe-core/axe.min.js");
    fs::read_to_string(&file).unwrap_or_else(|error| {
        unreachable!("{} can't be read ({error}): `./dev test` installs it", file.display());
    })
}

impl Scene {
    /// Finds what keeps people from using the page as it is shown now (WCAG 2.2 AA).
    pub async fn examine(&self, name: &str) {
        let session = self.browser.session();
        session.execute(&axe(), vec![]).await.unwrap();
        let script = "const [rules, done] = arguments;
            axe.run(document, {runOnly: rules}).then(
                result => done({passes: result.passes.length, violations: result.violations.map(found =>
                    [found.id, found.impact, found.help, found.nodes.map(node => node.html + ' ' + node.failureSummary)])}),
                error => done({violations: String(error)}))";
        let found = session.execute_async(script, vec![json!(RULES)]).await.unwrap();
        let found = found.json();
        assert_eq!(found.get("violations"), Some(&json!([])), "{name}");
        let passes = found.get("passes").and_then(Value::as_u64);
        assert!(passes > Some(10), "{name}: {passes:?} rules were looked at");
    }

    /// The page and all that it loads, as if for the first time.
    pub async fn weigh(&self, name: &str) {
        self.browser.devtools("Network.enable", json!({})).await;
        let uncached = json!({"cacheDisabled": true});
        self.browser.devtools("Network.setCacheDisabled", uncached).await;
        self.browser.session().refresh().await.unwrap();
        let script = "const entries = ['navigation', 'resource'].flatMap(kind => performance.getEntriesByType(kind));
            return entries.reduce((sum, entry) => sum + entry.transferSize, 0)";
        let bytes = self.measure(script).await;
        assert!(bytes > 0 && bytes < MOST_BYTES, "{name} weighs {bytes} bytes");
        let cached = json!({"cacheDisabled": false});
        self.browser.devtools("Network.setCacheDisabled", cached).await;
    }
}
