//! The `fieldbook` command: a book on a laptop in a commune office.

mod args;
mod commands;
mod demo;
mod failure;
mod find;
mod output;
mod session;
mod texts;
mod usage;
mod when;

use std::process::ExitCode;

use fieldbook::picture;

fn main() -> ExitCode {
    output::silence_scan_worker();
    let (lang, json) = args::wishes(std::env::args_os());
    match args::parse(std::env::args_os()) {
        Ok(cli) => commands::run(cli),
        Err(error) => usage::report(&error, lang, json),
    }
}
