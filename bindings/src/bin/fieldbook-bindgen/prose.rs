//! The library's docstrings are in Rust's spelling; each language puts the names in them into its own.

/// A text with what stands in backticks mended.
pub fn quoted(text: &str, mend: impl Fn(&str) -> String) -> String {
    let pieces = text.split('`').enumerate();
    let pieces: Vec<String> = pieces
        // Every second piece stands between backticks.
        .map(|(place, piece)| {
            if place % 2 == 1 {
                mend(piece)
            } else {
                piece.to_owned()
            }
        })
        .collect();
    pieces.join("`")
}

/// Code with the lines of its block comments mended.
pub fn comments(code: &str, mend: impl Fn(&str) -> String) -> String {
    let lines = code.lines().map(|line| {
        if line.trim_start().starts_with('*') {
            mend(line) + "\n"
        } else {
            line.to_owned() + "\n"
        }
    });
    lines.collect()
}
