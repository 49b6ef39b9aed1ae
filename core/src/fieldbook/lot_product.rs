use super::book::Book;
use super::error::Fault;
use crate::model::{DocId, Product};

/// The product of a lot, beside the others of its organisation.
pub(super) struct LotProduct {
    own: Option<Product>,
    all: Vec<Product>,
}

impl Book {
    pub(super) fn product_of(&self, lot: DocId) -> Result<LotProduct, Fault> {
        let view = self.document_view(lot)?;
        let register = self.register_of(view.doc.org)?;
        let own = view.text("product");
        Ok(LotProduct {
            own: own.and_then(|product| register.product(&product).cloned()),
            all: register.products,
        })
    }
}

impl LotProduct {
    /// The GTIN-14 of the lot's product, or its name where it has none.
    pub(super) fn printed(&self) -> String {
        let own = self.own.as_ref();
        let gtin = own.and_then(|own| own.gtin.clone());
        gtin.or_else(|| own.map(|own| own.name.clone()))
            .unwrap_or_default()
    }

    /// Whether stamps with a GTIN-14 may go on the lot: never those of another product. One that no product here has
    /// may belong to a product that was registered without its number.
    pub(super) fn takes(&self, gtin: &str) -> bool {
        let Some(own) = &self.own else {
            return true;
        };
        let has_it = |product: &Product| product.gtin.as_deref() == Some(gtin);
        match &own.gtin {
            Some(own) => own == gtin,
            None => !self.all.iter().any(has_it),
        }
    }
}
