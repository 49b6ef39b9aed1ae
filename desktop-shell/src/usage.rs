//! A command line that cannot be read, in the language of the person who typed it.

use std::process::ExitCode;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use fieldbook_core::catalog::Lang;

use crate::failure::Failure;
use crate::output;

/// Prints what clap found. Help and version are not errors and go where clap sends them.
pub fn report(error: &clap::Error, lang: Lang, json: bool) -> ExitCode {
    let Some(failure) = failure(error) else {
        // A closed pipe is nothing to complain about.
        let _ = error.print();
        return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2));
    };
    output::complain(&failure, lang, json);
    if let (false, Some(usage)) = (json, context(error, ContextKind::Usage)) {
        output::to_stderr(&format!("\n{usage}"));
    }
    failure.exit()
}

fn failure(error: &clap::Error) -> Option<Failure> {
    let key = match error.kind() {
        ErrorKind::DisplayHelp
        | ErrorKind::DisplayVersion
        | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => return None,
        ErrorKind::InvalidUtf8 => "usage.not_utf8",
        ErrorKind::UnknownArgument => "usage.unknown_argument",
        ErrorKind::InvalidSubcommand => "usage.unknown_command",
        ErrorKind::MissingSubcommand => "usage.missing_command",
        ErrorKind::MissingRequiredArgument => "usage.missing_argument",
        ErrorKind::ArgumentConflict => "usage.conflict",
        ErrorKind::InvalidValue if context(error, ContextKind::InvalidValue).is_none_or(|v| v.is_empty()) => {
            "usage.missing_value"
        }
        ErrorKind::InvalidValue => "usage.bad_choice",
        ErrorKind::ValueValidation => "usage.bad_value",
        _ => "usage.other",
    };
    let argument = context(error, ContextKind::InvalidArg)
        .or_else(|| context(error, ContextKind::InvalidSubcommand))
        .unwrap_or_default();
    let other = context(error, ContextKind::PriorArg).unwrap_or_default();
    Some(
        Failure::usage(key)
            .with("argument", argument)
            .with("other", other)
            .with(
                "value",
                context(error, ContextKind::InvalidValue).unwrap_or_default(),
            )
            .with(
                "choices",
                context(error, ContextKind::ValidValue).unwrap_or_default(),
            ),
    )
}

fn context(error: &clap::Error, kind: ContextKind) -> Option<String> {
    Some(match error.get(kind)? {
        ContextValue::String(text) => text.clone(),
        ContextValue::Strings(texts) => texts.join(", "),
        ContextValue::StyledStr(text) => text.to_string(),
        _ => return None,
    })
}
