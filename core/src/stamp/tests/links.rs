//! GS1 Digital Links, read and emitted.

use super::*;

/// Whether GS1's engine (with words and short GTINs switched on) would take it.
fn is_link(text: &str) -> bool {
    read(text).scheme == "gs1_digital_link"
}

const LINKS: &[(&str, StampClass, &str)] = &[
    (
        "https://id.gs1.org/01/09520123456788",
        StampClass::Product,
        "/01/09520123456788",
    ),
    (
        "https://id.gs1.org/01/09520123456788/22/2A",
        StampClass::Product,
        "/01/09520123456788",
    ),
    (
        "https://id.gs1.org/01/09520123456788/10/ABC123",
        StampClass::Lot,
        "/01/09520123456788/10/ABC123",
    ),
    (
        "https://id.gs1.org/01/09520123456788/21/12345",
        StampClass::Item,
        "/01/09520123456788/21/12345",
    ),
    (
        "https://id.gs1.org/01/09520123456788/10/ABC1/21/12345?17=180426",
        StampClass::Item,
        "/01/09520123456788/21/12345",
    ),
    (
        "https://id.gs1.org/01/09520123456788?3103=000195",
        StampClass::Product,
        "/01/09520123456788",
    ),
    (
        "https://example.com/01/9520123456788?3103=000195&3922=0299&17=201225",
        StampClass::Product,
        "/01/09520123456788",
    ),
    (
        "https://brand.example.com/some-extra/pathinfo/01/9520123456788",
        StampClass::Product,
        "/01/09520123456788",
    ),
    (
        "https://a/01/12312312312333/235/TEST",
        StampClass::Item,
        "/01/12312312312333/235/TEST",
    ),
    (
        "https://id.gs1.org/00/952012345678912345",
        StampClass::Item,
        "/00/952012345678912345",
    ),
    (
        "https://id.gs1.org/00/952012345678912345?02=09520123456788&37=25&10=ABC123",
        StampClass::Item,
        "/00/952012345678912345",
    ),
    (
        "https://id.gs1.org/414/9520123456788",
        StampClass::NotAStamp,
        "/414/9520123456788",
    ),
    (
        "https://id.gs1.org/414/9520123456788/254/32a%2Fb",
        StampClass::NotAStamp,
        "/414/9520123456788/254/32a%2Fb",
    ),
    (
        "https://example.com/8004/9520614141234567?01=9520123456788",
        StampClass::Item,
        "/8004/9520614141234567",
    ),
    (
        "https://a/8018/123456789012345675/8019/123",
        StampClass::NotAStamp,
        "/8018/123456789012345675/8019/123",
    ),
    (
        "https://a/8003/09520123456788X1",
        StampClass::Item,
        "/8003/09520123456788X1",
    ),
    (
        "https://a/8010/0200/8011/7",
        StampClass::Item,
        "/8010/0200/8011/7",
    ),
    (
        "https://a/gtin/12312312312333/ser/ABC123",
        StampClass::Item,
        "/01/12312312312333/21/ABC123",
    ),
    ("https://a/gtin/2345670/lot/A", StampClass::Unknown, ""),
    (
        "https://a/gtin/02345673/cpv/V/lot/A",
        StampClass::Lot,
        "/01/00000002345673/10/A",
    ),
    (
        "https://a/01/416000336108",
        StampClass::Product,
        "/01/00416000336108",
    ),
    (
        "https://a/sscc/006141411234567890",
        StampClass::Item,
        "/00/006141411234567890",
    ),
];

#[test]
fn digital_links_of_the_standard_are_read() {
    for (text, class, key) in LINKS.iter().copied() {
        let stamp = read(text);
        assert_eq!(stamp.class, class, "{text}");
        assert_eq!(is_link(text), !key.is_empty(), "{text}");
        if is_link(text) {
            assert_eq!(stamp.key, format!("https://id.gs1.org{key}"), "{text}");
            assert_eq!(stamp.issuer, None);
        }
    }
}

const BEHAVIOURS: &[(&str, &str, &str)] = &[
    (
        "scheme in one case",
        "HTTP://a/01/12312312312333",
        "HtTp://a/01/12312312312333",
    ),
    (
        "scheme in one case",
        "HTTPS://A/01/12312312312333",
        "Https://a/01/12312312312333",
    ),
    (
        "http and https only",
        "http://a/01/12312312312333",
        "ftp://a/01/12312312312333",
    ),
    (
        "a host",
        "https://a/01/12312312312333",
        "https:///01/12312312312333",
    ),
    (
        "a plain host",
        "https://127.0.0.1:8080/01/12312312312333",
        "https://a_b/01/12312312312333",
    ),
    (
        "no user",
        "https://a/01/12312312312333",
        "https://u@a/01/12312312312333",
    ),
    (
        "rightmost key wins",
        "https://a/00/faux/00/006141411234567890",
        "https://a/00/006141411234567890/00/faux",
    ),
    (
        "no trailing slash",
        "https://a/00/006141411234567890",
        "https://a/00/006141411234567890/",
    ),
    (
        "no trailing slash",
        "https://a/01/12312312312333/10/A",
        "https://a/01/12312312312333/10/",
    ),
    (
        "no empty value",
        "https://a/01/12312312312333",
        "https://a/01//10/A",
    ),
    (
        "no duplicates",
        "https://a/01/12312312312333?99=A",
        "https://a/01/12312312312333?99=A&99=A",
    ),
    (
        "no duplicates",
        "https://a/01/12312312312333/10/A?99=A",
        "https://a/01/12312312312333/10/A?10=A",
    ),
    (
        "no duplicates",
        "https://a/01/12312312312333/10/A",
        "https://a/01/12312312312333/10/A/10/A",
    ),
    (
        "no duplicates",
        "https://a/01/12312312312333?11=260101",
        "https://a/01/12312312312333?01=12312312312333",
    ),
    (
        "lot belongs in the path",
        "https://a/01/12312312312333/235/X?10=A",
        "https://a/01/12312312312333?10=A",
    ),
    (
        "serial belongs in the path",
        "https://a/01/12312312312333/21/A",
        "https://a/01/12312312312333/10/A?21=A",
    ),
    (
        "no TPX in the query",
        "https://a/01/12312312312333/235/X",
        "https://a/01/12312312312333/10/A?235=X",
    ),
    (
        "unknown words ignored",
        "https://a/01/12312312312333?utm_x=1&99=A&b",
        "https://a/01/12312312312333?999=A",
    ),
    (
        "unknown AI in the path",
        "https://a/01/12312312312333/22/A",
        "https://a/01/12312312312333/89/A",
    ),
    (
        "unknown AI in the query",
        "https://a/01/12312312312333?98=A",
        "https://a/01/12312312312333?89=A",
    ),
    (
        "no empty attribute",
        "https://a/01/12312312312333?&&&99=A&&;",
        "https://a/01/12312312312333?99=",
    ),
    (
        "empty query",
        "https://a/01/12312312312333?",
        "https://a/?01=12312312312333",
    ),
    (
        "plus in a path is itself",
        "https://a/01/12312312312333/22/A+1",
        "https://a/01/12312312312333?99=A+1",
    ),
    (
        "fragment ignored",
        "https://a/01/12312312312333/10/A#/21/B",
        "https://a/#/01/12312312312333",
    ),
    (
        "no null",
        "https://a/01/12312312312333/10/A%2D1",
        "https://a/01/12312312312333/10/A%001",
    ),
    (
        "no space",
        "https://a/01/12312312312333/10/A%2f1",
        "https://a/01/12312312312333/10/A%201",
    ),
    (
        "UTF-8 is outside the set",
        "https://a/01/12312312312333/10/A%41",
        "https://a/01/12312312312333/10/%E1%BA%A4",
    ),
    (
        "no raw diacritics",
        "https://a/01/12312312312333",
        "https://a/01/12312312312333#lúa",
    ),
    (
        "half an escape is text",
        "https://a/01/12312312312333/10/A%4g",
        "https://a/01/12312312312333/10/A%5E",
    ),
    (
        "check digit",
        "https://a/01/12312312312333",
        "https://a/01/12312312312334",
    ),
    ("GTIN length", "https://a/01/02345673", "https://a/01/2345673"),
    (
        "order of qualifiers",
        "https://a/01/12312312312333/22/A/10/B/21/C",
        "https://a/01/12312312312333/21/C/10/B",
    ),
    (
        "one alternative",
        "https://a/01/12312312312333/235/X",
        "https://a/01/12312312312333/235/X/21/C",
    ),
    (
        "a key first",
        "https://a/01/12312312312333/10/A",
        "https://a/10/A/21/B",
    ),
    (
        "416 is no key",
        "https://a/414/9520123456788",
        "https://a/416/9520123456788",
    ),
    (
        "20 characters",
        "https://a/01/12312312312333/10/AAAAAAAAAAAAAAAAAAAA",
        "https://a/01/12312312312333/10/AAAAAAAAAAAAAAAAAAAAA",
    ),
    (
        "28 for TPX",
        "https://a/01/12312312312333/235/AAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "https://a/01/12312312312333/235/AAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
    ),
    (
        "real dates",
        "https://a/01/12312312312333?17=260200",
        "https://a/01/12312312312333?17=260230",
    ),
    (
        "8200 is no attribute",
        "https://a/01/12312312312333?99=1",
        "https://a/01/12312312312333?8200=x",
    ),
    (
        "both delimiters",
        "https://a/01/12312312312333?99=A;98=B",
        "https://a/01/12312312312333?99=A;99=B",
    ),
];

/// Each behaviour of GS1's syntax engine, with a text it takes and one it refuses.
#[test]
fn the_engine_s_behaviours_are_respected() {
    for (behaviour, taken, refused) in BEHAVIOURS.iter().copied() {
        assert!(is_link(taken), "{behaviour}: {taken}");
        assert!(!is_link(refused), "{behaviour}: {refused}");
        assert_eq!(read(refused).raw, refused);
    }
}

#[test]
fn values_in_a_link_are_decoded_once() {
    let stamp = read(&format!("https://a/01/{GTIN}/10/A+1%2FB%252F/21/x%2Dy#z"));
    assert_eq!(stamp.lot.as_deref(), Some("A+1/B%2F"));
    assert_eq!(stamp.serial.as_deref(), Some("x-y"));
    let link = format!("https://id.gs1.org/01/{GTIN}/10/A%2B1%2FB%252F/21/x-y");
    assert_eq!(stamp.digital_link.as_deref(), Some(link.as_str()));
}

#[test]
fn links_are_emitted_in_syntax_1_4_and_read_back() {
    let link = digital_link("8939999000017", Some("L/1"), Some("A+1")).unwrap();
    assert_eq!(link, format!("https://id.gs1.org/01/{GTIN}/10/L%2F1/21/A%2B1"));
    let local = digital_link_on("http://127.0.0.1:8080/", GTIN, None, Some("HX0001")).unwrap();
    assert_eq!(local, format!("http://127.0.0.1:8080/01/{GTIN}/21/HX0001"));
    let stem = digital_link_on("https://x.vn/t", GTIN, None, None).unwrap();
    assert_eq!(stem, format!("https://x.vn/t/01/{GTIN}"));
    let reasons = [
        (digital_link("123", None, None), "gtin", "gtin_length"),
        (
            digital_link("8939999000018", None, None),
            "gtin",
            "gtin_check_digit",
        ),
        (digital_link(GTIN, Some("lô 1"), None), "lot", "gs1_characters"),
        (digital_link(GTIN, None, Some("")), "serial", "gs1_characters"),
        (
            digital_link(GTIN, None, Some(&"1".repeat(21))),
            "serial",
            "gs1_characters",
        ),
        (
            digital_link_on("x.vn", GTIN, None, None),
            "resolver",
            "resolver_url",
        ),
        (
            digital_link_on("https://x.vn/?a", GTIN, None, None),
            "resolver",
            "resolver_url",
        ),
        (
            digital_link_on("https://x.vn/#a", GTIN, None, None),
            "resolver",
            "resolver_url",
        ),
        (
            digital_link_on("https://", GTIN, None, None),
            "resolver",
            "resolver_url",
        ),
    ];
    for (result, field, reason) in reasons {
        let invalid = result.unwrap_err();
        assert_eq!((invalid.field.as_str(), invalid.reason), (field, reason));
    }
}

#[test]
fn a_server_reads_its_own_paths() {
    let key = parse_digital_link_path(&format!("/01/{GTIN}/10/L%2F1/21/A+1?17=270101#x")).unwrap();
    assert_eq!(key.class, StampClass::Item);
    assert_eq!(key.lot.as_deref(), Some("L/1"));
    assert_eq!(key.serial.as_deref(), Some("A+1"));
    assert_eq!(key.key, format!("https://id.gs1.org/01/{GTIN}/21/A%2B1"));
    for path in [
        "",
        "/",
        "/01",
        "/01/",
        "/healthz",
        "01/08939999000017",
        "/01/08939999000018",
    ] {
        assert_eq!(parse_digital_link_path(path), None, "{path}");
    }
}
