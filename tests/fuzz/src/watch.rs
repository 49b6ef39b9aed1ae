//! What counts as a failure: a panic that nobody caught, a panic of our own code even when it was caught, and
//! more memory than an input may take. libFuzzer's own hook ends the process at every panic, but the journal and
//! the photo room catch those of Automerge and `image` on purpose.

use std::alloc::System;
use std::panic::{PanicHookInfo, UnwindSafe, catch_unwind, resume_unwind, set_hook};
use std::sync::{Mutex, MutexGuard, PoisonError};

use cap::Cap;

/// Counts what Rust code holds at this moment. libFuzzer's own limit looks at the process once a second and would
/// blame whichever input runs then; here the allocation itself fails, and the input is named.
#[global_allocator]
static MEMORY: Cap<System> = Cap::new(System, usize::MAX);

static SEEN: Mutex<Seen> = Mutex::new(Seen {
    last: None,
    own: None,
});

/// The panics of an input.
struct Seen {
    last: Option<String>,
    /// One raised in our code, caught or not.
    own: Option<String>,
}

/// To be called once, when the seeds are made and before the first input: from then on no more than so many MiB may be held at once.
///
/// # Panics
///
/// When more is held already.
pub fn ready(mebibytes: usize) {
    MEMORY
        .set_limit(mebibytes << 20)
        .expect("less is held before the first input");
    set_hook(Box::new(remember));
}

fn remember(panic: &PanicHookInfo<'_>) {
    let mut seen = seen();
    seen.last = Some(panic.to_string());
    if panic.location().is_none_or(|at| is_ours(at.file())) {
        seen.own = seen.last.clone();
    }
}

/// Neither a dependency's nor the standard library's.
fn is_ours(file: &str) -> bool {
    !file.contains("/registry/src/") && !file.starts_with("/rustc/")
}

fn seen() -> MutexGuard<'static, Seen> {
    SEEN.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Runs a target on one input and says what went wrong.
///
/// # Panics
///
/// When the target did, or when something of ours panicked below it: that is the finding.
pub fn run(target: impl FnOnce() + UnwindSafe) {
    let ended = catch_unwind(target);
    let Seen { last, own } = std::mem::replace(
        &mut *seen(),
        Seen {
            last: None,
            own: None,
        },
    );
    if let Err(panic) = ended {
        eprintln!("{}", last.unwrap_or_default());
        resume_unwind(panic);
    }
    if let Some(own) = own {
        eprintln!("caught, and still a mistake of ours: {own}");
        resume_unwind(Box::new(own));
    }
}
