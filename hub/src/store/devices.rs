use fieldbook_core::identity::{Membership, PublicKey, Signed};
use fieldbook_core::model::{DeviceId, OrgId, PersonId, Role};
use rusqlite::{Row, params};

use super::registry::{roles_from_bits, roles_to_bits};
use super::{Tables, row};
use crate::error::Result;

/// An enrolled device.
#[derive(Debug, Clone)]
pub(crate) struct DeviceRow {
    pub(crate) id: DeviceId,
    pub(crate) key: PublicKey,
    pub(crate) name: String,
    pub(crate) certificate: Signed,
    pub(crate) issued_ms: i64,
    pub(crate) revoked_ms: Option<i64>,
    pub(crate) last_sync_ms: Option<i64>,
    /// How many changes of this device the hub holds, held ones among them.
    pub(crate) changes: u64,
}

/// An invitation, found by its token.
#[derive(Debug, Clone)]
pub(crate) struct InvitationRow {
    pub(crate) membership: Membership,
    pub(crate) not_after_ms: i64,
    pub(crate) used_by: Option<DeviceId>,
}

const COLUMNS: &str = "id, key, name, certificate, issued_ms, revoked_ms, last_sync_ms, changes";

fn read_device(row: &Row) -> rusqlite::Result<DeviceRow> {
    let certificate = Signed::from_bytes(row.get_ref(3)?.as_blob()?).map_err(|error| {
        rusqlite::Error::FromSqlConversionFailure(3, rusqlite::types::Type::Blob, Box::new(error))
    })?;
    Ok(DeviceRow {
        id: row::id(row, 0)?,
        key: PublicKey(row::bytes(row, 1)?),
        name: row.get(2)?,
        certificate,
        issued_ms: row.get(4)?,
        revoked_ms: row.get(5)?,
        last_sync_ms: row.get(6)?,
        changes: row.get(7)?,
    })
}

impl Tables<'_> {
    /// A device by its id.
    pub(crate) fn device(&self, id: DeviceId) -> Result<Option<DeviceRow>> {
        row::optional(
            self.0
                .prepare_cached(&format!("SELECT {COLUMNS} FROM device WHERE id = ?1"))?
                .query_row([id.as_bytes()], read_device),
        )
    }

    /// A device by its key.
    pub(crate) fn device_of_key(&self, key: &PublicKey) -> Result<Option<DeviceRow>> {
        row::optional(
            self.0
                .prepare_cached(&format!("SELECT {COLUMNS} FROM device WHERE key = ?1"))?
                .query_row([key.0], read_device),
        )
    }

    /// Every device, by name.
    pub(crate) fn devices(&self) -> Result<Vec<DeviceRow>> {
        let mut statement = self
            .0
            .prepare_cached(&format!("SELECT {COLUMNS} FROM device ORDER BY name, id"))?;
        let rows = statement.query_map([], read_device)?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// Stores a device, or its new certificate.
    pub(crate) fn put_device(
        &self,
        id: DeviceId,
        key: &PublicKey,
        name: &str,
        certificate: &Signed,
        issued_ms: i64,
    ) -> Result<()> {
        self.0
            .prepare_cached(
                "INSERT INTO device (id, key, name, certificate, issued_ms) VALUES (?1, ?2, ?3, ?4, ?5)
                 ON CONFLICT (id) DO UPDATE SET certificate = excluded.certificate, issued_ms = excluded.issued_ms",
            )?
            .execute(params![
                id.as_bytes(),
                key.0,
                name,
                certificate.to_bytes(),
                issued_ms
            ])?;
        Ok(())
    }

    /// Adds what a person may do on a device.
    pub(crate) fn put_device_member(&self, device: DeviceId, membership: &Membership) -> Result<()> {
        self.0.execute(
            "INSERT INTO device_member (device, org, person, roles) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT DO UPDATE SET roles = excluded.roles",
            params![
                device.as_bytes(),
                membership.org.as_bytes(),
                membership.person.as_bytes(),
                roles_to_bits(&membership.roles)
            ],
        )?;
        Ok(())
    }

    /// Gives a person other roles on every device they work on; gives those devices.
    pub(crate) fn set_device_roles(
        &self,
        org: OrgId,
        person: PersonId,
        roles: &[Role],
    ) -> Result<Vec<DeviceId>> {
        let mut statement = self
            .0
            .prepare("UPDATE device_member SET roles = ?3 WHERE org = ?1 AND person = ?2 RETURNING device")?;
        let given = params![org.as_bytes(), person.as_bytes(), roles_to_bits(roles)];
        let rows = statement.query_map(given, |row| row::id(row, 0))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// Who may do what on a device; a withdrawn membership has no roles.
    pub(crate) fn memberships_of(&self, device: DeviceId) -> Result<Vec<Membership>> {
        let mut statement = self.0.prepare_cached(
            "SELECT org, person, roles FROM device_member WHERE device = ?1 ORDER BY org, person",
        )?;
        let rows = statement.query_map([device.as_bytes()], |row| {
            Ok(Membership {
                org: row::id(row, 0)?,
                person: row::id(row, 1)?,
                roles: roles_from_bits(row.get(2)?),
            })
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// Marks a device as revoked; `false` when it already was.
    pub(crate) fn revoke_device(&self, id: DeviceId, at_ms: i64) -> Result<bool> {
        let changed = self.0.execute(
            "UPDATE device SET revoked_ms = ?2 WHERE id = ?1 AND revoked_ms IS NULL",
            params![id.as_bytes(), at_ms],
        )?;
        Ok(changed > 0)
    }

    /// Notes when a device was last here.
    pub(crate) fn touch_device(&self, id: DeviceId, at_ms: i64) -> Result<()> {
        self.0
            .prepare_cached("UPDATE device SET last_sync_ms = ?2 WHERE id = ?1")?
            .execute(params![id.as_bytes(), at_ms])?;
        Ok(())
    }

    /// How many changes of a device the hub holds.
    pub(crate) fn changes_by(&self, id: DeviceId) -> Result<u64> {
        let sql = "SELECT changes FROM device WHERE id = ?1";
        let mut select = self.0.prepare_cached(sql)?;
        Ok(select.query_row([id.as_bytes()], |row| row.get(0))?)
    }

    /// Counts newly stored changes of the device of a key.
    pub(crate) fn count_changes(&self, key: &PublicKey, more: u64) -> Result<()> {
        self.0
            .prepare_cached("UPDATE device SET changes = changes + ?2 WHERE key = ?1")?
            .execute(params![key.0, more])?;
        Ok(())
    }

    /// Keeps an invitation under the hash of its token.
    pub(crate) fn insert_invitation(
        &self,
        token_hash: &[u8; 32],
        org: OrgId,
        person: PersonId,
        roles: &[Role],
        not_after_ms: i64,
    ) -> Result<()> {
        self.0.execute(
            "INSERT INTO invitation (token_hash, org, person, roles, not_after_ms) VALUES (?1, ?2, ?3, ?4, ?5)",
            params![
                token_hash,
                org.as_bytes(),
                person.as_bytes(),
                roles_to_bits(roles),
                not_after_ms
            ],
        )?;
        Ok(())
    }

    /// The invitation of a token.
    pub(crate) fn invitation(&self, token_hash: &[u8; 32]) -> Result<Option<InvitationRow>> {
        row::optional(self.0.query_row(
            "SELECT org, person, roles, not_after_ms, used_by FROM invitation WHERE token_hash = ?1",
            [token_hash],
            |row| {
                Ok(InvitationRow {
                    membership: Membership {
                        org: row::id(row, 0)?,
                        person: row::id(row, 1)?,
                        roles: roles_from_bits(row.get(2)?),
                    },
                    not_after_ms: row.get(3)?,
                    used_by: row::id_or_null(row, 4)?,
                })
            },
        ))
    }

    /// Marks a token as used.
    pub(crate) fn use_invitation(&self, token_hash: &[u8; 32], device: DeviceId, at_ms: i64) -> Result<()> {
        self.0.execute(
            "UPDATE invitation SET used_by = ?2, used_ms = ?3 WHERE token_hash = ?1",
            params![token_hash, device.as_bytes(), at_ms],
        )?;
        Ok(())
    }
}
