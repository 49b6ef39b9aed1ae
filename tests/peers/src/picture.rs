use image::{GrayImage, imageops};

/// A picture and the texts of the codes in it.
pub struct Picture {
    pub luma: GrayImage,
    pub texts: Texts,
}

/// What is right to read in a picture.
pub enum Texts {
    /// Each of them once.
    All(Vec<String>),
    /// One code, of which each of these is a right reading.
    Either(Vec<String>),
}

impl Texts {
    pub fn allow(&self, text: &str) -> bool {
        let (Self::All(texts) | Self::Either(texts)) = self;
        texts.iter().any(|known| same(known, text))
    }

    /// How many codes there are.
    pub fn codes(&self) -> usize {
        match self {
            Self::All(texts) => texts.len(),
            Self::Either(_) => 1,
        }
    }

    /// How many of the codes are among the texts.
    pub fn read(&self, texts: &[String]) -> usize {
        let is_read = |known: &&String| texts.iter().any(|text| same(known, text));
        match self {
            Self::All(all) => all.iter().filter(is_read).count(),
            Self::Either(any) => usize::from(any.iter().any(|known| is_read(&known))),
        }
    }
}

/// Whether two texts are the same but for their line breaks: the public pictures' texts come from files that have lost
/// the last one, and of some the carriage returns.
fn same(known: &str, text: &str) -> bool {
    let plain = |text: &str| text.replace('\r', "").trim_end_matches('\n').to_owned();
    plain(known) == plain(text)
}

impl Picture {
    /// Turned clockwise by so many quarters.
    pub fn turned(self, quarters: u8) -> Self {
        let luma = match quarters {
            1 => imageops::rotate90(&self.luma),
            2 => imageops::rotate180(&self.luma),
            3 => imageops::rotate270(&self.luma),
            _ => self.luma,
        };
        Self { luma, ..self }
    }
}
