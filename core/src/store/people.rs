use rusqlite::{OptionalExtension, Row, params};

use super::{Reading, StoreError, Writing};
use crate::model::{OrgId, PersonId, SinceBoot};

/// How far an invitation's one-time token has come. The number is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenState {
    /// It will be presented at the next sync.
    Waiting = 0,
    /// The hub has taken it.
    Taken = 1,
    /// The hub has not taken it, for the reason beside it.
    Refused = 2,
}

/// An invitation taken in this book.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvitationRow {
    /// As the hub signed it.
    pub text: String,
    /// How far its token has come.
    pub state: TokenState,
    /// Why the hub refused it.
    pub reason: Option<String>,
    /// Its person had a profile already: once the hub takes the token, their PIN is forgotten.
    pub resets_pin: bool,
}

/// What is kept of a person's PIN, and of wrong tries at it.
#[derive(Clone, PartialEq, Eq)]
pub struct PinRow {
    /// Random.
    pub salt: [u8; 16],
    /// Argon2id over PIN and salt.
    pub hash: [u8; 32],
    /// Wrong tries in a row.
    pub tries: u32,
    /// When the last was, milliseconds since 1970 by the device's clock.
    pub tried_ms: i64,
    /// The same by the clock that cannot be turned.
    pub tried_since_boot: Option<SinceBoot>,
}

fn token_state(number: i64) -> Result<TokenState, StoreError> {
    match number {
        0 => Ok(TokenState::Waiting),
        1 => Ok(TokenState::Taken),
        2 => Ok(TokenState::Refused),
        _ => Err(StoreError::Row("invitation")),
    }
}

/// Two columns that are both set or both absent.
pub(super) fn since_boot(row: &Row<'_>, first: usize) -> Result<Option<SinceBoot>, rusqlite::Error> {
    let boot: Option<[u8; 16]> = row.get(first)?;
    let elapsed: Option<i64> = row.get(first + 1)?;
    Ok(boot
        .zip(elapsed)
        .map(|(boot, elapsed_ms)| SinceBoot { boot, elapsed_ms }))
}

impl Reading<'_> {
    /// Every invitation taken in this book, in the order they were taken.
    pub fn invitations(&self) -> Result<Vec<InvitationRow>, StoreError> {
        let sql = "SELECT signed, state, reason, resets_pin FROM invitation ORDER BY n";
        let mut select = self.connection.prepare_cached(sql)?;
        let rows = select.query_map([], |row| {
            Ok((row.get(0)?, row.get::<_, i64>(1)?, row.get(2)?, row.get(3)?))
        })?;
        rows.map(|row| {
            let (text, state, reason, resets_pin) = row?;
            Ok(InvitationRow {
                text,
                state: token_state(state)?,
                reason,
                resets_pin,
            })
        })
        .collect()
    }

    /// A person's PIN, when they have set one.
    pub fn pin(&self, person: PersonId) -> Result<Option<PinRow>, StoreError> {
        let sql = "SELECT pin_salt, pin_hash, tries, tried_ms, tried_boot, tried_elapsed_ms
                   FROM profile WHERE person = ?1";
        let mut select = self.connection.prepare_cached(sql)?;
        let row = select.query_row([person.as_bytes()], |row| {
            Ok(PinRow {
                salt: row.get(0)?,
                hash: row.get(1)?,
                tries: row.get(2)?,
                tried_ms: row.get(3)?,
                tried_since_boot: since_boot(row, 4)?,
            })
        });
        Ok(row.optional()?)
    }
}

impl Writing<'_> {
    /// Keeps an invitation under its token; one that is known stays as it is.
    pub fn add_invitation(&self, token: &[u8; 16], row: &InvitationRow) -> Result<(), StoreError> {
        let sql = "INSERT OR IGNORE INTO invitation (token, signed, state, reason, resets_pin)
                   VALUES (?1, ?2, ?3, ?4, ?5)";
        self.connection().prepare_cached(sql)?.execute(params![
            token,
            row.text,
            row.state as i64,
            row.reason,
            row.resets_pin
        ])?;
        self.touch("documents");
        Ok(())
    }

    /// Lets every invitation the hub has taken be presented once more. No PIN is reset by it: that was done when
    /// it was taken.
    pub fn present_invitations_again(&self) -> Result<(), StoreError> {
        let sql = "UPDATE invitation SET state = 0, resets_pin = 0 WHERE state = 1";
        self.connection().prepare_cached(sql)?.execute([])?;
        Ok(())
    }

    /// Lets invitations that were refused be presented again.
    pub fn present_refused_again(&self) -> Result<(), StoreError> {
        let sql = "UPDATE invitation SET state = 0, reason = NULL WHERE state = 2";
        self.connection().prepare_cached(sql)?.execute([])?;
        Ok(())
    }

    /// Remembers who records now, and for whom.
    pub fn set_current(&self, person: PersonId, org: OrgId) -> Result<(), StoreError> {
        self.set_meta("person", person.as_bytes())?;
        self.set_meta("org", org.as_bytes())?;
        self.touch("documents");
        Ok(())
    }

    /// Notes what the hub said of an invitation's token.
    pub fn set_invitation(
        &self,
        token: &[u8; 16],
        state: TokenState,
        reason: Option<&str>,
    ) -> Result<(), StoreError> {
        let sql = "UPDATE invitation SET state = ?2, reason = ?3 WHERE token = ?1";
        self.connection()
            .prepare_cached(sql)?
            .execute(params![token, state as i64, reason])?;
        self.touch("documents");
        Ok(())
    }

    /// Sets what is kept of a person's PIN; `None` forgets it.
    pub fn set_pin(&self, person: PersonId, pin: Option<&PinRow>) -> Result<(), StoreError> {
        self.touch("documents");
        let Some(pin) = pin else {
            let sql = "DELETE FROM profile WHERE person = ?1";
            self.connection()
                .prepare_cached(sql)?
                .execute([person.as_bytes()])?;
            return Ok(());
        };
        let sql = "INSERT OR REPLACE INTO profile
                     (person, pin_salt, pin_hash, tries, tried_ms, tried_boot, tried_elapsed_ms)
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
        self.connection().prepare_cached(sql)?.execute(params![
            person.as_bytes(),
            pin.salt,
            pin.hash,
            pin.tries,
            pin.tried_ms,
            pin.tried_since_boot.map(|since| since.boot),
            pin.tried_since_boot.map(|since| since.elapsed_ms),
        ])?;
        Ok(())
    }
}
