use fieldbook_core::model::{Org, OrgId, Person, PersonId, Plot, PlotId, Product, ProductId, Role};
use rusqlite::{Row, params};

use super::{Tables, row};
use crate::error::Result;

/// One bit per role, in the order of `Role::ALL`.
pub(super) fn roles_to_bits(roles: &[Role]) -> u32 {
    let bit = |(index, _)| 1u32 << index;
    let known = Role::ALL.iter().enumerate();
    known.filter(|(_, (role, _))| roles.contains(role)).map(bit).sum()
}

/// The roles of such bits.
pub(super) fn roles_from_bits(bits: u32) -> Vec<Role> {
    let known = Role::ALL.iter().enumerate();
    known
        .filter(|(index, _)| bits >> index & 1 == 1)
        .map(|(_, (role, _))| *role)
        .collect()
}

fn read_org(row: &Row) -> rusqlite::Result<Org> {
    Ok(Org {
        id: row::id(row, 0)?,
        name: row.get(1)?,
        address: row.get(2)?,
        gln: row.get(3)?,
    })
}

fn read_product(row: &Row) -> rusqlite::Result<(OrgId, Product)> {
    let product = Product {
        id: row::id(row, 0)?,
        name: row.get(2)?,
        group: row.get(3)?,
        gtin: row.get(4)?,
    };
    Ok((row::id(row, 1)?, product))
}

impl Tables<'_> {
    /// Adds an organisation.
    pub(crate) fn insert_org(&self, org: &Org) -> Result<()> {
        self.0.execute(
            "INSERT INTO org (id, name, address, gln) VALUES (?1, ?2, ?3, ?4)",
            params![org.id.as_bytes(), org.name, org.address, org.gln],
        )?;
        Ok(())
    }

    /// An organisation.
    pub(crate) fn org(&self, id: OrgId) -> Result<Option<Org>> {
        row::optional(
            self.0
                .prepare_cached("SELECT id, name, address, gln FROM org WHERE id = ?1")?
                .query_row([id.as_bytes()], read_org),
        )
    }

    /// Every organisation, by name.
    pub(crate) fn orgs(&self) -> Result<Vec<Org>> {
        let mut statement = self
            .0
            .prepare("SELECT id, name, address, gln FROM org ORDER BY name, id")?;
        let rows = statement.query_map([], read_org)?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// Adds a person, or renames one.
    pub(crate) fn put_person(&self, person: &Person) -> Result<()> {
        self.0.execute(
            "INSERT INTO person (id, name) VALUES (?1, ?2) ON CONFLICT DO UPDATE SET name = excluded.name",
            params![person.id.as_bytes(), person.name],
        )?;
        Ok(())
    }

    /// A person.
    pub(crate) fn person(&self, id: PersonId) -> Result<Option<Person>> {
        row::optional(
            self.0
                .prepare_cached("SELECT name FROM person WHERE id = ?1")?
                .query_row([id.as_bytes()], |row| {
                    Ok(Person {
                        id,
                        name: row.get(0)?,
                    })
                }),
        )
    }

    /// Adds a person to an organisation, or changes their roles there.
    pub(crate) fn put_member(&self, org: OrgId, person: PersonId, roles: &[Role]) -> Result<()> {
        self.0.execute(
            "INSERT INTO member (org, person, roles) VALUES (?1, ?2, ?3)
             ON CONFLICT DO UPDATE SET roles = excluded.roles",
            params![org.as_bytes(), person.as_bytes(), roles_to_bits(roles)],
        )?;
        Ok(())
    }

    /// A person's roles in an organisation; none when they do not belong to it.
    pub(crate) fn roles_of(&self, org: OrgId, person: PersonId) -> Result<Vec<Role>> {
        let bits = row::optional(
            self.0
                .prepare_cached("SELECT roles FROM member WHERE org = ?1 AND person = ?2")?
                .query_row([org.as_bytes(), person.as_bytes()], |row| row.get(0)),
        )?;
        Ok(bits.map(roles_from_bits).unwrap_or_default())
    }

    /// The people of an organisation and their roles, by name.
    pub(crate) fn members(&self, org: OrgId) -> Result<Vec<(Person, Vec<Role>)>> {
        let mut statement = self.0.prepare(
            "SELECT p.id, p.name, m.roles FROM member m JOIN person p ON p.id = m.person
             WHERE m.org = ?1 ORDER BY p.name, p.id",
        )?;
        let rows = statement.query_map([org.as_bytes()], |row| {
            let person = Person {
                id: row::id(row, 0)?,
                name: row.get(1)?,
            };
            Ok((person, roles_from_bits(row.get(2)?)))
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// Adds a product.
    pub(crate) fn insert_product(&self, org: OrgId, product: &Product) -> Result<()> {
        self.0.execute(
            "INSERT INTO product (id, org, name, grp, gtin) VALUES (?1, ?2, ?3, ?4, ?5)",
            params![
                product.id.as_bytes(),
                org.as_bytes(),
                product.name,
                product.group,
                product.gtin
            ],
        )?;
        Ok(())
    }

    /// A product and whose it is.
    pub(crate) fn product(&self, id: ProductId) -> Result<Option<(OrgId, Product)>> {
        row::optional(
            self.0
                .prepare_cached("SELECT id, org, name, grp, gtin FROM product WHERE id = ?1")?
                .query_row([id.as_bytes()], read_product),
        )
    }

    /// The product of a GTIN-14.
    pub(crate) fn product_of_gtin(&self, gtin: &str) -> Result<Option<(OrgId, Product)>> {
        row::optional(
            self.0
                .prepare_cached("SELECT id, org, name, grp, gtin FROM product WHERE gtin = ?1")?
                .query_row([gtin], read_product),
        )
    }

    /// The products of an organisation, by name.
    pub(crate) fn products(&self, org: OrgId) -> Result<Vec<Product>> {
        let mut statement = self
            .0
            .prepare("SELECT id, org, name, grp, gtin FROM product WHERE org = ?1 ORDER BY name, id")?;
        let rows = statement.query_map([org.as_bytes()], |row| Ok(read_product(row)?.1))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// Adds a plot.
    pub(crate) fn insert_plot(&self, org: OrgId, plot: &Plot) -> Result<()> {
        self.0.execute(
            "INSERT INTO plot (id, org, name, growing_area_code) VALUES (?1, ?2, ?3, ?4)",
            params![
                plot.id.as_bytes(),
                org.as_bytes(),
                plot.name,
                plot.growing_area_code
            ],
        )?;
        Ok(())
    }

    /// The plots of an organisation, by name.
    pub(crate) fn plots(&self, org: OrgId) -> Result<Vec<Plot>> {
        let mut statement = self
            .0
            .prepare("SELECT id, name, growing_area_code FROM plot WHERE org = ?1 ORDER BY name, id")?;
        let rows = statement.query_map([org.as_bytes()], |row| {
            Ok(Plot {
                id: row::id::<PlotId>(row, 0)?,
                name: row.get(1)?,
                growing_area_code: row.get(2)?,
            })
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }
}
