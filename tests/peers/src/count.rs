use std::time::Duration;

use rustix::time::{ClockId, clock_gettime};

use crate::picture::Picture;

/// What one reader made of some pictures.
pub struct Count {
    pub name: &'static str,
    /// Pictures with a code, and those of them of which one was read right.
    pub pictures: usize,
    pub read: usize,
    /// Codes, and those read right.
    pub codes: usize,
    pub right: usize,
    /// Texts that are not in the picture.
    pub wrong: usize,
    pub panics: usize,
    times: Vec<Duration>,
}

impl Count {
    pub fn new(name: &'static str) -> Self {
        Self {
            name,
            pictures: 0,
            read: 0,
            codes: 0,
            right: 0,
            wrong: 0,
            panics: 0,
            times: Vec::new(),
        }
    }

    /// Adds what was read in a picture, `None` for a panic, and tells what is missing or wrong.
    pub fn add(&mut self, picture: &Picture, texts: Option<Vec<String>>, time: Duration) -> String {
        self.times.push(time);
        self.panics += usize::from(texts.is_none());
        let texts = texts.unwrap_or_default();
        let (codes, right) = (picture.texts.codes(), picture.texts.read(&texts));
        let wrong: Vec<&String> = texts.iter().filter(|text| !picture.texts.allow(text)).collect();
        self.pictures += usize::from(codes > 0);
        self.read += usize::from(right > 0);
        self.codes += codes;
        self.right += right;
        self.wrong += wrong.len();
        let missed = if right < codes {
            format!("{right} of {codes} in {:.1} ms", time.as_secs_f64() * 1e3)
        } else {
            String::new()
        };
        if wrong.is_empty() {
            missed
        } else {
            format!("{missed} wrong: {wrong:?}")
        }
    }

    pub fn join(&mut self, other: &Self) {
        self.pictures += other.pictures;
        self.read += other.read;
        self.codes += other.codes;
        self.right += other.right;
        self.wrong += other.wrong;
        self.panics += other.panics;
        self.times.extend(&other.times);
    }

    /// Of the times from the shortest to the longest the one at this part, in milliseconds.
    pub fn ms(&self, part: f64) -> f64 {
        let mut times = self.times.clone();
        times.sort();
        #[expect(
            clippy::cast_precision_loss,
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a part of some thousand pictures"
        )]
        let at = (times.len().saturating_sub(1) as f64 * part).round() as usize;
        times.get(at).map_or(0.0, |time| time.as_secs_f64() * 1e3)
    }
}

/// The processor time that this process has used, in all its threads.
pub fn used() -> Duration {
    let time = clock_gettime(ClockId::ProcessCPUTime);
    Duration::try_from(time).expect("a clock that began at 0")
}
