mod sample;

use fieldbook_core::catalog::{Catalog, Lang};
use fieldbook_core::model::{ClaimState, FactKind, FieldValue, Trace, TraceConflict};

use super::{StampState, StampView, Trouble, render, render_trouble, texts};
use sample::{recalled, rice, view};

fn page(view: &StampView, trace: Option<&Trace>, lang: Lang) -> String {
    render(view, trace, Catalog::builtin(), lang).into_string()
}

/// With `FIELDBOOK_PAGES_OUT` naming a folder, the page is also left there, for `.ci/page-screenshot`.
fn leave(name: &str, page: &str) {
    if let Some(folder) = std::env::var_os("FIELDBOOK_PAGES_OUT") {
        std::fs::write(std::path::Path::new(&folder).join(format!("{name}.html")), page).unwrap();
    }
}

/// The page's body without its style, a tag a line.
fn lines(page: &str) -> String {
    let body = page.split_once("<body").unwrap().1;
    format!("<body{body}").replace("><", ">\n<")
}

#[test]
fn tells_the_story_in_both_languages() {
    for lang in Lang::ALL {
        let page = page(&view(StampState::Active), Some(&rice()), lang);
        leave(&format!("active-{}", lang.code()), &page);
        insta::assert_snapshot!(format!("page_{}", lang.code()), lines(&page));
    }
}

#[test]
fn every_state_has_its_page() {
    for lang in Lang::ALL {
        for state in StampState::ALL {
            let bound = !matches!(state, StampState::NeverIssued | StampState::Issued);
            let trace = rice();
            let page = page(&view(state), bound.then_some(&trace), lang);
            leave(&format!("{}-{}", state.name(), lang.code()), &page);
            let title = texts::say(lang, &format!("state.{}", state.name()), &[]);
            assert!(page.contains(&format!("<h2>{title}</h2>")), "{state:?}");
            assert_eq!(page.contains("/epcis/"), bound);
            assert!(!page.contains("state."), "{state:?} has its texts");
        }
    }
}

#[test]
fn a_recall_cannot_be_missed() {
    // The caller's state is older than the recall.
    for lang in Lang::ALL {
        let page = page(&view(StampState::Active), Some(&recalled()), lang);
        leave(&format!("recall-{}", lang.code()), &page);
        assert!(page.contains(r#"<body class="stop">"#) && page.contains(r#"role="alert""#));
        assert!(page.contains("Dư lượng thuốc vượt mức cho phép"));
        assert!(!page.contains(&texts::say(lang, "state.active", &[])));
        assert!(!page.contains("Cà Văn Pọm"), "who decided is not for this page");
    }
    let mut lifted = recalled();
    lifted.lot.facts.last_mut().unwrap().voided = true;
    assert!(!page(&view(StampState::Active), Some(&lifted), Lang::Vi).contains("THU HỒI"));
}

#[test]
fn shows_no_numbers_or_positions() {
    for lang in Lang::ALL {
        let mut trace = recalled();
        trace.org.address = Some("Bản Mường Và, ĐT: +84 912 345 678".to_owned());
        trace.org.name = "HTX Mường Và 0912345678".to_owned();
        trace.people[0].name = "Mai 0912345678".to_owned();
        trace.product.as_mut().unwrap().name = "Gạo nếp, gọi 0912 345 678".to_owned();
        let name = FieldValue::text("Ruộng ở 20.91234, 103.76543");
        trace.origins[0].head.insert("name".to_owned(), name);
        trace.lot.facts[0].conflicts.push(TraceConflict {
            field: "note".to_owned(),
            values: vec![FieldValue::text("0912 345 678"), FieldValue::text("0987654321")],
        });
        let input = &mut trace.origins[0].facts[1].fact.inputs[0];
        input.material = "Phân bà Lan 0912-345-678".to_owned();
        input.dose = Some("hỏi 0912345678".to_owned());
        input.active_ingredient = Some("84912345678".to_owned());
        let page = page(&view(StampState::Active), Some(&trace), lang);
        for private in [
            "0912",
            "912345678",
            "345.678",
            "345 678",
            "345-678",
            "0987",
            "20.912",
            "103.765",
            "bà Lan bản",
            // A voice, by its hash.
            "eeeeeeee",
        ] {
            assert!(!page.contains(private), "{private}");
        }
    }
}

#[test]
fn amounts_on_which_people_disagree_are_shown_with_their_units() {
    let amount = |text: &str| FieldValue::Amount(text.parse().unwrap());
    let mut trace = recalled();
    trace.lot.facts[0].conflicts.push(TraceConflict {
        field: "qty.out".to_owned(),
        values: vec![amount("7 tạ"), amount("85,5 yến")],
    });
    let page = page(&view(StampState::Active), Some(&trace), Lang::Vi);
    assert!(page.contains("7 tạ") && page.contains("85,5 yến"), "{page}");
}

#[test]
fn escapes_everything_people_write() {
    const EVIL: &str = r#"<script>alert(1)</script>"><img src=x onerror=alert(1)>"#;
    let mut trace = recalled();
    trace.org.name = EVIL.to_owned();
    trace.org.address = Some(EVIL.to_owned());
    trace.product.as_mut().unwrap().name = EVIL.to_owned();
    trace
        .people
        .iter_mut()
        .for_each(|person| person.name = EVIL.to_owned());
    for doc in std::iter::once(&mut trace.lot).chain(&mut trace.origins) {
        doc.head.insert("name".to_owned(), FieldValue::text(EVIL));
        for fact in &mut doc.facts {
            fact.fact.note = Some(EVIL.to_owned());
            fact.fact.step = EVIL.to_owned();
            fact.fact
                .fields
                .insert("variety".to_owned(), FieldValue::text(EVIL));
            fact.conflicts.push(TraceConflict {
                field: EVIL.to_owned(),
                values: vec![FieldValue::text(EVIL), FieldValue::Bool(true)],
            });
            fact.conflicts.push(TraceConflict {
                field: "variety".to_owned(),
                values: vec![FieldValue::text(EVIL), FieldValue::text("{name}")],
            });
            for input in &mut fact.fact.inputs {
                input.material = EVIL.to_owned();
                input.dose = Some(EVIL.to_owned());
            }
        }
    }
    let mut view = view(StampState::Active);
    view.serial = Some(EVIL.to_owned());
    view.gtin = Some(EVIL.to_owned());
    view.lot_code = Some(EVIL.to_owned());
    let page = page(&view, Some(&trace), Lang::Vi);
    assert!(page.contains("&lt;script&gt;"));
    assert!(!page.contains("<script") && !page.contains("<img"));
}

#[test]
fn steps_of_a_newer_group_do_not_break_the_page() {
    let mut trace = rice();
    for fact in &mut trace.lot.facts {
        fact.fact.group = "pepper@9".to_owned();
        fact.fact.step = "freeze_dry".to_owned();
    }
    let revenue = FieldValue::Number(9_999_999.into());
    trace.lot.facts[0]
        .fact
        .fields
        .insert("revenue".to_owned(), revenue);
    trace.lot.facts[0].conflicts[0].field = "revenue".to_owned();
    let page = page(&view(StampState::Active), Some(&trace), Lang::Vi);
    assert!(page.contains("Chế biến") && page.contains("1.050 kg"));
    assert!(!page.contains("9999999") && !page.contains("9.999.999") && !page.contains("freeze_dry"));
    assert!(
        page.contains("Hai người ghi khác nhau"),
        "that they differ is said, not the values"
    );
}

#[test]
fn refused_and_voided_records_are_not_shown_as_story() {
    let mut trace = rice();
    trace.lot.facts[4].claim.as_mut().unwrap().0 = ClaimState::Refused;
    let page = page(&view(StampState::Disputed), Some(&trace), Lang::Vi);
    assert!(!page.contains("480 tem"));
    assert_eq!(
        page.matches("1 bản ghi đã huỷ").count(),
        2,
        "one of the season, one of the lot"
    );
}

#[test]
fn odd_amounts_do_not_break_the_page() {
    let mut trace = rice();
    let amounts: [&[&str]; 4] = [
        &["in 0 kg", "out 0 kg"],
        &["in 1 kg", "out 5 lít"],
        &["in 3 kg"],
        &["out 7 kg"],
    ];
    for (fact, amounts) in trace.lot.facts.iter_mut().zip(amounts) {
        fact.fact.quantities = sample::fact(1, FactKind::Note, "note", "2026-01-01", amounts)
            .fact
            .quantities;
        fact.fact.occurred.utc_ms = i64::MAX;
    }
    trace.origins[0].facts[2].fact.inputs[0].pre_harvest_interval = Some(u16::MAX);
    trace.origins[0].facts[2].fact.occurred.utc_ms = i64::MAX;
    let page = page(&view(StampState::Active), Some(&trace), Lang::En);
    assert!(!page.contains("<meter") && page.contains("7 kg"));
}

#[test]
fn a_bare_stamp_and_an_empty_lot_have_pages() {
    let nothing = StampView {
        gtin: None,
        serial: None,
        lot_code: None,
        state: StampState::NeverIssued,
        image: None,
        received: None,
    };
    assert!(page(&nothing, None, Lang::En).contains("never issued"));
    let mut empty = rice();
    empty.lot.facts.clear();
    empty.origins.clear();
    empty.product = None;
    let page = page(&view(StampState::WholeLot), Some(&empty), Lang::Vi);
    assert!(page.contains("Chưa có bản ghi") && page.contains("Sản phẩm chưa có tên"));
}

#[test]
fn pictures_are_links_by_hash() {
    let mut view = view(StampState::Active);
    view.image = Some(fieldbook_core::model::BlobHash([0xcd; 32]));
    let page = page(&view, Some(&rice()), Lang::Vi);
    assert!(page.contains(&format!(
        r#"<img src="/p/{}" alt="Ảnh sản phẩm""#,
        "cd".repeat(32)
    )));
    assert!(page.contains(&format!(r#"<a href="/p/{}">Xem ảnh 1</a>"#, "a1".repeat(32))));
}

#[test]
fn troubles_have_pages() {
    for lang in Lang::ALL {
        for trouble in Trouble::ALL {
            let page = render_trouble(trouble, lang).into_string();
            leave(&format!("{}-{}", trouble.name(), lang.code()), &page);
            assert!(page.contains("<h1>") && !page.contains("trouble."), "{trouble:?}");
        }
    }
}

#[test]
fn needs_no_script_and_nothing_from_elsewhere() {
    let page = page(&view(StampState::Active), Some(&rice()), Lang::Vi);
    assert!(!page.contains("<script") && !page.contains("http://") && !page.contains("https://"));
    assert!(page.contains(r#"<html lang="vi">"#) && page.contains(r#"href="?lang=en""#));
    assert!(page.contains(r#"name="viewport" content="width=device-width, initial-scale=1""#));
    assert!(page.len() < 40_000, "{} bytes on a slow link", page.len());
}

#[test]
fn both_languages_have_the_same_texts() {
    let (vi, en) = (texts::all(Lang::Vi), texts::all(Lang::En));
    assert!(vi.len() > 60, "the file is read");
    assert!(vi.keys().eq(en.keys()));
    for (key, text) in vi {
        let gaps = |text: &str| {
            let names = text.split('{').skip(1).filter_map(|rest| rest.split_once('}'));
            let mut names: Vec<String> = names.map(|(name, _)| name.to_owned()).collect();
            names.sort();
            names
        };
        assert_eq!(gaps(text), gaps(&en[key]), "{key}");
        assert_eq!(*text, fieldbook_core::model::nfc(text), "{key}");
    }
}

#[test]
fn a_time_that_contradicts_the_proven_order_is_marked() {
    for lang in Lang::ALL {
        let mut trace = rice();
        let doubt = texts::say(lang, "entry.clock_in_doubt", &[]);
        assert!(!page(&view(StampState::Active), Some(&trace), lang).contains(&doubt));
        trace.lot.facts[1].contradicts = Some(trace.lot.facts[0].fact.id);
        let page = page(&view(StampState::Active), Some(&trace), lang);
        assert_eq!(page.matches(&doubt).count(), 1);
    }
}
