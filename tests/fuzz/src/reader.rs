//! A phone that takes in changes as the app does: parsed, placed, applied, saved and loaded again.

use fieldbook_core::journal::*;
use fieldbook_core::model::DocRef;

const READER: Author = Author {
    key: [7; 32],
    actor: [7; 16],
};

pub struct Reader {
    doc: DocRef,
    genesis: Genesis,
    placed: Placed,
    taken: Vec<Vec<u8>>,
}

impl Reader {
    pub fn new(doc: DocRef) -> Self {
        Self {
            doc,
            placed: Placed::of(&genesis(doc)),
            genesis: genesis(doc),
            taken: Vec::new(),
        }
    }

    /// Takes a change in, or says why not.
    pub fn take(&mut self, bytes: &[u8]) -> Result<(), Refusal> {
        let deps = deps_of(bytes);
        let change = parse(&self.genesis, bytes)?;
        assert_eq!(deps.as_ref(), Some(&change.deps), "read without its contents");
        let Ok(links) = check_links(&self.genesis, &self.placed, &change);
        links?;
        self.placed.add(&change);
        self.taken.push(change.bytes);
        Ok(())
    }

    /// Everything taken in loads, saves and loads again, with the same heads and contents.
    ///
    /// # Panics
    ///
    /// When it does not: that is the finding.
    pub fn assert_reloadable(&self) {
        let loaded =
            Document::load(self.doc, READER, None, &self.taken, None).expect("what was let in loads");
        let snapshot = loaded.snapshot().expect("what was let in is saved");
        let heads = loaded.heads();
        let again =
            Document::load(self.doc, READER, Some(&snapshot), &[], Some(&heads)).expect("and loads again");
        assert_eq!(loaded.facts().expect("facts"), again.facts().expect("facts"));
        assert_eq!(
            loaded.registers().expect("fields"),
            again.registers().expect("fields")
        );
        let mut applied = Document::open(self.doc, READER).expect("a document");
        let parsed = self.taken.iter().map(|bytes| parse(&self.genesis, bytes));
        let parsed: Vec<Change> = parsed.collect::<Result<_, _>>().expect("parsed before");
        applied.apply(&parsed).expect("what was let in is applied");
        assert_eq!(applied.heads(), heads);
    }
}
