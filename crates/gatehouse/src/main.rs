//! `gatehouse`, the program.

use std::process::ExitCode;

fn main() -> ExitCode {
    gatehouse_server::cli::main()
}
