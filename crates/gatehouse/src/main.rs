//! `gatehouse`, the program.

use std::process::ExitCode;

use mimalloc::MiMalloc;

/// See docs/decisions/0019-one-task-passes-a-request-on.md.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    gatehouse_server::cli::main()
}
