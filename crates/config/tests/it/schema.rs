//! `docs/config.schema.json` is what the program says.

use std::path::Path;

#[test]
fn the_schema_in_docs_is_current() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/config.schema.json");
    let mut generated = serde_json::to_string_pretty(&gatehouse_config::json_schema()).unwrap();
    generated.push('\n');
    if std::env::var_os("UPDATE_GENERATED").is_some() {
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(&file, &generated).unwrap();
    }
    let written = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(
        written == generated,
        "docs/config.schema.json is not current: run this test with UPDATE_GENERATED=1"
    );
}
