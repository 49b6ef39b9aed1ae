//! The `fieldbook` command.

mod demo;
mod picture;

use std::process::ExitCode;

use clap::Parser;
use fieldbook_core::catalog::Lang;

#[derive(Parser)]
enum Command {
    /// A narrated field day.
    Demo(demo::Args),
}

fn main() -> ExitCode {
    let Command::Demo(args) = Command::parse();
    match demo::run(&args, Lang::Vi, false) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}
