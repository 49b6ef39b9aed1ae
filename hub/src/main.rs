//! The hub command.

use std::process::ExitCode;

fn main() -> ExitCode {
    fieldbook_hub::admin::run(std::env::args_os())
}
