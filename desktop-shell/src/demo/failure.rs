use std::path::{Path, PathBuf};

use fieldbook_core::FieldbookError;
use fieldbook_core::model::Invalid;
use fieldbook_hub::HubError;

use crate::picture::draw::DrawError;
use crate::picture::read::PictureError;
use crate::picture::sheet::SheetError;

/// Why the demo stopped.
#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    /// A book refused.
    #[error(transparent)]
    Book(#[from] FieldbookError),
    /// The hub refused.
    #[error(transparent)]
    Hub(#[from] HubError),
    /// A picture could not be read.
    #[error(transparent)]
    Picture(#[from] PictureError),
    /// The sheet could not be printed.
    #[error(transparent)]
    Sheet(#[from] SheetError),
    /// A picture could not be written.
    #[error("{0}")]
    Image(#[from] image::ImageError),
    /// A drawing could not be written.
    #[error(transparent)]
    Drawing(#[from] DrawError),
    /// A value of the story is wrong.
    #[error(transparent)]
    Invalid(#[from] Invalid),
    /// A file could not be read or written.
    #[error("{path}: {source}")]
    File {
        /// Where.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The folder holds somebody's files.
    #[error("{0} is not empty and was not made by a demo; name another folder with --dir")]
    FolderInUse(PathBuf),
    /// The day did not go as it must: the demo checks what it tells.
    #[error("the day went wrong: {0}")]
    Wrong(String),
}

impl DemoError {
    /// Wraps an error of the file system.
    pub fn file(path: &Path) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::File { path, source }
    }
}
