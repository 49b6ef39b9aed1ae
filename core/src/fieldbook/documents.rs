use std::sync::Arc;

use super::FieldbookError;
use super::amend::{check_texts, nfc_value};
use super::book::Book;
use super::error::Fault;
use super::facts::register_write;
use super::views::DocumentView;
use crate::journal::{HeadState, fold_head};
use crate::model::{
    DocId, DocKind, DocRef, FieldValue, Finding, Invalid, RegisterKey, RegisterMap, Trace, check_lot_code,
    lot_code, nfc,
};
use crate::rules::Deed;

/// Seasons, lots and visits.
#[derive(Clone)]
pub struct Documents {
    pub(super) book: Arc<Book>,
}

/// A season to open.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct NewSeason {
    /// What people call it, such as `Vụ mùa 2026`.
    pub name: String,
    /// The product: id, GTIN or name; `None` takes the organisation's only one.
    pub product: Option<String>,
    /// The plot's id or name.
    pub plot: Option<String>,
}

/// A lot to open.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct NewLot {
    /// What people call it; `None` uses the code.
    pub name: Option<String>,
    /// The product: id, GTIN or name; `None` takes the organisation's only one.
    pub product: Option<String>,
    /// The code printed on packs (GS1 AI 10, at most 20 characters); `None` makes one.
    pub code: Option<String>,
}

/// A visit to open.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct NewVisit {
    /// What it is for.
    pub name: String,
    /// The season or lot visited.
    pub subject: Option<DocId>,
    /// The product, when no subject is given.
    pub product: Option<String>,
}

/// Head fields people correct. The product and its group decide which steps there are, and stay.
const AMENDABLE: [&str; 3] = ["name", "plot", "code"];

impl Documents {
    /// Opens a season. Errors: `InvalidInput` when the product is not clear.
    pub fn open_season(&self, new: &NewSeason) -> Result<DocumentView, FieldbookError> {
        let head = [
            ("name", required("name", &new.name)?),
            ("plot", new.plot.clone().unwrap_or_default()),
        ];
        Ok(self
            .book
            .open_document(DocKind::Season, new.product.as_deref(), &head)?)
    }

    /// Opens a lot; its code is made offline and collides with none.
    pub fn open_lot(&self, new: &NewLot) -> Result<DocumentView, FieldbookError> {
        Ok(self.book.open_lot(new)?)
    }

    /// Opens a visit.
    pub fn open_visit(&self, new: &NewVisit) -> Result<DocumentView, FieldbookError> {
        Ok(self.book.open_visit(new)?)
    }

    /// Documents of a kind, newest first.
    pub fn list(&self, kind: DocKind) -> Result<Vec<DocumentView>, FieldbookError> {
        Ok(self.book.list_documents(kind)?)
    }

    /// One document. `NotFound` when the book does not have it.
    pub fn get(&self, id: DocId) -> Result<DocumentView, FieldbookError> {
        Ok(self.book.document_view(id)?)
    }

    /// Corrects one field of a document's head: `name`, `plot`, or a lot's `code`.
    pub fn amend(
        &self,
        id: DocId,
        field: &str,
        value: FieldValue,
        reason: Option<&str>,
    ) -> Result<DocumentView, FieldbookError> {
        Ok(self.book.amend_head(id, field, value, reason)?)
    }

    /// A lot's whole story, with a mark on entries whose time contradicts the proven order.
    pub fn trace(&self, lot: DocId) -> Result<Trace, FieldbookError> {
        Ok(self.book.trace_in_order(lot)?)
    }

    /// What the rules say about a season, a lot or a visit.
    pub fn findings(&self, id: DocId) -> Result<Vec<Finding>, FieldbookError> {
        let doc = self.book.doc(id)?;
        Ok(self.book.findings_in_order(doc)?)
    }
}

fn required(field: &str, text: &str) -> Result<String, FieldbookError> {
    let text = nfc(text.trim());
    if text.is_empty() {
        Err(FieldbookError::invalid(Invalid::new(field, "required")))
    } else {
        Ok(text)
    }
}

impl Book {
    fn open_lot(&self, new: &NewLot) -> Result<DocumentView, Fault> {
        let doc = DocRef::fresh(DocKind::Lot, self.org());
        let code = match &new.code {
            Some(code) => nfc(code.trim()),
            None => lot_code(doc.id),
        };
        check_lot_code(&code)?;
        let name = new.name.clone().unwrap_or_else(|| code.clone());
        self.put_head(doc, new.product.as_deref(), &[("name", name), ("code", code)])
    }

    fn open_visit(&self, new: &NewVisit) -> Result<DocumentView, Fault> {
        let subject = new
            .subject
            .map(|subject| self.doc_and_group(subject))
            .transpose()?;
        let product = match &subject {
            Some((doc, _)) => self.document_view(doc.id)?.text("product"),
            None => new.product.clone(),
        };
        let subject = subject.map(|(doc, _)| doc.id.to_string()).unwrap_or_default();
        let head = [("name", new.name.clone()), ("subject", subject)];
        self.open_document(DocKind::Visit, product.as_deref(), &head)
    }

    fn open_document(
        &self,
        kind: DocKind,
        product: Option<&str>,
        head: &[(&str, String)],
    ) -> Result<DocumentView, Fault> {
        self.put_head(DocRef::fresh(kind, self.org()), product, head)
    }

    fn put_head(
        &self,
        doc: DocRef,
        product: Option<&str>,
        head: &[(&str, String)],
    ) -> Result<DocumentView, Fault> {
        self.must(doc.org, Deed::Document(doc.kind))?;
        let (product, group) = self.product_and_group(product)?;
        let given = head.iter().map(|(field, value)| (*field, value.clone()));
        let fields: Vec<_> = given
            .chain([("product", product), ("group", group)])
            .filter(|(_, value)| !value.trim().is_empty())
            .map(|(field, value)| {
                (
                    RegisterKey::head(field),
                    self.amendment(FieldValue::text(&value), None),
                )
            })
            .collect();
        self.write(doc, |document, time_s| document.put_fields(&fields, time_s))?;
        self.document_view(doc.id)
    }

    /// The product meant, and its group with the version this app has.
    fn product_and_group(&self, wanted: Option<&str>) -> Result<(String, String), Fault> {
        let register = self.register()?;
        let product = match (wanted, register.products.as_slice()) {
            (Some(wanted), _) => register.product(wanted),
            (None, [only]) => Some(only),
            (None, _) => None,
        };
        let known = register
            .products
            .iter()
            .map(|product| product.name.clone())
            .collect::<Vec<_>>()
            .join(", ");
        let unclear = || Invalid::new("product", "which_product").with("products", &known);
        let product = product.ok_or_else(unclear)?;
        let unknown = || Invalid::new("product", "unknown_group").with("value", &product.group);
        let catalog = self.catalog();
        let group = catalog.group(&product.group).ok_or_else(unknown)?;
        Ok((product.id.to_string(), group.id()))
    }

    pub(super) fn doc(&self, id: DocId) -> Result<DocRef, Fault> {
        let found = self.store.read(|reading| reading.document(id))?;
        found.ok_or_else(|| Fault::NotFound(id.to_string()))
    }

    /// A document and the product group its facts follow.
    pub(super) fn doc_and_group(&self, id: DocId) -> Result<(DocRef, String), Fault> {
        let open = self.documents.try_lock();
        if let Some(known) = open.as_ref().and_then(|open| open.group_of(id)) {
            return Ok(known);
        }
        // Read while nobody writes, so that what is remembered is what the rows say.
        let doc = self.doc(id)?;
        let group = self.head(doc)?.values.get("group").map(ToString::to_string);
        let group = group.unwrap_or_default();
        if let Some(mut open) = open {
            open.remember_group(doc, &group);
        }
        Ok((doc, group))
    }

    pub(super) fn head(&self, doc: DocRef) -> Result<HeadState, Fault> {
        let writes = self.store.read(|reading| {
            let rows = reading.writes_of_document(doc.id, Some(RegisterMap::Head))?;
            Ok::<_, Fault>(rows.into_iter().map(register_write).collect::<Vec<_>>())
        })?;
        Ok(fold_head(RegisterMap::Head, &writes)?)
    }

    pub(super) fn list_documents(&self, kind: DocKind) -> Result<Vec<DocumentView>, Fault> {
        let rows = self.store.read(|reading| reading.documents(Some(kind)))?;
        rows.into_iter()
            .map(|row| self.view(row.doc, row.opened_ms))
            .collect()
    }

    pub(super) fn document_view(&self, id: DocId) -> Result<DocumentView, Fault> {
        let doc = self.doc(id)?;
        let opened_ms = self.store.read(|reading| reading.opened_ms(id))?;
        self.view(doc, opened_ms.unwrap_or_default())
    }

    fn view(&self, doc: DocRef, opened_ms: i64) -> Result<DocumentView, Fault> {
        let head = self.head(doc)?;
        Ok(DocumentView {
            doc,
            head: head.values,
            conflicts: head.conflicts.into_keys().collect(),
            opened_ms,
        })
    }

    fn amend_head(
        &self,
        id: DocId,
        field: &str,
        value: FieldValue,
        reason: Option<&str>,
    ) -> Result<DocumentView, Fault> {
        let doc = self.doc(id)?;
        if doc.kind == DocKind::Register {
            return Err(Invalid::new("document", "not_here").into());
        }
        self.must(doc.org, Deed::Document(doc.kind))?;
        if !AMENDABLE.contains(&field) {
            return Err(Invalid::new(field, "unknown_field").into());
        }
        if field == "code" {
            check_lot_code(&value.to_string())?;
        }
        let value = nfc_value(value);
        check_texts(field, &value, reason)?;
        let amendment = self.amendment(value, reason);
        self.write(doc, |document, time_s| {
            document.put_fields(&[(RegisterKey::head(field), amendment)], time_s)
        })?;
        self.document_view(id)
    }
}
