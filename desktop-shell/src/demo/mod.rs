//! A narrated field day with the real parts: a hub with its own database on loopback, four people with books
//! of their own, a printed sheet of stamps, a camera, and a bad link.

mod cast;
mod day;
mod evening;
mod failure;
mod story;
mod summary;

use std::path::{Path, PathBuf};
use std::time::Instant;

use fieldbook_core::catalog::Lang;

use cast::Cast;
pub use failure::DemoError;
use story::Story;

/// Where the demo leaves its files when no folder is named.
const DEFAULT_DIR: &str = "demo-out";
/// A folder with this file in it was made by a demo and may be made anew.
const MARKER: &str = ".fieldbook-demo";

/// Options of `fieldbook demo`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The folder for the books, pictures and files; made anew each time [default: demo-out]
    #[arg(long, value_name = "DIR")]
    pub dir: Option<PathBuf>,
    /// Keep the hub and its trace page open until Ctrl-C
    #[arg(long)]
    pub serve: bool,
}

/// Runs the field day. With `json` the summary is the last line.
pub fn run(args: &Args, lang: Lang, json: bool) -> Result<(), DemoError> {
    let started = Instant::now();
    let dir = args.dir.clone().unwrap_or_else(|| PathBuf::from(DEFAULT_DIR));
    prepare(&dir)?;
    let mut story = Story::new(lang);
    story.title();
    let mut cast = Cast::gather(&dir, &mut story)?;
    let day = day::play(&mut cast, &mut story)?;
    let evening = evening::play(&mut cast, &day, &mut story)?;
    let summary = summary::gather(&cast, &evening, started.elapsed())?;
    summary::show(&summary, &mut story);
    if json {
        story.line(&summary.to_json());
    }
    if args.serve {
        story.say("serve", &[("page", summary.page.clone())]);
        wait_for_ctrl_c()?;
    }
    cast.shutdown()
}

/// An empty folder, or one that an earlier demo made; nobody else's files are ever touched.
fn prepare(dir: &Path) -> Result<(), DemoError> {
    let used = dir.read_dir().is_ok_and(|mut entries| entries.next().is_some());
    if used && !dir.join(MARKER).exists() {
        return Err(DemoError::FolderInUse(dir.to_owned()));
    }
    if used {
        std::fs::remove_dir_all(dir).map_err(DemoError::file(dir))?;
    }
    std::fs::create_dir_all(dir).map_err(DemoError::file(dir))?;
    let marker = dir.join(MARKER);
    std::fs::write(
        &marker,
        "Made by `fieldbook demo`, which may delete this folder.\n",
    )
    .map_err(DemoError::file(&marker))
}

fn wait_for_ctrl_c() -> Result<(), DemoError> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(DemoError::file(Path::new("tokio")))?;
    runtime
        .block_on(tokio::signal::ctrl_c())
        .map_err(DemoError::file(Path::new("Ctrl-C")))
}
