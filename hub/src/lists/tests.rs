use std::fmt::Write as _;
use std::io::{Cursor, Write};

use fieldbook_core::model::Invalid;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::codes::{Codes, Reader};
use super::rows::codes_of;
use crate::registry::Issue;

fn host() -> Issue {
    Issue::Host("tem.example.vn/x".into())
}

fn import(bytes: &[u8], issue: Option<&Issue>, column: Option<&str>) -> Result<Codes, Invalid> {
    let reader = Reader { issue };
    reader.all(&codes_of(bytes, column, &reader)?)
}

fn why(bytes: &[u8], issue: Option<&Issue>, column: Option<&str>) -> (String, Vec<(&'static str, String)>) {
    let invalid = import(bytes, issue, column).unwrap_err();
    assert!(
        fieldbook_core::catalog::has_text(
            fieldbook_core::catalog::Lang::Vi,
            &format!("invalid.{}", invalid.reason)
        ),
        "{} has no text",
        invalid.reason
    );
    (invalid.reason.to_owned(), invalid.args)
}

fn row(args: &[(&'static str, String)], name: &str) -> Option<String> {
    args.iter()
        .find(|(known, _)| *known == name)
        .map(|(_, value)| value.clone())
}

/// A workbook with one sheet of texts; a cell that is all digits is a number, as Excel would keep it.
fn workbook(rows: &[&[&str]]) -> Vec<u8> {
    let mut sheet = String::from(
        r#"<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>"#,
    );
    for (at, cells) in rows.iter().enumerate() {
        write!(sheet, r#"<row r="{}">"#, at + 1).unwrap();
        for (text, column) in cells.iter().zip('A'..) {
            let place = format!("{column}{}", at + 1);
            if text.is_empty() {
                continue;
            }
            if text.bytes().all(|byte| byte.is_ascii_digit()) {
                write!(sheet, r#"<c r="{place}"><v>{text}</v></c>"#).unwrap();
            } else {
                write!(
                    sheet,
                    r#"<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>"#
                )
                .unwrap();
            }
        }
        sheet.push_str("</row>");
    }
    sheet.push_str("</sheetData></worksheet>");
    packed(&[("xl/worksheets/sheet1.xml", sheet.as_bytes())])
}

fn packed(more: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let mut add = |name: &str, content: &[u8]| {
        writer.start_file(name, SimpleFileOptions::default()).unwrap();
        writer.write_all(content).unwrap();
    };
    add(
        "[Content_Types].xml",
        br#"<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>"#,
    );
    add(
        "_rels/.rels",
        br#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#,
    );
    add(
        "xl/workbook.xml",
        br#"<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="Tem" sheetId="1" r:id="r1"/></sheets></workbook>"#,
    );
    add(
        "xl/_rels/workbook.xml.rels",
        br#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#,
    );
    for (name, content) in more {
        add(name, content);
    }
    writer.finish().unwrap().into_inner()
}

const KEYS: [&str; 3] = [
    "tem.example.vn/x/aZ8kQx3P",
    "tem.example.vn/x/bcDEfg",
    "tem.example.vn/x/0042",
];

#[test]
fn a_code_is_one_stamp_however_the_list_writes_it() {
    let host = host();
    let bare = Some(&host);
    let written: [(&[u8], Option<&Issue>, Option<&str>); 6] = [
        (b"aZ8kQx3P\nbcDEfg\n0042\n", bare, None),
        // As Excel saves it in Vietnam: a mark in front, semicolons, a title, blank rows, Windows line ends.
        (
            "\u{feff}STT;Mã tem;Ghi chú\r\n1;aZ8kQx3P;\r\n;;\r\n2; bcDEfg ;\"in lại; tốt\"\r\n\r\n3;0042;\r\n".as_bytes(),
            bare,
            None,
        ),
        (
            b"https://tem.example.vn/x/aZ8kQx3P\nHTTPS://www.TEM.example.vn/x/bcDEfg\nhttp://tem.example.vn/x/0042?utm_source=qr\n",
            None,
            None,
        ),
        (b"n\tlink\n1\thttps://tem.example.vn/x/aZ8kQx3P\n2\thttps://tem.example.vn/x/bcDEfg\n3\t0042\n", bare, None),
        (
            b"first,second\naZ8kQx3P,x1\nbcDEfg,x2\n0042,x3\n",
            bare,
            Some("FIRST"),
        ),
        (b"\"aZ8kQx3P\",\n\"bcDEfg\",\n\"0042\",", bare, None),
    ];
    for (bytes, issue, column) in written {
        let codes = import(bytes, issue, column).unwrap();
        assert_eq!(codes.keys, KEYS, "{}", String::from_utf8_lossy(bytes));
        assert_eq!(codes.issue, Issue::Host("tem.example.vn".into()));
    }
    let sheet = workbook(&[
        &["Mã QR", "n"],
        &["aZ8kQx3P", "1"],
        &[],
        &["bcDEfg", "2"],
        &["x0042", "3"],
    ]);
    assert_eq!(
        import(&sheet, bare, None).unwrap().keys,
        [KEYS[0], KEYS[1], "tem.example.vn/x/x0042"]
    );
    let stem = |bytes: &[u8], issue| import(bytes, issue, None).unwrap().stem;
    assert_eq!(stem(b"aZ8kQx3P\n", bare), "https://tem.example.vn/x/");
    assert_eq!(
        stem(
            b"https://tem.example.vn/x/a1\nhttps://tem.example.vn/x/b1\n",
            None
        ),
        "https://tem.example.vn/x/"
    );
    assert_eq!(
        stem(
            b"https://tem.example.vn/x/a1\nhttps://tem.example.vn/y/b1\n",
            None
        ),
        "https://tem.example.vn"
    );
}

#[test]
fn serials_under_a_gtin_may_be_a_list_too() {
    let gtin = Issue::Gtin(right("08936012340017"));
    let Issue::Gtin(digits) = &gtin else {
        unreachable!()
    };
    let codes = import(b"aZ8kQx3P\nb/c\n", Some(&gtin), None);
    assert_eq!(
        codes.unwrap_err().reason,
        "list_other_issuer",
        "a slash is no bare code"
    );
    let codes = import(b"aZ8kQx3P\nbcDEfg\n", Some(&gtin), None).unwrap();
    assert_eq!(
        codes.keys[0],
        format!("https://id.gs1.org/01/{digits}/21/aZ8kQx3P")
    );
    assert_eq!(codes.issue, gtin);
    let whole = format!("https://txng.example.vn/01/{digits}/21/aZ8kQx3P\nhttps://tem.example.vn/x/a\n");
    let (reason, args) = why(whole.as_bytes(), None, None);
    assert_eq!(
        (reason.as_str(), row(&args, "row").as_deref()),
        ("list_other_issuer", Some("2"))
    );
    let lot = format!("https://txng.example.vn/01/{digits}/10/LOT1\n");
    assert_eq!(why(lot.as_bytes(), None, None).0, "list_not_a_stamp");
}

/// The GTIN with its right check digit.
fn right(gtin: &str) -> String {
    let body = &gtin[..13];
    let digit = (0..10).find(|digit| fieldbook_core::stamp::check_digit_holds(&format!("{body}{digit}")));
    format!("{body}{}", digit.unwrap())
}

#[test]
fn what_is_wrong_with_a_list_is_told_with_its_row() {
    let host = host();
    let bare = Some(&host);
    let told = |bytes: &[u8], issue, column, reason: &str, at: Option<&str>| {
        let (found, args) = why(bytes, issue, column);
        let text = String::from_utf8_lossy(bytes).into_owned();
        assert_eq!(
            (found.as_str(), row(&args, "row").as_deref()),
            (reason, at),
            "{text}"
        );
        args
    };
    let twice = told(
        b"code\naZ8\nb1\n\nhttps://tem.example.vn/x/aZ8\n",
        bare,
        None,
        "list_twice",
        Some("5"),
    );
    assert_eq!(row(&twice, "first").as_deref(), Some("2"));
    told(b"code\na1\nA1\n", bare, Some("nothing"), "list_no_column", None);
    assert_eq!(
        import(b"code\na1\nA1\n", bare, None).unwrap().keys.len(),
        2,
        "case counts"
    );
    told(b"a1,a2\nb1,b2\n", bare, None, "list_which_column", None);
    told(
        b"https://tem.example.vn/x/a\nhttps://other.example.vn/x/b\n",
        None,
        None,
        "list_other_issuer",
        Some("2"),
    );
    told(
        b"https://other.example.vn/x/b\n",
        bare,
        None,
        "list_other_issuer",
        Some("1"),
    );
    told(
        b"https://tem.example.vn/x/a\nplain\n",
        None,
        None,
        "list_bare_code",
        Some("2"),
    );
    told(b"plain\n", None, None, "list_bare_code", Some("1"));
    told(
        b"https://tem.example.vn/x/a\nWIFI:S:nha;T:WPA;P:1;;\n",
        None,
        None,
        "list_not_a_stamp",
        Some("2"),
    );
    let long = format!("a\n{}\n", "x".repeat(250));
    told(long.as_bytes(), bare, None, "list_code_long", Some("2"));
    told(b"", bare, None, "list_empty", None);
    told("\u{feff}\r\n ; ;\r\n".as_bytes(), bare, None, "list_empty", None);
    told(b"code\n", bare, None, "list_empty", None);
    told(
        &[0xff, 0xfe, b'a', 0, b'\n', 0],
        bare,
        None,
        "list_not_utf8",
        None,
    );
    told(b"a\xff\n", bare, None, "list_not_utf8", None);
    let many = "x\n".repeat(1_000_002);
    told(many.as_bytes(), bare, None, "list_too_long", None);
    let sheet = workbook(&[&["code"], &["a1"], &["0042"]]);
    told(&sheet, bare, None, "list_number", Some("3"));
    told(&workbook(&[]), bare, None, "list_empty", None);
}

#[test]
fn a_hostile_workbook_is_refused_and_takes_no_memory() {
    let host = host();
    let bare = Some(&host);
    let honest = workbook(&[&["code"], &["a1"], &["b1"]]);
    for cut in [4, 40, honest.len() / 2, honest.len() - 1] {
        assert_eq!(
            why(&honest[..cut], bare, None).0,
            "list_unreadable",
            "cut at {cut}"
        );
    }
    for at in (0..honest.len()).step_by(7) {
        let mut bytes = honest.clone();
        bytes[at] ^= 0x55;
        // Whatever it says: refused in words, or read.
        if let Err(invalid) = import(&bytes, bare, None) {
            assert!(invalid.reason.starts_with("list_"), "{at}: {}", invalid.reason);
        }
    }
    // Half a megabyte that unpacks to more than is taken.
    let zeros = vec![b' '; 16 * 1024 * 1024];
    let bomb: Vec<(String, &[u8])> = (0..40)
        .map(|n| (format!("xl/media/{n}"), zeros.as_slice()))
        .collect();
    let bomb: Vec<(&str, &[u8])> = bomb.iter().map(|(name, zeros)| (name.as_str(), *zeros)).collect();
    let bomb = packed(&bomb);
    assert!(bomb.len() < 1_000_000, "{}", bomb.len());
    assert_eq!(why(&bomb, bare, None).0, "list_too_large");
    let strings = br#"<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" uniqueCount="900000000000000"><si><t>a</t></si></sst>"#;
    let texts = packed(&[("xl/sharedStrings.xml", strings)]);
    assert_eq!(why(&texts, bare, None).0, "list_too_large");
    // A cell at the far corner of the sheet makes no sheet of that size.
    let far = r#"<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>a1</t></is></c></row><row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>b1</t></is></c></row></sheetData></worksheet>"#;
    let far = packed(&[("xl/worksheets/sheet1.xml", far.as_bytes())]);
    assert_eq!(import(&far, bare, None).unwrap().keys, ["tem.example.vn/x/a1"]);
}

/// What a spreadsheet or an issuer's column does to codes is told, and nothing is guessed.
#[test]
fn columns_and_cells_that_may_mean_two_things_are_told() {
    let host = host();
    let bare = Some(&host);
    let reason = |bytes: &[u8]| import(bytes, bare, None).unwrap_err().reason;
    assert_eq!(
        reason("Serial,Random code\n1,aZ8kQx3P\n2,bY7jPw2N\n".as_bytes()),
        "list_which_column"
    );
    let only = import("Serial\naZ8kQx3P\nbY7jPw2N\n".as_bytes(), bare, None).unwrap();
    assert_eq!(only.keys.len(), 2);
    assert_eq!(
        reason("Mã tem,Ghi chú\naZ8kQx3P,tốt\n,rách\n".as_bytes()),
        "list_blank"
    );
    let zipped_name = import("PKa83Kdq\nPKb94Lew\n".as_bytes(), bare, None).unwrap();
    assert_eq!(zipped_name.keys.len(), 2);
    let asked = "https://check.example.vn/q?c=aZ8kQx3P\nhttps://check.example.vn/q?c=bY7jPw2N\n";
    let asked = import(asked.as_bytes(), None, None).unwrap();
    assert_eq!(asked.stem, "https://check.example.vn/q?c=");
}
