//! A cooperative's book of many lots, on two phones and a hub.

use fieldbook_core::model::{DocId, QuantityRole, RoledQuantity};
use fieldbook_core::{NewFact, NewLot};
use fieldbook_tests::world::World;

use super::Sizes;
use super::table::{Table, per_second, timed};

/// The first phone has recorded everything, the second has just joined and pulled it.
pub struct BigWorld {
    pub world: World,
    pub lots: Vec<DocId>,
    /// Bytes the second phone pulled.
    pub pulled_bytes: u64,
    /// Requests it took.
    pub pulled_rounds: u64,
}

/// An entry as people make them: an amount and a few words.
pub fn entry(lot: DocId, kg: u32) -> NewFact {
    NewFact {
        quantities: vec![RoledQuantity {
            role: QuantityRole::Out,
            quantity: format!("{kg} túi").parse().unwrap(),
        }],
        note: Some(format!("Đóng gói {kg} túi, kho số 3")),
        ..NewFact::of(lot, "pack")
    }
}

impl BigWorld {
    pub fn build(sizes: Sizes, table: &mut Table) -> Self {
        let mut world = World::new(1, 1);
        let phone = &world.phones[0];
        let (lots, time) = timed(|| {
            let lots: Vec<DocId> = (0..sizes.lots)
                .map(|_| phone.documents().open_lot(&NewLot::default()).unwrap().doc.id)
                .collect();
            for n in 0..sizes.facts {
                phone
                    .journal()
                    .record(entry(
                        lots[n * lots.len() / sizes.facts],
                        u32::try_from(n % 400 + 1).unwrap(),
                    ))
                    .unwrap();
            }
            lots
        });
        let entries = sizes.facts + sizes.lots;
        table.tell(
            "entries, lot after lot, with what the phone answers",
            per_second(entries as f64 / time.as_secs_f64()),
            "–",
        );
        world.settle();
        let second = world.add_phone();
        let report = world.sync(second);
        assert_eq!(
            report.ending,
            Some(fieldbook_core::sync::Ending::Complete),
            "{report:?}"
        );
        let (pulled_bytes, pulled_rounds) = (report.bytes_down, report.round_trips);
        world.settle();
        Self {
            world,
            lots,
            pulled_bytes,
            pulled_rounds,
        }
    }
}
