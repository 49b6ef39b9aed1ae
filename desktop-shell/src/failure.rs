//! Why a command could not do what was asked.

use std::process::ExitCode;

use fieldbook_core::FieldbookError;
use fieldbook_core::catalog::{Lang, Step, say_invalid};
use fieldbook_core::model::{Invalid, QuantityRole};
use serde::Serialize;

use crate::demo::DemoError;
use crate::picture::draw::DrawError;
use crate::picture::read::PictureError;
use crate::texts::say;

/// What went wrong, to be said in either language.
#[derive(Debug)]
pub enum Failure {
    /// The core refused.
    Book(FieldbookError),
    /// The core refused values of an entry; the step lends its labels and hints.
    Entry(Vec<Invalid>, Box<StepOf>),
    /// The command itself refused.
    Own {
        /// Whether the command line was wrong, rather than what it asked for.
        usage: bool,
        /// For machines.
        code: &'static str,
        /// The key of the sentence.
        key: &'static str,
        /// What fills its gaps.
        args: Vec<(&'static str, String)>,
    },
    /// Several things at once, such as pictures.
    Many(Vec<Failure>),
}

/// A step an entry was made for, as far as it is known.
#[derive(Debug, Clone)]
pub struct StepOf {
    /// The product group, such as `sticky-rice@1`.
    pub group: String,
    /// The step's code as typed.
    pub code: String,
    /// The step, when the group has it.
    pub step: Option<Step>,
}

/// What `--json` prints to stderr.
#[derive(Debug, Serialize)]
pub struct Report {
    error: Detail,
}

#[derive(Debug, Serialize)]
struct Detail {
    code: &'static str,
    message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    reasons: Vec<Reason>,
}

#[derive(Debug, Serialize)]
struct Reason {
    field: String,
    #[serde(rename = "reason")]
    code: &'static str,
    message: String,
}

impl Failure {
    /// A refusal of the command's own; `key` names its sentence.
    pub fn refused(code: &'static str, key: &'static str) -> Self {
        Self::Own {
            usage: false,
            code,
            key,
            args: Vec::new(),
        }
    }

    /// Nothing was found.
    pub fn nothing(key: &'static str) -> Self {
        Self::refused("not_found", key)
    }

    /// The command line asks for nothing that can be done.
    pub fn usage(key: &'static str) -> Self {
        Self::Own {
            usage: true,
            code: "usage",
            key,
            args: Vec::new(),
        }
    }

    /// Fills a gap of the sentence.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        if let Self::Own { args, .. } = &mut self {
            args.push((name, value.into()));
        }
        self
    }

    /// A file that could not be read or written.
    pub fn file(file: &std::path::Path, error: &std::io::Error) -> Self {
        use std::io::ErrorKind;
        let key = match error.kind() {
            ErrorKind::NotFound => "file.missing",
            ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => "file.not_permitted",
            ErrorKind::IsADirectory => "file.is_a_folder",
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded => {
                return Self::Book(FieldbookError::StorageFull);
            }
            _ => "file.failed",
        };
        Self::refused("file", key)
            .with("file", file.display().to_string())
            .with("why", error.to_string())
    }

    /// What was asked for is not there.
    pub fn is_not_found(&self) -> bool {
        self.code() == "not_found"
    }

    /// A file that could not be written.
    pub fn unwritten(file: &std::path::Path, error: &std::io::Error) -> Self {
        if error.kind() == std::io::ErrorKind::NotFound {
            return Self::refused("file", "file.no_folder").with("file", file.display().to_string());
        }
        Self::file(file, error)
    }

    /// The process's exit code.
    pub fn exit(&self) -> ExitCode {
        match self {
            Self::Own { usage: true, .. } => ExitCode::from(2),
            _ => ExitCode::from(1),
        }
    }

    /// The sentences for a person.
    pub fn say(&self, lang: Lang) -> String {
        match self {
            Self::Book(FieldbookError::Unexpected { details }) => {
                let error = FieldbookError::Unexpected {
                    details: details.clone(),
                };
                format!("{} ({details})", error.say(lang))
            }
            Self::Book(error) => error.say(lang),
            Self::Entry(reasons, step) => {
                let mut said: Vec<String> = reasons.iter().map(|reason| step.say(lang, reason)).collect();
                said.extend(step.hint(lang, reasons));
                said.join("\n")
            }
            Self::Own { key, args, .. } => say(lang, key, args),
            Self::Many(failures) => {
                let said: Vec<String> = failures.iter().map(|failure| failure.say(lang)).collect();
                said.join("\n")
            }
        }
    }

    /// What `--json` prints.
    pub fn report(&self, lang: Lang) -> Report {
        let reasons = self.reasons(lang);
        Report {
            error: Detail {
                code: self.code(),
                message: self.say(lang),
                field: reasons.first().map(|reason| reason.field.clone()),
                reasons,
            },
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::Book(error) => code_of(error),
            Self::Entry(..) => "invalid_input",
            Self::Own { code, .. } => code,
            Self::Many(failures) => failures.first().map_or("unexpected", Self::code),
        }
    }

    fn reasons(&self, lang: Lang) -> Vec<Reason> {
        let one = |invalid: &Invalid, message: String| Reason {
            field: invalid.field.clone(),
            code: invalid.reason,
            message,
        };
        match self {
            Self::Book(FieldbookError::InvalidInput { reasons }) => reasons
                .iter()
                .map(|reason| one(reason, say_invalid(lang, reason)))
                .collect(),
            Self::Entry(reasons, step) => reasons
                .iter()
                .map(|reason| one(reason, step.say(lang, reason)))
                .collect(),
            Self::Book(_) | Self::Own { .. } => Vec::new(),
            Self::Many(failures) => failures
                .iter()
                .flat_map(|failure| failure.reasons(lang))
                .collect(),
        }
    }
}

fn code_of(error: &FieldbookError) -> &'static str {
    match error {
        FieldbookError::InvalidInput { .. } => "invalid_input",
        FieldbookError::NotFound { .. } => "not_found",
        FieldbookError::NotAllowed { .. } => "not_allowed",
        FieldbookError::StorageFull => "storage_full",
        FieldbookError::StorageDamaged { .. } => "storage_damaged",
        FieldbookError::TooNew => "too_new",
        FieldbookError::Closed => "closed",
        FieldbookError::Unexpected { .. } => "unexpected",
    }
}

impl StepOf {
    /// Turns a refusal of values into one that knows the step; others stay as they are.
    pub fn explain(&self, failure: Failure) -> Failure {
        match failure {
            Failure::Book(FieldbookError::InvalidInput { reasons }) => {
                Failure::Entry(reasons, Box::new(self.clone()))
            }
            other => other,
        }
    }

    /// The sentence with the field's own name, and how to answer it.
    pub fn say(&self, lang: Lang, invalid: &Invalid) -> String {
        let field = invalid
            .field
            .strip_prefix("fields.")
            .and_then(|code| self.step.as_ref()?.field(code));
        let amount = invalid
            .field
            .strip_prefix("quantities.")
            .and_then(QuantityRole::from_name)
            .and_then(|role| self.step.as_ref()?.quantity(role));
        let named = |label: &str, code: &str| Invalid {
            field: format!("{label} ({code})"),
            ..invalid.clone()
        };
        match (field, amount) {
            (Some(field), _) => {
                let said = say_invalid(lang, &named(field.label.get(lang), &field.code));
                format!("{said} {}", field.hint.get(lang))
            }
            (None, Some(rule)) => {
                let code = invalid.field.trim_start_matches("quantities.");
                say_invalid(lang, &named(rule.label.get(lang), code))
            }
            (None, None) => say_invalid(lang, invalid),
        }
    }

    /// Where to look the codes up.
    fn hint(&self, lang: Lang, reasons: &[Invalid]) -> Option<String> {
        let group = self.group.split('@').next().unwrap_or_default().to_owned();
        let about = |reason: &str| reasons.iter().any(|invalid| invalid.reason == reason);
        if about("unknown_step") || about("step_gone") {
            return Some(say(lang, "hint.steps", &[("group", group)]));
        }
        let fields = [
            "unknown_field",
            "required",
            "quantity_missing",
            "quantity_not_expected",
        ];
        let step = self.code.clone();
        fields
            .into_iter()
            .any(about)
            .then(|| say(lang, "hint.fields", &[("group", group), ("step", step)]))
    }
}

impl From<FieldbookError> for Failure {
    fn from(error: FieldbookError) -> Self {
        Self::Book(error)
    }
}

impl From<Invalid> for Failure {
    fn from(invalid: Invalid) -> Self {
        Self::Book(FieldbookError::invalid(invalid))
    }
}

impl From<DemoError> for Failure {
    fn from(error: DemoError) -> Self {
        match error {
            DemoError::Book(error) => error.into(),
            DemoError::Invalid(invalid) => invalid.into(),
            DemoError::Picture(error) => error.into(),
            DemoError::File { path, source } => Self::file(&path, &source),
            DemoError::FolderInUse(dir) => {
                Self::refused("folder_in_use", "demo.folder_in_use").with("dir", dir.display().to_string())
            }
            other => Self::refused("demo", "demo.failed").with("why", other.to_string()),
        }
    }
}

impl From<DrawError> for Failure {
    fn from(DrawError(file, error): DrawError) -> Self {
        Self::unwritten(&file, &error)
    }
}

impl From<PictureError> for Failure {
    fn from(error: PictureError) -> Self {
        let file = error.file().display().to_string();
        Self::refused("picture", error.key()).with("file", file)
    }
}
