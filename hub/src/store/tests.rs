use fieldbook_core::model::SerialRange;

use super::{Serials, Store};
use crate::error::HubError;

fn serials(first: u128, last: u128) -> Serials {
    Serials {
        space: "08936012340016".into(),
        range: SerialRange::new("T", 6, "", first, last).unwrap(),
    }
}

/// I10 in the file itself: whatever the code above it gets wrong, no stamp is confirmed twice.
#[test]
fn the_file_refuses_a_second_confirmed_claim_on_a_stamp() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&folder.path().join("hub.db")).unwrap();
    let try_both = |second: Serials| {
        store.write(|tables| {
            // The claims themselves are not there: they are missed only at the commit that never comes.
            tables.0.execute_batch("PRAGMA defer_foreign_keys = ON")?;
            tables.set_confirmed(1, &[serials(10, 20), serials(30, 40), serials(50, 60)])?;
            tables.set_confirmed(2, &[second])?;
            Err::<(), _>(HubError::refused("both", "taken"))
        })
    };
    for (first, last) in [
        (20, 20),
        (10, 10),
        (15, 35),
        (35, 36),
        (1, 100),
        (40, 50),
        (25, 30),
    ] {
        let refused = try_both(serials(first, last)).unwrap_err().to_string();
        assert!(
            refused.contains("two confirmed claims"),
            "{first}–{last}: {refused}"
        );
    }
    for (first, last) in [(1, 9), (21, 29), (41, 49), (61, 99)] {
        let taken = try_both(serials(first, last)).unwrap_err().to_string();
        assert!(taken.contains("both"), "{first}–{last}: {taken}");
    }
}

#[test]
fn a_broken_transaction_leaves_nothing_behind() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&folder.path().join("hub.db")).unwrap();
    let failed = store.write(|tables| {
        tables.set_hub_value("x", b"1")?;
        Err::<(), _>(HubError::refused("stop", "here"))
    });
    assert!(failed.is_err());
    let panicked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        store.write::<()>(|tables| {
            tables.set_hub_value("x", b"2")?;
            panic!("in the middle");
        })
    }));
    assert!(panicked.is_err());
    assert_eq!(store.read(|tables| tables.hub_value("x")).unwrap(), None);
    store.write(|tables| tables.set_hub_value("x", b"3")).unwrap();
    assert_eq!(
        store.read(|tables| tables.hub_value("x")).unwrap(),
        Some(b"3".to_vec())
    );
}
