//! The command: serving, and what staff do from a terminal. Exit code 0 for done, 1 for refused or nothing
//! found, 2 for wrong usage.

mod answer;
mod args;
mod claims;
mod files;
mod invite;
mod perform;
mod say;
mod serve;
mod views;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::Parser;
use fieldbook_core::catalog::Lang;

use crate::Hub;
use args::{Args, Command};
use say::{lang_of, sentence};

/// Runs one command line, program name first, and prints its answer.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let args = match Args::try_parse_from(arguments) {
        Ok(args) => args,
        Err(error) => {
            let wrong = error.use_stderr();
            // Nobody is left to tell when the terminal is gone.
            let _ = error.print();
            return ExitCode::from(if wrong { 2 } else { 0 });
        }
    };
    let lang = lang_of(args.lang.as_deref());
    match obey(&args, lang) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            if args.json {
                println!("{}", say::as_json(lang, &error));
            } else {
                eprintln!("{}", sentence(lang, &error));
            }
            ExitCode::from(1)
        }
    }
}

fn obey(args: &Args, lang: Lang) -> crate::Result<()> {
    let hub = Hub::open(&args.data)?;
    if let Command::Serve { listen } = &args.command {
        return serve::serve_until_asked(hub, listen, lang);
    }
    let answer = perform::perform(&hub, &args.command, lang)?;
    if args.json {
        println!("{}", answer.json);
    } else {
        print!("{}", answer.for_people(lang));
    }
    Ok(())
}
