//! Leases that are taken back or split while phones are offline.

use fieldbook_core::model::*;
use fieldbook_core::*;
use fieldbook_tests::world::*;

fn range(first: u128, last: u128) -> SerialRange {
    SerialRange::new("", 5, "", first, last).unwrap()
}

fn names(claim: &ClaimView) -> Vec<&'static str> {
    claim.findings.iter().map(|finding| finding.code.name()).collect()
}

/// Who was offline learns at the sync why, in words; who knows is told before anything is written down.
#[test]
fn a_revoked_lease_is_known_with_the_next_sync_and_told_at_once_from_then_on() {
    let mut world = World::new(7, 2);
    world.settle();
    let lease = world.hub.leases(world.org).unwrap()[0].lease.clone();
    let lots = [0, 1].map(|who| packed_lot(&world.phones[who], 100));
    let in_time = activate(&world.phones[0], lots[0], "00001", "00010");
    world.settle();
    let revoked = world.hub.revoke_lease(lease.id).unwrap();
    // The phone does not know yet.
    let offline = activate(&world.phones[1], lots[1], "00011", "00020");
    assert_eq!(names(&offline), Vec::<&str>::new());
    assert_eq!(world.phones[1].stamps().leases().unwrap()[0].revoked_ms, None);
    world.settle();

    for phone in &world.phones {
        let known = phone.stamps().leases().unwrap();
        assert_eq!((known.len(), known[0].revoked_ms), (1, revoked.revoked_ms));
        assert_eq!(claim_state(phone, in_time.fact), ClaimState::Confirmed);
        let told = phone.stamps().claims(Some(lots[1])).unwrap().remove(0);
        assert_eq!(told.state, ClaimState::Refused);
        assert_eq!(names(&told), ["lease_revoked", "outside_lease"]);
        let (text, remedy) = fieldbook_core::catalog::say_finding(catalog::Lang::Vi, &told.findings[0]);
        assert!(text.contains("00011…00020") && text.contains("thu hồi"), "{text}");
        assert!(remedy.contains("dải khác"), "{remedy}");
        assert_eq!(phone.check().unwrap().problems, Vec::<String>::new());
    }
    let before = shown(&world.phones[0]);
    let refused = world.phones[0]
        .stamps()
        .activate(lots[0], &[range(30, 31)], Capture::Manual)
        .unwrap_err();
    assert!(matches!(refused, FieldbookError::NotAllowed { .. }), "{refused}");
    assert!(refused.say(catalog::Lang::En).contains("revoked"), "{refused}");
    assert_eq!(shown(&world.phones[0]), before, "nothing is written down");

    // A phone that begins now learns of it with the documents.
    let late = world.add_phone();
    world.settle();
    assert_eq!(
        world.phones[late].stamps().leases().unwrap()[0].revoked_ms,
        revoked.revoked_ms
    );

    // Leased anew, the same stamps are activated without a word.
    let again = fieldbook_hub::NewLease {
        roll: lease.roll,
        range: Some(range(11, 100)),
        org: world.org,
        person: None,
        days: 30,
    };
    world.hub.new_lease(&again).unwrap();
    world.settle();
    assert_eq!(claim_state(&world.phones[1], offline.fact), ClaimState::Confirmed);
    let next = activate(&world.phones[0], lots[0], "00030", "00031");
    assert_eq!(names(&next), Vec::<&str>::new());
    world.settle();
    assert_eq!(claim_state(&world.phones[0], next.fact), ClaimState::Confirmed);
    world.assert_converged();
}

fn refused(failed: FieldbookError) -> String {
    match failed {
        FieldbookError::InvalidInput { reasons } => reasons[0].reason.to_owned(),
        other => other.say(catalog::Lang::En),
    }
}

/// A manager gives a part of the lease to a colleague without signal: both phones and the hub hold everybody to it, and
/// what was made before stands.
#[test]
fn a_part_of_a_lease_is_given_to_a_colleague_offline_and_taken_back() {
    let mut world = World::new(8, 2);
    let farmer = world.add_phone_as(&[Role::Farmer]);
    world.settle();
    let (mine, theirs) = (&world.phones[0], &world.phones[1]);
    let colleague = theirs.people().profiles().unwrap()[0].person;
    let lots = [mine, theirs].map(|phone| packed_lot(phone, 500));
    activate(mine, lots[0], "00001", "00010");
    let split = |from, to| mine.stamps().split_lease(None, &[range(from, to)], colleague);
    for (from, to, why) in [(10, 20, "stamps_activated"), (490, 501, "outside_lease")] {
        assert_eq!(refused(split(from, to).unwrap_err()), why);
    }
    let nobody = mine
        .stamps()
        .split_lease(None, &[range(11, 12)], PersonId::fresh());
    assert_eq!(refused(nobody.unwrap_err()), "unknown_person");
    let not_mine = world.phones[farmer]
        .stamps()
        .split_lease(None, &[range(11, 12)], colleague);
    assert!(refused(not_mine.unwrap_err()).contains("anager"));
    assert_eq!(mine.stamps().sub_leases().unwrap(), []);

    let given = split(101, 200).unwrap().remove(0);
    assert_eq!((given.sub_lease.person, given.taken_back), (colleague, false));
    assert_eq!(refused(split(200, 210).unwrap_err()), "sub_leased");
    // At once on this phone; the colleague's activation on the other does not know of it and is theirs anyway.
    let told = activate(mine, lots[0], "00150", "00151");
    assert_eq!(names(&told), ["sub_leased"]);
    let (text, remedy) = fieldbook_core::catalog::say_finding(catalog::Lang::Vi, &told.findings[0]);
    assert!(
        text.contains("00150…00151") && remedy.contains("quản lý"),
        "{text} {remedy}"
    );
    let his = activate(theirs, lots[1], "00160", "00161");
    assert_eq!(names(&his), Vec::<&str>::new());
    world.settle();
    for phone in &world.phones {
        assert_eq!(phone.stamps().sub_leases().unwrap(), std::slice::from_ref(&given));
        assert_eq!(claim_state(phone, told.fact), ClaimState::Refused);
        assert_eq!(claim_state(phone, his.fact), ClaimState::Confirmed);
        assert_eq!(phone.check().unwrap().problems, Vec::<String>::new());
    }
    let lost = world.phones[1].stamps().claims(Some(lots[0])).unwrap();
    let lost = lost.iter().find(|claim| claim.fact == told.fact).unwrap();
    assert_eq!(lost.hub_findings, ["outside_lease", "sub_leased"]);

    let mine = &world.phones[0];
    let back = mine.stamps().take_back(given.sub_lease.id, "Minh nghỉ").unwrap();
    assert!(back.taken_back);
    assert!(mine.stamps().take_back(LeaseId::fresh(), "nhầm").is_err());
    let next = activate(mine, lots[0], "00170", "00171");
    assert_eq!(names(&next), Vec::<&str>::new());
    world.settle();
    for phone in &world.phones {
        assert_eq!(phone.stamps().sub_leases().unwrap(), std::slice::from_ref(&back));
        assert_eq!(claim_state(phone, next.fact), ClaimState::Confirmed);
        assert_eq!(claim_state(phone, his.fact), ClaimState::Confirmed);
    }
    world.assert_converged();
}

/// Two rolls may count alike. Which is split is said, not guessed; and a lot takes the stamps of its own product.
#[test]
fn a_split_names_its_lease_where_two_rolls_count_alike() {
    let world = World::new(9, 1);
    let jam = fieldbook_hub::NewProduct {
        name: "Mứt".into(),
        group: "sticky-rice".into(),
        gtin: Some("08939999000024".into()),
    };
    let jam = world.hub.new_product(world.org, &jam).unwrap();
    let roll = fieldbook_hub::NewRoll {
        issue: fieldbook_hub::Issue::Gtin("08939999000024".into()),
        product: None,
        range: range(1, 90),
    };
    let roll = world.hub.new_roll(&roll).unwrap().id;
    let lease = fieldbook_hub::NewLease {
        roll,
        range: None,
        org: world.org,
        person: None,
        days: 30,
    };
    let newer = world.hub.new_lease(&lease).unwrap();
    world.settle();
    let phone = &world.phones[0];
    let stamps = phone.stamps();
    let own = phone.people().profiles().unwrap()[0].person;
    let unclear = stamps.split_lease(None, &[range(1, 60)], own).unwrap_err();
    assert_eq!(refused(unclear), "lease_which");
    let given = stamps.split_lease(Some(newer.id), &[range(1, 60)], own).unwrap();
    assert_eq!((given.len(), given[0].sub_lease.lease), (1, newer.id));
    let beyond = stamps.split_lease(Some(newer.id), &[range(80, 100)], own);
    assert_eq!(refused(beyond.unwrap_err()), "outside_lease");

    // The newest lease of these serials is the jam's; the rice's are meant, and the hub agrees.
    let packed = |product: &str| {
        let new = NewLot {
            product: Some(product.into()),
            ..NewLot::default()
        };
        let lot = phone.documents().open_lot(&new).unwrap().doc.id;
        phone.journal().record(pack(lot, 100)).unwrap();
        lot
    };
    let claim = activate(phone, packed(GTIN), "00001", "00010");
    assert!(
        claim
            .spans
            .iter()
            .all(|span| span.roll.is_some_and(|held| held != roll))
    );
    let jars = activate(phone, packed(&jam.id.to_string()), "00001", "00010");
    assert!(jars.spans.iter().all(|span| span.roll == Some(roll)));
    world.settle();
    for claim in [claim.fact, jars.fact] {
        assert_eq!(claim_state(&world.phones[0], claim), ClaimState::Confirmed);
    }
}

/// Of a claim that reaches into a colleague's part it is said which stamps those are, whoever finds out.
#[test]
fn who_loses_is_told_which_stamps_were_the_colleagues() {
    let world = World::new(10, 2);
    world.settle();
    let (mine, theirs) = (&world.phones[0], &world.phones[1]);
    let own = mine.people().profiles().unwrap()[0].person;
    mine.stamps().split_lease(None, &[range(100, 200)], own).unwrap();
    let lot = packed_lot(theirs, 500);
    let unknowing = activate(theirs, lot, "00001", "00100");
    assert_eq!(names(&unknowing), Vec::<&str>::new());
    world.settle();
    for phone in &world.phones {
        let claims = phone.stamps().claims(Some(lot)).unwrap();
        assert_eq!(claims[0].state, ClaimState::Refused);
        let of = |code| claims[0].findings.iter().find(|finding| finding.code == code);
        let (text, _) = catalog::say_finding(catalog::Lang::En, of(FindingCode::SubLeased).unwrap());
        assert!(text.contains("00100") && !text.contains("00001"), "{text}");
    }
}
