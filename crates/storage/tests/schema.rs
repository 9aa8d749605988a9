//! Both engines understand every statement and end with the same schema.
#![expect(clippy::unwrap_used, clippy::panic, reason = "what a test can't set up ends it")]

use std::{collections::BTreeSet, fs, path::Path};

use gatehouse_storage::{Target, copy::TABLES};
use gatehouse_testkit::{Engine, Fixture, TestDb, both_databases};
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection, SqliteConnection};

/// The SQL literals of the repositories.
fn statements() -> Vec<String> {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    for entry in fs::read_dir(source).unwrap() {
        let path = entry.unwrap().path();
        // Its statements are put together by a macro; a test of its own runs them all.
        if path.ends_with("copy.rs") {
            continue;
        }
        let text = fs::read_to_string(path).unwrap();
        for literal in text.split('"').skip(1).step_by(2) {
            if ["SELECT ", "INSERT ", "UPDATE ", "DELETE "]
                .iter()
                .any(|verb| literal.starts_with(verb))
            {
                found.push(literal.to_owned());
            }
        }
    }
    found
}

#[both_databases]
async fn every_statement_is_understood(test: TestDb) {
    let statements = statements();
    assert!(statements.len() > 40, "only {} statements found", statements.len());
    for sql in statements {
        let statement = AssertSqlSafe(sql.clone());
        let prepared = match &test.target {
            Target::Sqlite(options) => SqliteConnection::connect_with(options)
                .await
                .unwrap()
                .prepare(sqlx::SqlSafeStr::into_sql_str(statement))
                .await
                .map(drop),
            Target::Postgres(options) => PgConnection::connect_with(options)
                .await
                .unwrap()
                .prepare(sqlx::SqlSafeStr::into_sql_str(statement))
                .await
                .map(drop),
        };
        prepared.unwrap_or_else(|error| panic!("{:?} does not understand {sql}: {error}", test.engine));
    }
}

/// `table.column` of everything but the migrations' own table.
async fn columns(test: &TestDb) -> BTreeSet<String> {
    let sql = match test.engine {
        Engine::Sqlite => {
            "SELECT m.name || '.' || c.name FROM sqlite_schema AS m JOIN pragma_table_info(m.name) AS c
             WHERE m.type = 'table' AND m.name NOT LIKE '\\_%' ESCAPE '\\' AND m.name NOT LIKE 'sqlite%'"
        }
        Engine::Postgres => {
            "SELECT table_name || '.' || column_name FROM information_schema.columns
             WHERE table_schema = 'public' AND table_name NOT LIKE '\\_%'"
        }
    };
    let rows: Vec<(String,)> = test.db.read().await.unwrap().all(sql, &[]).await.unwrap();
    rows.into_iter().map(|(column,)| column).collect()
}

#[tokio::test]
async fn both_migration_trees_end_with_the_same_columns() {
    let sqlite = columns(&TestDb::start(Engine::Sqlite).await).await;
    let postgres = columns(&TestDb::start(Engine::Postgres).await).await;
    assert_eq!(sqlite, postgres);
    let tables: BTreeSet<&str> = sqlite.iter().filter_map(|column| column.split('.').next()).collect();
    assert_eq!(tables, TABLES.iter().copied().collect(), "each table is copied");
}

#[both_databases]
async fn a_migrated_database_has_nothing_pending(test: TestDb) {
    assert_eq!(test.db.pending_migrations().await.unwrap(), 0);
    test.db.migrate().await.unwrap();
    test.db.ping().await.unwrap();
}
