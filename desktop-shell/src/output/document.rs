use std::cell::RefCell;
use std::collections::BTreeMap;

use fieldbook_core::model::{DocId, DocKind, PersonId};
use fieldbook_core::{DocumentView, Fieldbook, FieldbookError, Register};
use serde::Serialize;

use super::{Table, short, show_local, value_json};
use crate::session::Session;

/// Names of people, products and documents, looked up once each.
pub struct Names<'a> {
    book: &'a Fieldbook,
    register: Register,
    documents: RefCell<BTreeMap<DocId, Option<String>>>,
}

impl<'a> Names<'a> {
    /// Of a book.
    pub fn of(book: &'a Fieldbook) -> Result<Self, FieldbookError> {
        Ok(Self {
            register: book.people().register()?,
            book,
            documents: RefCell::default(),
        })
    }

    /// A person's name; some of their id when the book does not know it.
    pub fn person(&self, id: PersonId) -> String {
        self.register.person_name(id).unwrap_or_else(|| short(&id))
    }

    /// A product's name, from its id as text.
    pub fn product(&self, id: &str) -> Option<String> {
        self.register.product(id).map(|product| product.name.clone())
    }

    /// A document's name; some of its id when it has not arrived.
    pub fn document(&self, id: DocId) -> String {
        let mut known = self.documents.borrow_mut();
        let name = known.entry(id).or_insert_with(|| {
            let view = self.book.documents().get(id).ok()?;
            view.text("name").or_else(|| view.text("code"))
        });
        name.clone().unwrap_or_else(|| short(&id))
    }
}

/// A season, lot or visit.
#[derive(Debug, Serialize)]
pub struct DocumentOut {
    id: String,
    kind: &'static str,
    name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<String>,
    product: Option<String>,
    product_name: Option<String>,
    group: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    plot: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    subject: Option<String>,
    org: String,
    head: BTreeMap<String, serde_json::Value>,
    conflicts: Vec<String>,
}

impl DocumentOut {
    /// With the names of what it points at.
    pub fn new(view: &DocumentView, names: &Names<'_>) -> Self {
        let product = view.text("product");
        Self {
            id: view.doc.id.to_string(),
            kind: view.doc.kind.name(),
            name: view.text("name"),
            code: view.text("code"),
            product_name: product.as_deref().and_then(|product| names.product(product)),
            product,
            group: view.text("group"),
            plot: view.text("plot"),
            subject: view.text("subject"),
            org: view.doc.org.to_string(),
            head: view
                .head
                .iter()
                .map(|(field, value)| (field.clone(), value_json(value)))
                .collect(),
            conflicts: view.conflicts.clone(),
        }
    }
}

/// Documents of one kind below each other.
pub fn documents_table(views: &[DocumentView], names: &Names<'_>, session: &Session) -> String {
    let with_code = views.iter().any(|view| view.doc.kind == DocKind::Lot);
    let mut titles = vec!["column.id", "column.name"];
    titles.extend(with_code.then_some("column.code"));
    titles.extend(["column.product", "column.about", "column.opened"]);
    let mut table = Table::new(titles.into_iter().map(|key| session.word(key)));
    for view in views {
        let product = view.text("product").unwrap_or_default();
        let subject = view.text("subject").and_then(|subject| subject.parse().ok());
        let about = match subject {
            Some(subject) => names.document(subject),
            None => view.text("plot").unwrap_or_default(),
        };
        let mut cells = vec![short(&view.doc.id), view.text("name").unwrap_or_default()];
        cells.extend(with_code.then(|| view.text("code").unwrap_or_default()));
        cells.extend([
            names.product(&product).unwrap_or(product),
            about,
            show_local(view.opened_ms),
        ]);
        table.row(cells);
    }
    table.text()
}
