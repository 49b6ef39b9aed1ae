//! Faces of the people of this phone. They are in the book's file and nowhere else: what is sent, handed over or
//! exported is made of documents, and no document has them.

use super::book::Book;
use super::error::Fault;
use super::files::check_size;
use crate::identity::Certificate;
use crate::model::{Invalid, PersonId};
use crate::photo::{self, Drawn};
use crate::store::{Found, StoreError, Writing};

/// The longest side, pixels. A circle of 96 dp on the densest screens is 336 pixels wide; a camera's picture of 4 to 3
/// is then 288 on its short side, about 15 KB.
const SIDE: u32 = 384;

impl Book {
    /// Keeps the current person's face.
    pub(super) fn set_portrait(&self, picture: &[u8]) -> Result<(), Fault> {
        check_size(picture)?;
        match photo::thumbnail(picture, SIDE) {
            Drawn::Anew(jpeg) => self.keep_portrait(Some(&jpeg)),
            Drawn::Unreadable => Err(Invalid::new("photo", "portrait_format").into()),
        }
    }

    /// Takes the current person's face away.
    pub(super) fn remove_portrait(&self) -> Result<(), Fault> {
        let person = self.person();
        if self.store.read(|reading| reading.has_portrait(person))? {
            self.keep_portrait(None)?;
        }
        Ok(())
    }

    fn keep_portrait(&self, jpeg: Option<&[u8]>) -> Result<(), Fault> {
        let person = self.person();
        self.store.write(|writing| writing.set_portrait(person, jpeg))?;
        self.ring();
        Ok(())
    }

    /// The face of somebody who works on this device.
    pub(super) fn portrait(&self, person: PersonId) -> Result<Option<Vec<u8>>, Fault> {
        self.check_joined(person)?;
        Ok(self.store.read(|reading| reading.portrait(person))?)
    }

    /// Takes faces in from damaged files: of each person the last, and only what still is a picture.
    pub(super) fn take_in_portraits(&self, writing: &Writing<'_>, found: &[Found]) -> Result<(), Fault> {
        for row in found.iter().flat_map(|one| &one.portraits) {
            let picture = row.jpeg.as_ref();
            if picture.is_none_or(|jpeg| matches!(photo::thumbnail(jpeg, SIDE), Drawn::Anew(_))) {
                writing.take_in_portrait(row)?;
            }
        }
        match self.certificate_in(&writing.reading(), &self.me.author.key)? {
            Some(certificate) => Ok(forget_withdrawn(writing, &certificate)?),
            None => Ok(()),
        }
    }
}

/// Forgets the faces of everybody but one: who has not joined on a device could never take theirs away there.
pub(super) fn forget_others(writing: &Writing<'_>, person: PersonId) -> Result<(), StoreError> {
    forget(writing, |portrayed| portrayed != person)
}

/// Forgets the faces of those who may no longer do anything here: they will not be switched to again, and what is
/// theirs alone goes with them.
pub(super) fn forget_withdrawn(writing: &Writing<'_>, certificate: &Certificate) -> Result<(), StoreError> {
    let withdrawn = certificate.withdrawn();
    forget(writing, |portrayed| withdrawn.contains(&portrayed))
}

fn forget(writing: &Writing<'_>, gone: impl Fn(PersonId) -> bool) -> Result<(), StoreError> {
    let portrayed = writing.reading().portrayed()?;
    portrayed
        .into_iter()
        .filter(|person| gone(*person))
        .try_for_each(|person| writing.set_portrait(person, None))
}
