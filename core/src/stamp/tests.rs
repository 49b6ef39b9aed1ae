use proptest::prelude::*;

use super::*;

const GTIN: &str = "08939999000017";

fn summary(stamp: &Stamp) -> String {
    let part = |name: &str, value: &Option<String>| {
        value
            .as_ref()
            .map_or_else(String::new, |value| format!(" {name}={value}"))
    };
    format!(
        "{} {}{}{}{}{}{} key={}{}",
        stamp.scheme,
        stamp.class.name(),
        part("issuer", &stamp.issuer),
        part("gtin", &stamp.gtin),
        part("lot", &stamp.lot),
        part("serial", &stamp.serial),
        part("code", &stamp.code),
        stamp.key,
        part("dl", &stamp.digital_link),
    )
}

/// Whether GS1's engine (with words and short GTINs switched on) would take it.
fn is_link(text: &str) -> bool {
    read(text).scheme == "gs1_digital_link"
}

#[test]
fn check_digits_of_the_standard() {
    let right = [
        "02345673",
        "416000336108",
        "1234567890128",
        "12345678901231",
        "123456789012345675",
    ];
    for digits in right {
        assert!(check_digit_holds(digits), "{digits}");
        let (body, check) = digits.split_at(digits.len() - 1);
        let check: u32 = check.parse().unwrap();
        let wrong = (0..10).filter(|digit| *digit != check);
        for digit in wrong {
            assert!(!check_digit_holds(&format!("{body}{digit}")), "{body}{digit}");
        }
    }
    for nothing in ["", "0", "12a", "１２３４"] {
        assert!(!check_digit_holds(nothing));
    }
    assert!(!check_digit_holds("8930000000018") && check_digit_holds("8930000000019"));
}

#[test]
fn plain_bar_codes_are_products_as_gtin_14() {
    let cases = [
        ("02345673", "00000002345673"),
        ("416000336108", "00416000336108"),
        ("1234567890128", "01234567890128"),
        ("12345678901231", "12345678901231"),
        (" 8939999000017\n", GTIN),
        ("]E08939999000017", GTIN),
    ];
    for (text, gtin) in cases {
        let stamp = read(text);
        assert_eq!(
            (stamp.scheme.as_str(), stamp.class),
            ("gtin", StampClass::Product),
            "{text}"
        );
        assert_eq!(stamp.gtin.as_deref(), Some(gtin));
        assert_eq!(stamp.key, format!("https://id.gs1.org/01/{gtin}"));
        assert_eq!(stamp.raw, text);
    }
    for text in [
        "8939999000018",
        "00000000",
        "123456789012345675",
        "8939999 000017",
    ] {
        assert_eq!(read(text).scheme, "text", "{text}");
    }
    assert_eq!(gtin14("123").unwrap_err().reason, "gtin_length");
    assert_eq!(gtin14("8939999000018").unwrap_err().reason, "gtin_check_digit");
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
fn an_item_has_one_key_however_it_is_printed() {
    let key = format!("https://id.gs1.org/01/{GTIN}/21/HX0001");
    let prints = [
        format!("https://id.gs1.org/01/{GTIN}/21/HX0001"),
        format!("http://127.0.0.1:8080/01/{GTIN}/10/L1/21/HX0001"),
        format!("HTTPS://X.VN/T/01/{GTIN}/22/V/10/L1/21/HX0001?17=270101&utm_source=zalo#x"),
        "https://x.vn/gtin/8939999000017/ser/HX0001".to_owned(),
        format!("(01){GTIN}(21)HX0001"),
        format!("(21)HX0001(10)L1(01){GTIN}"),
        format!("]Q301{GTIN}10L1\u{1d}21HX0001"),
        format!("\u{1d}01{GTIN}21HX0001\u{1d}10L1"),
        format!("01{GTIN}21HX0001"),
        format!("]d201{GTIN}1727010121HX0001"),
        format!("^01{GTIN}10L1^21HX0001"),
        format!("01{GTIN}10L1<GS>21HX0001"),
    ];
    for print in prints {
        let stamp = read(&print);
        assert_eq!(
            (stamp.key.as_str(), stamp.class),
            (key.as_str(), StampClass::Item),
            "{print}"
        );
        assert_eq!(stamp.gtin.as_deref(), Some(GTIN));
        assert_eq!(stamp.serial.as_deref(), Some("HX0001"));
    }
}

#[test]
fn element_strings_are_read_as_the_standard_says() {
    let cases = [
        (format!("(01){GTIN}"), "gs1_element_string product"),
        (format!("(01) {GTIN} (10) L1"), "gs1_element_string lot"),
        (format!("]C101{GTIN}10L1"), "gs1_element_string lot"),
        (format!("]e001{GTIN}"), "gs1_element_string product"),
        (format!("]J101{GTIN}"), "gs1_element_string product"),
        (format!("01{GTIN}"), "gs1_element_string product"),
        (
            format!("01{GTIN}310300019515270101"),
            "gs1_element_string product",
        ),
        (format!("(01){GTIN}(10)A(B)C"), "gs1_element_string lot"),
        ("00089399990000000017".to_owned(), "gs1_element_string item"),
        ("(00)089399990000000017".to_owned(), "gs1_element_string item"),
        ("(416)8939999000024".to_owned(), "gs1_element_string not_a_stamp"),
        ("(414)8939999000024".to_owned(), "gs1_element_string not_a_stamp"),
        (
            format!("(01){GTIN}(10)L1(416)8939999000024"),
            "gs1_element_string lot",
        ),
        (
            format!("(414)8939999000024(01){GTIN}(21)S"),
            "gs1_element_string item",
        ),
        ("(10)L1(17)270101".to_owned(), "gs1_element_string unknown"),
        (format!("]Q310L1\u{1d}01{GTIN}"), "gs1_element_string lot"),
        (format!("(01){GTIN}(01){GTIN}"), "gs1_element_string product"),
        // Refused: wrong check digit, contradiction, a bad date, an unknown identifier, cut short.
        ("(01)08939999000018".to_owned(), "text unknown"),
        (format!("(01){GTIN}(01)18939999000014"), "text unknown"),
        (format!("(01){GTIN}(17)271301"), "text unknown"),
        (format!("(05)1(01){GTIN}"), "text unknown"),
        ("]Q3010893999900001".to_owned(), "text unknown"),
        ("10ABC21DEF".to_owned(), "text unknown"),
        ("(10)".to_owned(), "text unknown"),
        ("()(".to_owned(), "text unknown"),
    ];
    for (text, expected) in cases {
        let stamp = read(&text);
        assert_eq!(
            format!("{} {}", stamp.scheme, stamp.class.name()),
            expected,
            "{text}"
        );
        assert_eq!(stamp.raw, text);
    }
    let lost = read(&format!("01{GTIN}10L121S1"));
    assert_eq!(
        lost.lot.as_deref(),
        Some("L121S1"),
        "a lost separator makes one long lot"
    );
    let address = read(&format!("]Q3https://id.gs1.org/01/{GTIN}"));
    assert_eq!(
        address.scheme, "gs1_digital_link",
        "a wrong announcement does not hide the rest"
    );
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

const VIETNAMESE: &[(&str, &str, &str, &str)] = &[
    (
        "https://vnptcheck.vn/check/aB12Cd",
        "vnptcheck item",
        "aB12Cd",
        "vnptcheck.vn/aB12Cd",
    ),
    (
        "HTTP://WWW.VNPTCHECK.VN/CHECK/AB12?utm_source=zalo",
        "vnptcheck item",
        "AB12",
        "vnptcheck.vn/AB12",
    ),
    (
        "vnptcheck.vn/check/AB12",
        "vnptcheck item",
        "AB12",
        "vnptcheck.vn/AB12",
    ),
    (
        "https://maqr.vn/vnptcheck/#/app/tem/AB12?x=1",
        "vnptcheck item",
        "AB12",
        "maqr.vn/AB12",
    ),
    (
        "https://maqr.vn/vnptcheck/AB12",
        "vnptcheck item",
        "AB12",
        "maqr.vn/AB12",
    ),
    (
        "https://maqr.vn/vnptcheck/#/app",
        "vnptcheck unknown",
        "",
        "maqr.vn/vnptcheck#/app",
    ),
    (
        "https://maqr.vn/api5/vnptcheck_apiv1/qrcode/thongtinsanpham/AB12",
        "vnptcheck item",
        "AB12",
        "maqr.vn/AB12",
    ),
    (
        "https://icheck.vn/san-pham/8939999000017",
        "icheck product",
        "8939999000017",
        "icheck.vn/8939999000017",
    ),
    (
        "https://icheck.vn/san-pham/893",
        "icheck unknown",
        "",
        "icheck.vn/san-pham/893",
    ),
    (
        "http://qcheck.vn/9Kd82M",
        "icheck unknown",
        "",
        "qcheck.vn/9Kd82M",
    ),
    (
        "http://ndatrace.vn/02/8935217402737/02/hp9vm3mzoio",
        "ndatrace item",
        "hp9vm3mzoio",
        "ndatrace.vn/hp9vm3mzoio",
    ),
    (
        "https://tracuu.hanoicheck.com.vn/NCC-2026-000140/truy-xuat/DH260909Z4IFHJ",
        "hanoicheck lot",
        "DH260909Z4IFHJ",
        "tracuu.hanoicheck.com.vn/DH260909Z4IFHJ",
    ),
    (
        "https://hanoicheck.gov.vn/trace/SP-99281",
        "hanoicheck product",
        "SP-99281",
        "hanoicheck.gov.vn/SP-99281",
    ),
    (
        "https://check.gov.vn/qr/v2/GL01-20260909-001-0001",
        "check_gov_vn item",
        "GL01-20260909-001-0001",
        "check.gov.vn/GL01-20260909-001-0001",
    ),
    (
        "https://txng.gov.vn/lot/LO-1",
        "txng_gov_vn lot",
        "LO-1",
        "txng.gov.vn/LO-1",
    ),
    (
        "https://truyxuat.gov.vn/x",
        "txng_gov_vn unknown",
        "",
        "truyxuat.gov.vn/x",
    ),
    (
        "https://checkvn.mae.gov.vn/t/A",
        "mae_gov_vn unknown",
        "",
        "checkvn.mae.gov.vn/t/A",
    ),
    (
        "https://truyxuatsanphambinhthuan.vn/default.aspx?do=detail&id=0b7c1a52-6d0e-4a55-9a6c-0f3f5c1f7a10&page=2",
        "binhthuan product",
        "0b7c1a52-6d0e-4a55-9a6c-0f3f5c1f7a10",
        "truyxuatsanphambinhthuan.vn/0b7c1a52-6d0e-4a55-9a6c-0f3f5c1f7a10",
    ),
    (
        "HX00000029",
        "nguongocso item",
        "HX00000029",
        "nguongocso/HX00000029",
    ),
    (
        "https://h.vn/public/trace/HX00000029",
        "nguongocso item",
        "HX00000029",
        "nguongocso/HX00000029",
    ),
    ("https://te-food.com/a", "te_food unknown", "", "te-food.com/a"),
    (
        "https://app.traceverified.com/a",
        "traceverified unknown",
        "",
        "app.traceverified.com/a",
    ),
    (
        "https://agricheck.net/a",
        "agricheck unknown",
        "",
        "agricheck.net/a",
    ),
    ("https://zalo.me/g/abc", "zalo not_a_stamp", "", "zalo.me/g/abc"),
];

/// Every form of the Vietnamese market that is known: text, scheme and class, code, key.
#[test]
fn the_vietnamese_forms_are_rules_of_the_table() {
    for (text, scheme, code, key) in VIETNAMESE.iter().copied() {
        let stamp = read(text);
        assert_eq!(
            format!("{} {}", stamp.scheme, stamp.class.name()),
            scheme,
            "{text}"
        );
        assert_eq!(stamp.code.as_deref().unwrap_or_default(), code, "{text}");
        assert_eq!(stamp.key, key, "{text}");
        assert_eq!(stamp.issuer.as_deref(), Some(stamp.scheme.as_str()), "{text}");
    }
    assert_eq!(
        read("https://icheck.vn/san-pham/8939999000017").gtin.as_deref(),
        Some(GTIN)
    );
    assert_eq!(
        read("http://ndatrace.vn/02/8935217402737/02/hp9vm3mzoio").gtin,
        None
    );
    for not_theirs in [
        "https://vnptcheck.vn.evil.example/check/A",
        "https://xicheck.vn/a",
        "HX0000029",
    ] {
        assert_eq!(read(not_theirs).issuer, None, "{not_theirs}");
    }
}

#[test]
fn codes_keep_their_case_and_lose_their_encoding() {
    assert_ne!(
        read("https://vnptcheck.vn/check/ab").key,
        read("https://vnptcheck.vn/check/AB").key
    );
    assert_eq!(
        read("https://vnptcheck.vn/check/a%2Db").key,
        read("http://vnptcheck.vn:80/check/a-b/").key
    );
    assert_eq!(read("https://vnptcheck.vn/check/%00").code, None);
    assert_eq!(
        read(&format!("https://vnptcheck.vn/check/{}", "A".repeat(129))).code,
        None
    );
}

#[test]
fn a_new_issuer_is_data() {
    let json = r#"{"version":1,"issuers":[{"id":"moi","name":"Mới","forms":[
        {"class":"item","hosts":["*.tem.vn"],"path":"/s","query":{"lo":"{lot}","so":"{serial+code}"},"mask":"\\TX{4}",
         "example":{"text":"https://a.tem.vn/s?so=T00A1&lo=L1","code":"T00A1"}}]}]}"#;
    let table = IssuerTable::parse(json).unwrap();
    let stamp = table.read("https://b.tem.vn/s?x=1&lo=L2&so=T00A2");
    assert_eq!(
        summary(&stamp),
        "moi item issuer=moi lot=L2 serial=T00A2 code=T00A2 key=b.tem.vn/T00A2"
    );
    assert_eq!(table.read("https://tem.vn/s?lo=L2&so=T00A2").scheme, "url");
    assert_eq!(table.read("https://vnptcheck.vn/check/A").scheme, "url");
    assert_eq!(table.issuers()[0].name, "Mới");
}

#[test]
fn a_table_that_cannot_be_trusted_is_refused() {
    let form =
        |form: &str| format!(r#"{{"version":1,"issuers":[{{"id":"x","name":"X","forms":[{form}]}}]}}"#);
    let example = r#""example":{"text":"https://x.vn/a","code":"a"}"#;
    let cases = [
        (String::new(), "issuer_table_malformed"),
        ("[]".to_owned(), "issuer_table_malformed"),
        (
            r#"{"version":1,"issuers":[{}]}"#.to_owned(),
            "issuer_table_malformed",
        ),
        (r#"{"version":2,"issuers":7}"#.to_owned(), "issuer_table_too_new"),
        (
            form(&format!(
                r#"{{"class":"item","pathh":"/","path":"/{{code}}",{example}}}"#
            )),
            "issuer_table_malformed",
        ),
        (
            form(&format!(r#"{{"class":"item","path":"/{{kode}}",{example}}}"#)),
            "issuer_template",
        ),
        (
            form(&format!(r#"{{"class":"item","path":"/**/a/**",{example}}}"#)),
            "issuer_template",
        ),
        (
            form(&format!(r#"{{"class":"item","path":"/a",{example}}}"#)),
            "issuer_template",
        ),
        (
            form(&format!(
                r#"{{"class":"item","path":"/{{code}}","mask":"9{{",{example}}}"#
            )),
            "issuer_template",
        ),
        (
            form(&format!(
                r#"{{"class":"item","path":"/{{code}}","fragment":"{{",{example}}}"#
            )),
            "issuer_template",
        ),
        (
            form(&format!(r#"{{"class":"item","path":"/b/{{code}}",{example}}}"#)),
            "issuer_example",
        ),
        (
            form(&format!(
                r#"{{"class":"item","path":"/{{code}}","mask":"9",{example}}}"#
            )),
            "issuer_example",
        ),
    ];
    for (json, reason) in cases {
        assert_eq!(IssuerTable::parse(&json).unwrap_err().reason, reason, "{json}");
    }
    assert!(IssuerTable::parse(include_str!("issuers.json")).is_ok());
    assert!(IssuerTable::built_in().issuers().len() > 10);
}

#[test]
fn what_is_known_not_to_be_a_stamp_is_named() {
    let cases = [
        (
            "00020101021138570010A00000072701270006970454011300110012345670208QRIBFTTA53037045802VN63049BE9",
            "vietqr",
        ),
        ("00020101021138570010A000000727", "vietqr"),
        (
            "00020126290015vn.example.ph\u{1ea5}m0106ABCDEF5802VN6304ABCD",
            "emvco",
        ),
        ("WIFI:T:WPA;S:HTX;P:12345678;;", "wifi"),
        ("wifi:S:x;;", "wifi"),
        ("BEGIN:VCARD\nVERSION:3.0\nEND:VCARD", "vcard"),
        ("MECARD:N:A;;", "mecard"),
        ("BEGIN:VCALENDAR\nEND:VCALENDAR", "calendar"),
        ("geo:21.0,105.8", "geo"),
        ("tel:+84900000000", "tel"),
        ("SMSTO:8077:TEM 123", "sms"),
        ("mailto:a@example.vn", "mailto"),
        ("MATMSG:TO:a@example.vn;;", "mailto"),
        ("zalo://qr/p/abc", "zalo"),
        ("https://zalo.me/0900000000", "zalo"),
        ("https://m.me/htx", "facebook"),
        ("https://maps.app.goo.gl/x", "map"),
        ("https://www.google.com/maps/place/x", "map"),
        (
            "001099000001|012345678|Nguyễn Văn A|01011990|Nam|Xã A|01012021",
            "identity_card",
        ),
    ];
    for (text, scheme) in cases {
        let stamp = read(text);
        assert_eq!(
            (stamp.scheme.as_str(), stamp.class),
            (scheme, StampClass::NotAStamp),
            "{text}"
        );
        assert_eq!(stamp.raw, text);
    }
    for text in [
        "telephone",
        "000201",
        "0002019",
        "wifi",
        "https://google.com/search?q=tem",
    ] {
        assert_ne!(read(text).class, StampClass::NotAStamp, "{text}");
    }
}

#[test]
fn the_raw_text_is_kept_and_matching_is_on_trimmed_nfc() {
    let padded = "\u{feff}  https://vnptcheck.vn/check/AB12 \r\n";
    assert_eq!(read(padded).raw, padded);
    assert_eq!(read(padded).code.as_deref(), Some("AB12"));
    let decomposed = "Tem lu\u{301}a";
    assert_eq!(read(decomposed).raw, decomposed);
    assert_eq!(read(decomposed).key, "Tem lúa");
    assert_eq!(read("").scheme, "text");
    assert_eq!(
        read("https://www.x.vn/a?utm_source=b&id=1#c").key,
        "x.vn/a?id=1#c"
    );
    assert_eq!(read("https://user@X.vn:443/A/").key, "x.vn/A");
}

#[test]
fn texts_as_found_on_packs() {
    let texts = [
        "https://id.gs1.org/01/08939999000017/10/L7K2M9/21/HX00000001?17=270630",
        "http://127.0.0.1:8080/01/08939999000017/21/HX00000500",
        "HTTPS://TX.EXAMPLE.VN/01/08939999000017/21/HX00000500",
        "https://example.vn/gtin/8939999000017/lot/L1/ser/S1",
        "https://example.vn/01/08939999000018/21/S1",
        "HtTp://example.vn/01/08939999000017",
        "https://example.vn/01/08939999000017/",
        "https://id.gs1.org/8006/089399990000170102/21/S1",
        "https://id.gs1.org/00/089399990000000017",
        "https://id.gs1.org/414/8939999000024/254/kho-2",
        "https://id.gs1.org/253/8939999000024GCN01",
        "(01)08939999000017(10)L7K2M9(21)HX00000001",
        "(01)08939999000017(11)260909(17)270909(10)L7K2M9",
        "(02)08939999000017(37)24(10)L7",
        "]Q30108939999000017172706301 0",
        "]Q3010893999900001717270630",
        "]d20108939999000017\u{1d}10L7K2M9\u{1d}21HX00000001",
        "010893999900001710L7K2M9\u{1d}21HX00000001",
        "00089399990000000017",
        "8939999000017",
        "89360000",
        "18939999000014",
        "https://vnptcheck.vn/check/VNPT8K2D7Q",
        "https://maqr.vn/vnptcheck/#/app/tem/VNPT8K2D7Q",
        "https://icheck.vn/san-pham/8939999000017",
        "http://ndatrace.vn/02/8935217402737/02/hp9vm3mzoio",
        "https://tracuu.hanoicheck.com.vn/NCC-2026-000140/truy-xuat/DH260909Z4IFHJ",
        "https://hanoicheck.gov.vn/trace/SP-99281",
        "https://check.gov.vn/qr/v2/GL01-20260909-001-0001",
        "https://txng.gov.vn/lot/LO-2026-0007",
        "https://checkvn.mae.gov.vn/abc?id=1&utm_medium=qr",
        "HX00000029",
        "https://nguongocso.example.vn/public/trace/HX00000029?fbclid=1",
        "https://www.htxvidu.vn/gioi-thieu/?utm_source=tem",
        "www.htxvidu.vn/tem",
        "htxvidu.vn/tem",
        "00020101021138570010A00000072701270006970454011300110012345670208QRIBFTTA53037045802VN63049BE9",
        "WIFI:T:WPA;S:HTX Muong Va;P:12345678;;",
        "https://zalo.me/0900000000",
        "Gạo nếp tan Mường Và, NSX 09/09/2026",
        "SMS 8077 TEM 1234567890",
        "",
    ];
    let lines: Vec<String> = texts
        .iter()
        .map(|text| format!("{text:?}\n  {}", summary(&read(text))))
        .collect();
    insta::assert_snapshot!("texts_as_found_on_packs", lines.join("\n"));
}

#[test]
fn a_huge_text_costs_no_more_than_its_length() {
    let started = std::time::Instant::now();
    let piece = [
        "(",
        "(01)",
        "/10/A",
        "&99=A",
        "%00",
        "]Q3",
        "{GS}",
        "0102",
        "a|",
        "https://x/",
        "\u{1d}10A",
        "9",
    ];
    for piece in piece {
        for head in [
            "",
            "https://a/01/12312312312333",
            "https://maqr.vn/vnptcheck/#",
            "(01)12312312312333",
            "000201",
        ] {
            let text = format!("{head}{}", piece.repeat(300_000));
            assert_eq!(read(&text).raw.len(), text.len());
        }
    }
    // A square cost would take hours; this takes a second or two without optimisation.
    assert!(started.elapsed().as_secs() < 60);
}

fn stamp_like() -> impl Strategy<Value = String> {
    let seeds: Vec<String> = IssuerTable::built_in()
        .issuers()
        .iter()
        .map(|issuer| issuer.name.clone())
        .chain([
            format!("https://id.gs1.org/01/{GTIN}/22/V/10/L1/21/HX0001?17=270101&99=A#f"),
            format!("]Q301{GTIN}10L1\u{1d}21HX0001"),
            format!("(01){GTIN}(10)L1(21)HX0001"),
            "https://maqr.vn/vnptcheck/#/app/tem/VNPT8K2D7Q".to_owned(),
            "https://truyxuatsanphambinhthuan.vn/default.aspx?do=detail&id=ấ&page=1".to_owned(),
            "00020101021138570010A0000007270127000697045401130011001234567".to_owned(),
            "HX00000029".to_owned(),
        ])
        .collect();
    let spice = prop::sample::select(vec![
        "/", "%", "%0", "%00", "%ff", "?", "#", "&", "=", "(", ")", "(01)", "]", "\u{1d}", "^", "ấ",
        "\u{301}", "\u{feff}", "00", "01", "://", "@", ":", "{code}", "**", "\0", "😀",
    ]);
    let edits = prop::collection::vec((any::<prop::sample::Index>(), spice, any::<bool>()), 0..6);
    (prop::sample::select(seeds), edits).prop_map(|(seed, edits)| {
        edits.into_iter().fold(seed, |text, (at, spice, cut)| {
            let letters: Vec<char> = text.chars().collect();
            let at = at.index(letters.len() + 1);
            let after = letters.iter().skip(at + usize::from(cut));
            letters
                .iter()
                .take(at)
                .copied()
                .chain(spice.chars())
                .chain(after.copied())
                .collect()
        })
    })
}

proptest! {
    #[test]
    fn any_text_is_read_and_kept(text in any::<String>()) {
        prop_assert_eq!(read(&text).raw, text);
    }

    #[test]
    fn any_damaged_stamp_is_read_and_kept(text in stamp_like()) {
        let stamp = read(&text);
        prop_assert_eq!(&stamp.raw, &text);
        prop_assert!(stamp.class != StampClass::Item || !stamp.key.is_empty());
        if let Some(link) = &stamp.digital_link {
            let again = read(link);
            prop_assert_eq!((&again.key, again.class), (&stamp.key, stamp.class));
            prop_assert_eq!(again.digital_link.as_ref(), Some(link));
        }
        let _ = parse_digital_link_path(&text);
        let _ = IssuerTable::parse(&text);
        let _ = digital_link_on(&text, &text, Some(&text), Some(&text));
    }

    #[test]
    fn emitted_links_read_back(
        body in "[0-9]{13}",
        lot in prop::option::of("[!\"%&'()*+,./0-9:;<=>?A-Z_a-z-]{1,20}"),
        serial in prop::option::of("[!\"%&'()*+,./0-9:;<=>?A-Z_a-z-]{1,20}"),
    ) {
        let gtin = (0..10).map(|check| format!("{body}{check}")).find(|gtin| check_digit_holds(gtin)).unwrap();
        let link = digital_link_on("http://127.0.0.1:8080/t", &gtin, lot.as_deref(), serial.as_deref()).unwrap();
        let stamp = read(&link);
        prop_assert_eq!(stamp.scheme, "gs1_digital_link");
        prop_assert_eq!((stamp.gtin, stamp.lot, stamp.serial), (Some(gtin), lot, serial));
    }
}
