//! The attribute that makes one test body run on both databases.

use proc_macro::{TokenStream, TokenTree};

/// Runs `async fn name(fixture: F)` as `name::sqlite` and `name::postgres`; `F` is made by
/// `gatehouse_testkit::Fixture::start`.
#[proc_macro_attribute]
pub fn both_databases(_: TokenStream, function: TokenStream) -> TokenStream {
    let mut tokens = function.clone().into_iter();
    let after_fn = tokens
        .by_ref()
        .find(|token| matches!(token, TokenTree::Ident(word) if word.to_string() == "fn"));
    let name = after_fn
        .and_then(|_| tokens.next())
        .map(|name| name.to_string())
        .unwrap_or_default();
    let parameters = tokens
        .next()
        .map(|parameters| parameters.to_string())
        .unwrap_or_default();
    let fixture = parameters
        .trim_matches(['(', ')'])
        .rsplit(':')
        .next()
        .unwrap_or_default()
        .trim()
        .to_owned();
    let test = |engine: &str| {
        format!(
            "#[tokio::test(flavor = \"multi_thread\", worker_threads = 2)]
            async fn {lower}() {{
                let fixture = <super::{fixture} as gatehouse_testkit::Fixture>::start(gatehouse_testkit::Engine::{engine});
                super::{name}(fixture.await).await;
            }}",
            lower = engine.to_lowercase(),
        )
    };
    let tests = format!("mod {name} {{ {} {} }}", test("Sqlite"), test("Postgres"));
    let error = || {
        "compile_error!(\"both_databases goes on an async fn\");"
            .parse()
            .unwrap_or_default()
    };
    let mut expanded = function;
    expanded.extend::<TokenStream>(tests.parse().unwrap_or_else(|_| error()));
    expanded
}
