//! One sentence in one language, with gaps for what is only known on the phone.

use std::collections::BTreeSet;

use unicode_normalization::is_nfc;

/// A sentence, cut at its gaps.
pub struct Sentence {
    pub pieces: Vec<Piece>,
}

/// A part of a sentence.
pub enum Piece {
    Said(String),
    Gap(Gap),
}

/// The name of what is filled in, in snake_case.
#[derive(PartialEq)]
pub struct Gap(pub String);

impl Gap {
    /// A whole number, grouped as the language does; everything else is text.
    pub fn is_count(&self) -> bool {
        self.0 == "count"
    }
}

impl Sentence {
    /// Cuts a sentence at its gaps, and says what is wrong with how it is written.
    pub fn read(text: &str) -> Result<Self, String> {
        let wrong = if text.is_empty() {
            Some("is empty")
        } else if !is_nfc(text) {
            Some("is not in NFC; write it again with a Vietnamese keyboard set to Unicode")
        } else if text.trim() != text {
            Some("begins or ends with a space")
        } else if text.contains("  ") {
            Some("has two spaces in a row")
        } else if text.chars().any(char::is_control) {
            Some("has a line break or a tab")
        } else {
            None
        };
        match wrong {
            Some(wrong) => Err(format!("“{text}” {wrong}")),
            None => Ok(Self {
                pieces: pieces(text)?,
            }),
        }
    }

    /// The gaps in their order, each once.
    pub fn gaps(&self) -> Vec<&Gap> {
        let mut gaps: Vec<&Gap> = Vec::new();
        for piece in &self.pieces {
            if let Piece::Gap(gap) = piece
                && !gaps.contains(&gap)
            {
                gaps.push(gap);
            }
        }
        gaps
    }

    /// The names of the gaps, to compare with another language's.
    pub fn gap_names(&self) -> BTreeSet<&str> {
        self.gaps().into_iter().map(|gap| gap.0.as_str()).collect()
    }

    /// The sentence as another format writes it.
    pub fn written(&self, said: impl Fn(&str) -> String, gap: impl Fn(&Gap) -> String) -> String {
        let piece = |piece: &Piece| match piece {
            Piece::Said(text) => said(text),
            Piece::Gap(name) => gap(name),
        };
        self.pieces.iter().map(piece).collect()
    }
}

fn pieces(text: &str) -> Result<Vec<Piece>, String> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, after) = after
            .split_once('}')
            .ok_or_else(|| format!("“{text}” opens a gap and does not close it"))?;
        if name.is_empty() || !name.chars().all(|c| c.is_ascii_lowercase() || c == '_') {
            return Err(format!("“{text}”: write the gap `{name}` in snake_case"));
        }
        if !before.is_empty() {
            pieces.push(Piece::Said(before.to_owned()));
        }
        pieces.push(Piece::Gap(Gap(name.to_owned())));
        rest = after;
    }
    if !rest.is_empty() {
        pieces.push(Piece::Said(rest.to_owned()));
    }
    let stray = |piece: &Piece| matches!(piece, Piece::Said(said) if said.contains('}'));
    if pieces.iter().any(stray) {
        return Err(format!("“{text}” closes a gap that it did not open"));
    }
    Ok(pieces)
}
