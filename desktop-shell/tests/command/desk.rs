use std::ffi::OsStr;
use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use fieldbook_core::identity::{Invitation, InvitedProduct, SecretKey};
use fieldbook_core::model::{Moment, OrgId, PersonId, ProductId, Role};
use serde_json::Value;
use tempfile::TempDir;

/// A folder with a book, and the command.
pub struct Desk {
    pub dir: TempDir,
}

/// What a run of the command gave.
pub struct Ran {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Desk {
    /// An empty folder.
    pub fn empty() -> Self {
        Self {
            dir: TempDir::new().unwrap(),
        }
    }

    /// A folder with a fresh book in it.
    pub fn new() -> Self {
        let desk = Self::empty();
        let made = desk.json(&["init", "--invite", &invitation(), "--name", "Máy của Mai"]);
        assert_eq!(made["name"], "Lò Thị Mai");
        assert_eq!(made["org_name"], "HTX Mường Và");
        desk
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    /// Runs the command on the book, in English unless told otherwise.
    pub fn run<S: AsRef<OsStr>>(&self, args: &[S]) -> Ran {
        self.run_in("en_GB.UTF-8", args)
    }

    pub fn run_in<S: AsRef<OsStr>>(&self, locale: &str, args: &[S]) -> Ran {
        let output = Command::new(env!("CARGO_BIN_EXE_fieldbook"))
            .args(args)
            .current_dir(self.dir.path())
            .env("FIELDBOOK_BOOK", self.path("book"))
            .env("LC_ALL", locale)
            .env("TZ", "<+07>-7")
            .env("RUST_BACKTRACE", "1")
            .output()
            .unwrap();
        Ran::from(&output)
    }

    /// Runs the command in English with lines typed into it.
    pub fn run_with<S: AsRef<OsStr>>(&self, typed: &str, args: &[S]) -> Ran {
        let mut child = Command::new(env!("CARGO_BIN_EXE_fieldbook"))
            .args(args)
            .current_dir(self.dir.path())
            .env("FIELDBOOK_BOOK", self.path("book"))
            .env("LC_ALL", "en_GB.UTF-8")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // A command that asks for nothing may have closed its input already.
        let _ = child.stdin.take().unwrap().write_all(typed.as_bytes());
        Ran::from(&child.wait_with_output().unwrap())
    }

    /// Runs the command with `--json`; it must succeed.
    pub fn json<S: AsRef<OsStr>>(&self, args: &[S]) -> Value {
        let ran = self.run(&with_json(args));
        assert_eq!(ran.code, 0, "{}", ran.err);
        assert!(ran.err.is_empty(), "{}", ran.err);
        serde_json::from_str(&ran.out).unwrap()
    }

    /// Runs the command with and without `--json`; it must refuse with this exit code and one clear error.
    /// Gives the JSON error.
    pub fn refused<S: AsRef<OsStr>>(&self, code: i32, args: &[S]) -> Value {
        let shown: Vec<_> = args.iter().map(AsRef::as_ref).collect();
        for locale in ["en_GB.UTF-8", "vi_VN.UTF-8"] {
            let human = self.run_in(locale, args);
            assert_eq!(human.code, code, "{shown:?}: {}", human.err);
            human.assert_clear();
            let label = if locale.starts_with("vi") {
                "Lỗi:"
            } else {
                "Error:"
            };
            assert!(human.err.starts_with(label), "{shown:?}: {}", human.err);
        }
        let machine = self.run(&with_json(args));
        assert_eq!(machine.code, code, "{shown:?}");
        machine.assert_clear();
        let error: Value = serde_json::from_str(&machine.err).unwrap();
        let message = error["error"]["message"].as_str().unwrap();
        assert!(message.len() > 10, "{shown:?}: {message}");
        assert!(error["error"]["code"].is_string());
        error["error"].clone()
    }

    /// A season, a lot that draws on its harvest, and the harvest.
    pub fn goods(&self) -> Goods {
        let season = id(&self.json(&["season", "new", "--name", "Vụ mùa 2026"]));
        let harvest = self.json(&[
            "record",
            "--season",
            &season,
            "--step",
            "harvest",
            "--qty",
            "2,5 tạ",
            "--field",
            "moisture=24",
            "--note",
            "Gặt ruộng Đặng",
            "--at",
            "2026-10-02T06:30:00+07:00",
        ]);
        let lot = self.json(&["lot", "new", "--name", "Mẻ 1"]);
        Goods {
            season,
            harvest: id(&harvest),
            lot: id(&lot),
            code: lot["code"].as_str().unwrap().to_owned(),
        }
    }

    /// Every fact is still there and the book is sound.
    pub fn assert_sound(&self, facts: usize) {
        assert_eq!(self.json(&["list"]).as_array().unwrap().len(), facts);
        let check = self.json(&["check"]);
        assert_eq!(
            (&check["ok"], &check["problems"]),
            (&true.into(), &Value::Array(vec![]))
        );
        assert_eq!(check["facts"], facts);
    }
}

pub struct Goods {
    pub season: String,
    pub harvest: String,
    pub lot: String,
    pub code: String,
}

impl Ran {
    fn from(output: &Output) -> Self {
        Self {
            code: output.status.code().unwrap_or(-1),
            out: String::from_utf8(output.stdout.clone()).unwrap(),
            err: String::from_utf8(output.stderr.clone()).unwrap(),
        }
    }

    /// One complaint for a person: no panic, no backtrace, no key without its text, no gap left open.
    pub fn assert_clear(&self) {
        for sign in ["panicked", "backtrace", "RUST_", ".rs:"] {
            assert!(!self.err.contains(sign), "{}", self.err);
        }
        for family in ["usage.", "invalid.", "not_allowed.", "file.", "find.", "error."] {
            let key = self.err.split_whitespace().any(|word| {
                let rest = word.strip_prefix(family);
                rest.is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_lowercase()))
            });
            assert!(!key, "a key without text: {}", self.err);
        }
        assert!(!self.err.trim().is_empty());
    }
}

fn with_json<S: AsRef<OsStr>>(args: &[S]) -> Vec<&OsStr> {
    let options = [OsStr::new("--json")].into_iter();
    options.chain(args.iter().map(AsRef::as_ref)).collect()
}

pub fn id(made: &Value) -> String {
    made["id"].as_str().unwrap().to_owned()
}

pub fn invitation() -> String {
    signed(&draft())
}

pub fn signed(invitation: &Invitation) -> String {
    invitation.to_text(&SecretKey::from_seed(&[1; 32])).unwrap()
}

pub fn draft() -> Invitation {
    Invitation {
        hub_url: "http://127.0.0.1:9".into(),
        hub_key: SecretKey::from_seed(&[1; 32]).public(),
        token: [7; 16],
        org: OrgId(uuid::Uuid::from_u128(1)),
        org_name: "HTX Mường Và".into(),
        person: PersonId(uuid::Uuid::from_u128(2)),
        person_name: "Lò Thị Mai".into(),
        roles: vec![Role::Farmer, Role::Manager],
        products: vec![InvitedProduct {
            id: ProductId(uuid::Uuid::from_u128(3)),
            name: "Gạo nếp tan Mường Và".into(),
            group: "sticky-rice".into(),
            gtin: Some("08939999000017".into()),
        }],
        not_after: Moment::parse("not_after", "2999-01-01").unwrap(),
    }
}
