//! The forms of Vietnamese issuers.

use super::*;

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
    assert!(IssuerTable::parse(include_str!("../issuers.json")).is_ok());
    assert!(IssuerTable::built_in().issuers().len() > 10);
}
