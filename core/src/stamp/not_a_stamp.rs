//! Codes that people scan by mistake: payments, Wi-Fi, contacts. They are recognised so that a shell can say
//! what they are.

/// How a known text begins, in any case, and its scheme.
const BEGINNINGS: [(&str, &str); 22] = [
    ("wifi:", "wifi"),
    ("dpp:", "wifi"),
    ("begin:vcard", "vcard"),
    ("mecard:", "mecard"),
    ("bizcard:", "mecard"),
    ("begin:vcalendar", "calendar"),
    ("begin:vevent", "calendar"),
    ("geo:", "geo"),
    ("tel:", "tel"),
    ("sms:", "sms"),
    ("smsto:", "sms"),
    ("mms:", "sms"),
    ("mmsto:", "sms"),
    ("mailto:", "mailto"),
    ("matmsg:", "mailto"),
    ("smtp:", "mailto"),
    ("zalo:", "zalo"),
    ("momo:", "momo"),
    ("otpauth:", "otp"),
    ("otpauth-migration:", "otp"),
    ("bitcoin:", "payment"),
    ("market:", "app_store"),
];

/// The scheme of a text that is known not to be a stamp.
pub(super) fn scheme(text: &str) -> Option<&'static str> {
    let begins = |beginning: &str| {
        let start = text.get(..beginning.len());
        start.is_some_and(|start| start.eq_ignore_ascii_case(beginning))
    };
    BEGINNINGS
        .iter()
        .find(|(beginning, _)| begins(beginning))
        .map(|(_, scheme)| *scheme)
        .or_else(|| payment(text))
        .or_else(|| is_identity_card(text).then_some("identity_card"))
}

/// EMVCo's merchant-presented QR code: `000201` and then tag, two-digit length, value, to the end. VietQR is the
/// one that names NAPAS (A000000727).
fn payment(text: &str) -> Option<&'static str> {
    let body = text.strip_prefix("000201")?;
    // 0102 and 11 or 12 (static or dynamic) follow in every VietQR: then it is one even when cut short.
    let opening = body.starts_with("010211") || body.starts_with("010212");
    let payment = opening || (body.len() > 14 && is_tagged(body));
    let vietqr = text.contains("A000000727");
    payment.then_some(if vietqr { "vietqr" } else { "emvco" })
}

fn is_tagged(mut text: &str) -> bool {
    while !text.is_empty() {
        let Some(rest) = after_tag(text) else {
            return false;
        };
        text = rest;
    }
    true
}

fn after_tag(text: &str) -> Option<&str> {
    let (head, rest) = text.split_at_checked(4)?;
    if !head.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let length = head.get(2..)?.parse().ok()?;
    // EMVCo counts characters; names of shops have Vietnamese letters.
    let mut letters = rest.chars();
    let taken = letters.by_ref().take(length).count();
    (taken == length).then_some(letters.as_str())
}

/// The chip-based citizen card: number, old number, name, birth, sex, address, issue, with bars between. It is
/// recognised so that a shell can refuse to keep it.
fn is_identity_card(text: &str) -> bool {
    let parts: Vec<&str> = text.split('|').collect();
    let digits = |at: usize, length: usize| {
        let part = parts.get(at);
        part.is_some_and(|part| part.len() == length && part.bytes().all(|byte| byte.is_ascii_digit()))
    };
    parts.len() >= 7 && digits(0, 12) && digits(3, 8)
}
