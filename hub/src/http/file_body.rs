use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use axum::body::Bytes;
use http_body::{Body, Frame, SizeHint};
use tokio::task::JoinHandle;

/// Bytes read at a time: what a slow download holds in memory.
const PIECE: u64 = 64 * 1024;

type Read1 = (File, std::io::Result<Vec<u8>>);

enum State {
    Idle(File),
    Reading(JoinHandle<Read1>),
    Over,
}

/// A file as the body of an answer, read piece by piece as the phone takes it, each on a thread that may
/// wait for the disk.
pub(super) struct FileBody {
    state: State,
    left: u64,
}

impl FileBody {
    /// The file from an offset on; `length` is its whole length.
    pub(super) fn from(mut file: File, offset: u64, length: u64) -> std::io::Result<Self> {
        file.seek(SeekFrom::Start(offset))?;
        Ok(Self {
            state: State::Idle(file),
            left: length.saturating_sub(offset),
        })
    }
}

fn read_piece(mut file: File, bytes: u64) -> Read1 {
    let mut piece = Vec::new();
    let read = (&mut file).take(bytes).read_to_end(&mut piece);
    (file, read.map(|_| piece))
}

impl Body for FileBody {
    type Data = Bytes;
    type Error = std::io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, std::io::Error>>> {
        loop {
            match std::mem::replace(&mut self.state, State::Over) {
                State::Idle(file) if self.left > 0 => {
                    let bytes = self.left.min(PIECE);
                    let read = tokio::task::spawn_blocking(move || read_piece(file, bytes));
                    self.state = State::Reading(read);
                }
                State::Idle(_) | State::Over => return Poll::Ready(None),
                State::Reading(mut read) => {
                    let polled = Pin::new(&mut read).poll(context);
                    if polled.is_pending() {
                        self.state = State::Reading(read);
                    }
                    let (file, piece) = ready!(polled).map_err(std::io::Error::other)?;
                    let piece = piece?;
                    if piece.is_empty() {
                        return Poll::Ready(Some(Err(std::io::ErrorKind::UnexpectedEof.into())));
                    }
                    self.left = self.left.saturating_sub(piece.len() as u64);
                    self.state = State::Idle(file);
                    return Poll::Ready(Some(Ok(Frame::data(piece.into()))));
                }
            }
        }
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.left)
    }
}
