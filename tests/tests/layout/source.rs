//! A Rust file as tokens: comments are gone, strings are strings, every token knows its line, and what is
//! compiled only for tests is left out.

use std::fs;
use std::path::{Path, PathBuf};

use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// A Rust file of a crate.
#[derive(Clone)]
pub struct Source {
    /// Where it lies.
    pub path: PathBuf,
    /// Its module's path in the crate, such as `["store", "facts"]`; empty for `lib.rs`.
    pub module: Vec<String>,
    /// What it says.
    pub text: String,
}

/// A path that code names, its keywords resolved, such as `["store", "facts", "FactRow"]` for
/// `crate::store::facts::FactRow`.
#[derive(Debug, PartialEq, Eq)]
pub struct Named {
    /// From the crate's root.
    pub path: Vec<String>,
    /// The line, from 1.
    pub line: usize,
}

impl Source {
    /// Every Rust file under a crate's `src`, except files that hold only tests.
    pub fn all(src: &Path) -> Vec<Self> {
        let mut files = Vec::new();
        walk(src, &mut files);
        files.sort();
        files
            .into_iter()
            .map(|path| Self {
                module: module_of(path.strip_prefix(src).expect("under src")),
                text: fs::read_to_string(&path).expect("readable"),
                path,
            })
            .filter(|source| !source.module.iter().any(|name| name == "tests"))
            .collect()
    }

    /// From a text, to test the tests.
    #[cfg(test)]
    pub fn planted(file: &str, text: &str) -> Self {
        Self {
            path: file.into(),
            module: module_of(Path::new(file)),
            text: text.into(),
        }
    }

    /// The tokens that are compiled into the product.
    pub fn tokens(&self) -> Vec<TokenTree> {
        let stream: TokenStream = self.text.parse().unwrap_or_else(|error| {
            panic!("{}: {error}", self.path.display());
        });
        without_tests(stream)
    }

    /// `file:line`.
    pub fn at(&self, line: usize) -> String {
        format!("{}:{line}", self.path.display())
    }

    /// Every path inside the crate that the code names, in `use` lines and elsewhere.
    pub fn named(&self) -> Vec<Named> {
        let mut named = Vec::new();
        collect(&self.tokens(), &self.module, &mut named);
        named
    }

    /// Every outer crate whose path is taken or which is imported, with its line.
    pub fn names_crate(&self, name: &str) -> Vec<usize> {
        let mut lines = Vec::new();
        find_crate(&self.tokens(), name, &mut lines);
        lines
    }

    /// Every string with its line; doc comments are none.
    pub fn strings(&self) -> Vec<(String, usize)> {
        let mut strings = Vec::new();
        find_strings(&self.tokens(), &mut strings);
        strings
    }

    /// Lines that are not tests.
    pub fn product_lines(&self) -> usize {
        let all = self.text.lines().count();
        let stream: TokenStream = self.text.parse().unwrap_or_default();
        all - test_lines(stream)
    }
}

fn walk(dir: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(dir).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            walk(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}

fn module_of(file: &Path) -> Vec<String> {
    let mut module: Vec<String> = file
        .with_extension("")
        .iter()
        .map(|part| part.to_string_lossy().into_owned())
        .collect();
    if matches!(module.last().map(String::as_str), Some("mod" | "lib" | "main")) {
        module.pop();
    }
    module
}

fn is_punct(token: Option<&TokenTree>, wanted: char) -> bool {
    matches!(token, Some(TokenTree::Punct(punct)) if punct.as_char() == wanted)
}

fn ident(token: Option<&TokenTree>) -> Option<String> {
    match token {
        Some(TokenTree::Ident(ident)) => Some(ident.to_string()),
        _ => None,
    }
}

/// The length of an attribute at this place, and whether it says `cfg(test)`.
fn attribute(tokens: &[TokenTree]) -> Option<(usize, bool)> {
    if !is_punct(tokens.first(), '#') {
        return None;
    }
    let bang = usize::from(is_punct(tokens.get(1), '!'));
    match tokens.get(1 + bang) {
        Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Bracket => {
            let words: String = group.stream().to_string().split_whitespace().collect();
            let test = words == "test"
                || (words.starts_with("cfg(") && words.contains("test") && !words.contains("not(test"));
            Some((2 + bang, test && bang == 0))
        }
        _ => None,
    }
}

/// Where the item that starts here ends: behind its `;` or its braces.
fn item_end(tokens: &[TokenTree]) -> usize {
    let ends = |token: &TokenTree| match token {
        TokenTree::Punct(punct) => punct.as_char() == ';',
        TokenTree::Group(group) => group.delimiter() == Delimiter::Brace,
        _ => false,
    };
    let end = tokens.iter().position(ends).map_or(tokens.len(), |end| end + 1);
    // A braced import goes on to its semicolon.
    end + usize::from(is_punct(tokens.get(end), ';'))
}

fn without_tests(stream: TokenStream) -> Vec<TokenTree> {
    let tokens: Vec<TokenTree> = stream.into_iter().collect();
    let mut kept = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        match attribute(&tokens[at..]) {
            Some((length, true)) => at += length + item_end(&tokens[at + length..]),
            Some((length, false)) => at += length,
            None => {
                kept.push(tokens[at].clone());
                at += 1;
            }
        }
    }
    kept
}

fn test_lines(stream: TokenStream) -> usize {
    let tokens: Vec<TokenTree> = stream.into_iter().collect();
    let mut lines = 0;
    let mut at = 0;
    while at < tokens.len() {
        let Some((length, test)) = attribute(&tokens[at..]) else {
            at += 1;
            continue;
        };
        let end = at + length + if test { item_end(&tokens[at + length..]) } else { 0 };
        if test {
            lines += tokens[end - 1].span().end().line + 1 - tokens[at].span().start().line;
        }
        at = end;
    }
    lines
}

/// The tokens of a group, without tests in it.
fn inside(token: &TokenTree) -> Option<Vec<TokenTree>> {
    match token {
        TokenTree::Group(group) => Some(without_tests(group.stream())),
        _ => None,
    }
}

fn is_path_sign(tokens: &[TokenTree], at: usize) -> bool {
    is_punct(tokens.get(at), ':') && is_punct(tokens.get(at + 1), ':')
}

fn collect(tokens: &[TokenTree], module: &[String], named: &mut Vec<Named>) {
    let mut at = 0;
    while at < tokens.len() {
        let continues = at >= 2 && is_path_sign(tokens, at - 2);
        let word = ident(tokens.get(at));
        let base = match word.as_deref() {
            Some("crate") => Some(Vec::new()),
            Some("self") if is_path_sign(tokens, at + 1) => Some(module.to_vec()),
            Some("super") if !continues => Some(module[..module.len().saturating_sub(1)].to_vec()),
            _ => None,
        };
        if let Some(base) = base.filter(|_| is_path_sign(tokens, at + 1) && !continues) {
            at = follow(tokens, at + 3, base, named);
            continue;
        }
        if word.as_deref() == Some("mod")
            && let Some(name) = ident(tokens.get(at + 1))
            && let Some(inner) = tokens.get(at + 2).and_then(inside)
        {
            let deeper = [module, &[name]].concat();
            collect(&inner, &deeper, named);
            at += 3;
            continue;
        }
        if let Some(inner) = inside(&tokens[at]) {
            collect(&inner, module, named);
        }
        at += 1;
    }
}

/// Follows a path or a tree of imports from behind a `::`; gives the place behind it.
fn follow(tokens: &[TokenTree], mut at: usize, mut path: Vec<String>, named: &mut Vec<Named>) -> usize {
    let line = tokens.get(at).map_or(0, |token| token.span().start().line);
    while let Some(word) = ident(tokens.get(at)) {
        if word == "super" {
            path.pop();
        } else {
            path.push(word);
        }
        at += 1;
        if !is_path_sign(tokens, at) {
            named.push(Named { path, line });
            return at;
        }
        at += 2;
    }
    match tokens.get(at).and_then(inside) {
        Some(branches) => {
            follow_branches(&branches, &path, named);
            at + 1
        }
        // A glob, or the generics of a path.
        None => {
            named.push(Named { path, line });
            at
        }
    }
}

fn follow_branches(tokens: &[TokenTree], path: &[String], named: &mut Vec<Named>) {
    for branch in tokens.split(|token| is_punct(Some(token), ',')) {
        if !branch.is_empty() {
            follow(branch, 0, path.to_vec(), named);
        }
    }
}

fn find_crate(tokens: &[TokenTree], name: &str, lines: &mut Vec<usize>) {
    for (at, token) in tokens.iter().enumerate() {
        if let Some(inner) = inside(token) {
            find_crate(&inner, name, lines);
        }
        if ident(Some(token)).as_deref() != Some(name) {
            continue;
        }
        let inner_part = at >= 2
            && is_path_sign(tokens, at - 2)
            && ident(at.checked_sub(3).and_then(|at| tokens.get(at))).is_some();
        let before = ident(at.checked_sub(1).and_then(|at| tokens.get(at)));
        let imported = matches!(before.as_deref(), Some("use" | "crate"));
        if imported || (is_path_sign(tokens, at + 1) && !inner_part) {
            lines.push(token.span().start().line);
        }
    }
}

fn find_strings(tokens: &[TokenTree], strings: &mut Vec<(String, usize)>) {
    for token in tokens {
        if let Some(inner) = inside(token) {
            find_strings(&inner, strings);
        }
        if let TokenTree::Literal(literal) = token {
            let text = literal.to_string();
            if text.contains('"') {
                strings.push((text, token.span().start().line));
            }
        }
    }
}

#[test]
fn paths_are_found_in_every_form() {
    let source = Source::planted(
        "store/facts.rs",
        "use crate::{model::{Fact, cbor::Form}, journal::Document as Doc};\n\
         use super::super::net::Hub;\n\
         // crate::comment::is_none\n\
         fn f() -> crate::sync::Engine { println!(\"crate::text {}\", crate::scan::x::y()); super::open() }\n\
         #[cfg(test)] mod tests { use crate::fieldbook::Fieldbook; }\n\
         mod inner { use super::super::Reading; }",
    );
    let paths: Vec<(String, usize)> = source
        .named()
        .iter()
        .map(|named| (named.path.join("::"), named.line))
        .collect();
    let expected = [
        ("model::Fact", 1),
        ("model::cbor::Form", 1),
        ("journal::Document", 1),
        ("net::Hub", 2),
        ("sync::Engine", 4),
        ("scan::x::y", 4),
        ("store::open", 4),
        ("store::Reading", 6),
    ];
    assert_eq!(paths, expected.map(|(path, line)| (path.to_owned(), line)));
}

#[test]
fn crates_are_found_and_fields_of_their_name_are_not() {
    let source = Source::planted(
        "scan/a.rs",
        "use automerge::Automerge;\nuse automerge;\nstruct D { automerge: u8 }\n\
         fn f(d: D) { d.automerge; ::automerge::load(); crate::automerge::x(); }",
    );
    assert_eq!(source.names_crate("automerge"), [1, 2, 4]);
}

#[test]
fn lines_of_tests_are_not_counted() {
    let source = Source::planted(
        "a.rs",
        "fn a() {}\n\n#[cfg(test)]\nmod tests {\n    #[test]\n    fn b() {}\n}\nfn c() {}\n",
    );
    assert_eq!(source.product_lines(), 3);
}
