use super::{Deed, may, roles_for};
use crate::catalog::{Lang, has_text};
use crate::model::FactKind as Kind;
use crate::model::{DocKind, FactId, FactKind, RegisterKey, Role};

fn every_deed() -> Vec<Deed> {
    let documents = DocKind::ALL.into_iter().map(Deed::Document);
    let kinds = || FactKind::ALL.into_iter().map(|(kind, _)| kind);
    let recorded = [false, true]
        .into_iter()
        .flat_map(move |on_behalf| kinds().map(move |kind| Deed::Record { kind, on_behalf }));
    let corrected = kinds().map(|kind| Deed::Correct(Some(kind)));
    let all = documents.chain(recorded).chain(corrected);
    all.chain([Deed::Correct(None)]).collect()
}

fn record(kind: FactKind) -> Deed {
    Deed::Record {
        kind,
        on_behalf: false,
    }
}

#[test]
fn each_role_does_its_own_work() {
    let helped = |kind| Deed::Record {
        kind,
        on_behalf: true,
    };
    let cases: &[(Deed, &str)] = &[
        (Deed::Document(DocKind::Season), "fom"),
        (Deed::Document(DocKind::Lot), "m"),
        (Deed::Document(DocKind::Visit), "omi"),
        (Deed::Document(DocKind::Register), "m"),
        (record(Kind::Activity), "fm"),
        (record(Kind::Harvest), "fm"),
        (helped(Kind::Harvest), "fom"),
        (Deed::Correct(Some(Kind::Harvest)), "fom"),
        (record(Kind::Pack), "m"),
        (helped(Kind::Activate), "m"),
        (record(Kind::Activate), "m"),
        (record(Kind::VoidStamps), "m"),
        (Deed::Correct(Some(Kind::Activate)), "m"),
        (record(Kind::Inspect), "omi"),
        (record(Kind::Test), "mi"),
        (record(Kind::Recall), "mi"),
        (Deed::Correct(Some(Kind::Recall)), "mi"),
        (record(Kind::Note), "fomi"),
        (Deed::Correct(None), "m"),
    ];
    for (deed, letters) in cases {
        for (role, letter) in [
            (Role::Farmer, 'f'),
            (Role::Officer, 'o'),
            (Role::Manager, 'm'),
            (Role::Inspector, 'i'),
        ] {
            let allowed = may(&[role], *deed).is_ok();
            assert_eq!(allowed, letters.contains(letter), "{deed:?} {role:?}");
        }
    }
}

#[test]
fn managers_may_all_nobody_may_nothing_and_every_refusal_has_words() {
    let all = Role::ALL.map(|(role, _)| role);
    for deed in every_deed() {
        assert_eq!(may(&[Role::Manager], deed), Ok(()), "{deed:?}");
        assert_eq!(may(&[], deed), Err("withdrawn"));
        for role in all {
            // A second role only ever adds.
            let with_manager = may(&[role, Role::Manager], deed);
            assert_eq!(with_manager, Ok(()));
            let Err(reason) = may(&[role], deed) else { continue };
            assert!(!roles_for(deed).contains(&role));
            for lang in Lang::ALL {
                assert!(
                    has_text(lang, &format!("not_allowed.{reason}")),
                    "{lang:?} {reason}"
                );
            }
        }
    }
    assert_eq!(
        may(&[Role::Officer], record(FactKind::Harvest)),
        Err("only_on_behalf")
    );
    assert_eq!(
        may(&[Role::Farmer], record(FactKind::Activate)),
        Err("only_manager")
    );
}

#[test]
fn a_correction_needs_the_right_to_the_fact_it_corrects() {
    let fact = FactId::fresh();
    let key = RegisterKey::amend(fact, RegisterKey::VOID);
    let deed = |kind| Deed::writing(DocKind::Lot, &key, |_| Ok::<_, ()>(kind)).unwrap();
    assert_eq!(
        deed(Some(FactKind::Recall)),
        Deed::Correct(Some(FactKind::Recall))
    );
    assert_eq!(deed(None), Deed::Correct(None));
    let head = Deed::writing(DocKind::Season, &RegisterKey::head("plot"), |_| Ok::<_, ()>(None));
    assert_eq!(head, Ok(Deed::Document(DocKind::Season)));
    let answer = Deed::writing(DocKind::Visit, &RegisterKey::answer("q1"), |_| Ok::<_, ()>(None));
    assert_eq!(answer, Ok(Deed::Document(DocKind::Visit)));
}
