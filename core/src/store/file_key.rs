//! The key of an encrypted book's file.

use std::path::Path;

use rusqlite::{Connection, OpenFlags};

/// SQLCipher's key for a file, raw: 32 bytes of AES-256, and the 16 bytes of salt that stand in clear at the file's
/// front. Both come from the book's key, so the front of a file tells at a glance whether a key is the right one, and
/// damage there loses nothing.
#[cfg(feature = "sqlcipher")]
#[derive(Clone)]
pub struct FileKey {
    pub(super) key: zeroize::Zeroizing<[u8; 32]>,
    pub(super) salt: [u8; 16],
}

/// There is none in a build without encryption.
#[cfg(not(feature = "sqlcipher"))]
#[derive(Clone)]
pub enum FileKey {}

#[cfg(feature = "sqlcipher")]
mod keyed {
    use std::fmt::Write;

    use rusqlite::Connection;
    use zeroize::Zeroizing;

    use super::FileKey;

    impl FileKey {
        /// From the two parts.
        pub fn new(key: Zeroizing<[u8; 32]>, salt: [u8; 16]) -> Self {
            Self { key, salt }
        }

        /// As SQLCipher takes a raw key: key and salt in hexadecimal, which spares it 256,000 rounds of stretching.
        pub(in crate::store) fn literal(&self) -> Zeroizing<String> {
            // As large as it gets from the start: a string that grows leaves its last form in memory.
            let mut literal = Zeroizing::new(String::with_capacity(99));
            literal.push_str("x'");
            for byte in self.key.iter().chain(&self.salt) {
                // Writing to a string never fails.
                let _ = write!(literal, "{byte:02x}");
            }
            literal.push('\'');
            literal
        }

        /// Hands the key to a connection, before it reads anything. SQLCipher's own log goes to the program's error
        /// output; what it would say there is told as an error anyway.
        pub(super) fn hand_to(&self, connection: &Connection) -> Result<(), rusqlite::Error> {
            const AROUND: &str =
                "PRAGMA cipher_log_level = NONE; PRAGMA key = \"\"; PRAGMA cipher_compatibility = 4;";
            let literal = self.literal();
            let mut sql = Zeroizing::new(String::with_capacity(AROUND.len() + literal.len()));
            sql.push_str("PRAGMA cipher_log_level = NONE; PRAGMA key = \"");
            sql.push_str(&literal);
            sql.push_str("\"; PRAGMA cipher_compatibility = 4;");
            connection.execute_batch(&sql)
        }
    }
}

#[cfg(not(feature = "sqlcipher"))]
impl FileKey {
    /// Never called: there is no key.
    fn hand_to(&self, _: &Connection) -> Result<(), rusqlite::Error> {
        match *self {}
    }

    /// Never called: there is no key.
    pub(super) fn literal(&self) -> zeroize::Zeroizing<String> {
        match *self {}
    }
}

/// Opens a file, encrypted where there is a key.
pub(super) fn connect(
    path: &Path,
    flags: OpenFlags,
    key: Option<&FileKey>,
) -> Result<Connection, rusqlite::Error> {
    let connection = Connection::open_with_flags(path, flags)?;
    if let Some(key) = key {
        key.hand_to(&connection)?;
    }
    Ok(connection)
}
