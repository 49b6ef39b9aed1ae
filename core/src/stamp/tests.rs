mod issuers;
mod links;

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
