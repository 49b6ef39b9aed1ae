use fieldbook_core::catalog::{Catalog, Lang, Step};
use fieldbook_core::export::{
    public_fields, redact, show_date, show_kind, show_number, show_quantity, show_value,
};
use fieldbook_core::model::{
    ClaimState, Fact, FactKind, Input, PersonId, QuantityRole, StampSpan, Trace, TraceFact,
};
use fieldbook_core::rules::check_writers;
use maud::{Markup, html};

use super::conflict;
use super::texts::say;

/// One step of the story.
pub(super) fn entry(trace: &Trace, fact: &TraceFact, catalog: &Catalog, lang: Lang) -> Markup {
    let step = catalog.step(&fact.fact.group, &fact.fact.step);
    let recalled = fact.fact.kind == FactKind::Recall;
    html! {
        li class=[recalled.then_some("recall")] {
            p class="when" { time datetime=(fact.fact.occurred.to_rfc3339()) { (when(&fact.fact, lang)) } }
            h4 { (step_name(step, &fact.fact, lang)) }
            (amounts(step, &fact.fact, lang))
            (stamps(fact, lang))
            @for input in &fact.fact.inputs { (farm_input(input, &fact.fact, lang)) }
            (fields(step, &fact.fact, catalog, lang))
            @if let Some(note) = &fact.fact.note { p class="note" { "“" (redact(note)) "”" } }
            @for conflict in &fact.conflicts { (conflict::conflict(fact, conflict, catalog, lang)) }
            (photos(&fact.fact, lang))
            (who(trace, fact, lang))
        }
    }
}

/// A step of a newer group is named by its kind.
fn step_name(step: Option<&Step>, fact: &Fact, lang: Lang) -> String {
    step.map_or_else(
        || show_kind(fact.kind, lang),
        |step| step.name.get(lang).to_owned(),
    )
}

fn when(fact: &Fact, lang: Lang) -> String {
    let local = fact.occurred.local();
    format!(
        "{} · {}",
        show_date(local.date_naive(), lang),
        local.format("%H:%M")
    )
}

fn amounts(step: Option<&Step>, fact: &Fact, lang: Lang) -> Markup {
    let said = |role| fact.amount(role).map(|quantity| show_quantity(&quantity, lang));
    let label = |role| {
        let rule = step.and_then(|step| step.quantity(role));
        rule.map_or_else(|| role_name(role, lang), |rule| rule.label.get(lang).to_owned())
    };
    let (into, out) = (said(QuantityRole::In), said(QuantityRole::Out));
    html! {
        @match (into, out) {
            (Some(into), Some(out)) => {
                p class="flow" {
                    span { small { (label(QuantityRole::In)) } b { (into) } }
                    span class="arrow" aria-label=(say(lang, "entry.becomes", &[])) { "→" }
                    span { small { (label(QuantityRole::Out)) } b { (out) } }
                }
                (yield_bar(fact, lang))
            }
            (Some(one), None) => { p class="flow one" { span { small { (label(QuantityRole::In)) } b { (one) } } } }
            (None, Some(one)) => { p class="flow one" { span { small { (label(QuantityRole::Out)) } b { (one) } } } }
            (None, None) => {}
        }
        @if let Some(area) = said(QuantityRole::Area) {
            p class="area" { (label(QuantityRole::Area)) ": " (area) }
        }
    }
}

fn role_name(role: QuantityRole, lang: Lang) -> String {
    let name = QuantityRole::ALL.iter().find(|(known, _)| *known == role);
    let name = name.map_or("", |(_, name)| name);
    fieldbook_core::catalog::say(lang, &format!("quantity_role.{name}"), &[])
}

/// How much of what went in came out, where both are weighed: what a buyer can judge a mill by.
fn yield_bar(fact: &Fact, lang: Lang) -> Markup {
    let both = fact.amount(QuantityRole::In).zip(fact.amount(QuantityRole::Out));
    let share = both
        .filter(|(into, out)| into.unit() == out.unit())
        .and_then(|(into, out)| out.amount().checked_div(into.amount()))
        .and_then(|share| share.checked_mul(100.into()))
        .map(|share| share.round_dp(1));
    html! {
        @if let Some(share) = share {
            p class="share" {
                meter min="0" max="100" value=(share) {}
                (say(lang, "entry.share", &[("share", &show_number(share, lang))]))
            }
        }
    }
}

fn stamps(fact: &TraceFact, lang: Lang) -> Markup {
    let (state, spans) = match &fact.claim {
        Some((state, spans)) => (Some(*state), spans),
        None => (None, &fact.fact.stamps),
    };
    let state = state.or((fact.fact.kind == FactKind::Activate).then_some(ClaimState::Pending));
    html! {
        @if !spans.is_empty() {
            p class="flow one" {
                span {
                    b { (say(lang, "entry.stamps", &[("count", &count(spans, lang))])) }
                    @if let Some(state) = state {
                        small { (fieldbook_core::catalog::say(lang, &format!("claim_state.{}", state.name()), &[])) }
                    }
                }
            }
        }
    }
}

fn count(spans: &[StampSpan], lang: Lang) -> String {
    let total = spans.iter().fold(0u128, |sum, span| {
        let stamps = (span.range.last() - span.range.first()).saturating_add(1);
        sum.saturating_add(stamps)
    });
    i64::try_from(total).map_or_else(|_| total.to_string(), |total| show_number(total.into(), lang))
}

/// A fertiliser or pesticide, and the first day on which its interval allows harvest.
fn farm_input(input: &Input, fact: &Fact, lang: Lang) -> Markup {
    let quantity = input.quantity.map(|quantity| show_quantity(&quantity, lang));
    let said = [
        input.active_ingredient.as_ref().map(|text| redact(text)),
        input.dose.as_ref().map(|text| redact(text)),
        quantity,
    ];
    let said: Vec<String> = said.into_iter().flatten().collect();
    let safe = input.pre_harvest_interval.and_then(|days| {
        let from = fact.occurred.local_date();
        Some((days, from.checked_add_days(chrono::Days::new(u64::from(days)))?))
    });
    html! {
        div class="input" {
            b { (redact(&input.material)) }
            @if !said.is_empty() { p { (said.join(" · ")) } }
            @if let Some((days, day)) = safe {
                p { (say(lang, "entry.interval", &[("days", &days.to_string()), ("day", &show_date(day, lang))])) }
            }
        }
    }
}

fn fields(step: Option<&Step>, fact: &Fact, catalog: &Catalog, lang: Lang) -> Markup {
    let fields = public_fields(fact, catalog);
    html! {
        @if !fields.is_empty() {
            dl class="pairs" {
                @for said in fields {
                    @let field = step.and_then(|step| step.field(&said.code));
                    dt { (field.map_or(said.code.as_str(), |field| field.label.get(lang))) }
                    dd { (show_value(&said.value, field, lang)) }
                }
            }
        }
    }
}

fn photos(fact: &Fact, lang: Lang) -> Markup {
    html! {
        @if !fact.photos.is_empty() {
            p class="photos" {
                @for (number, photo) in (1..).zip(&fact.photos) {
                    a href={ "/p/" (photo) } { (say(lang, "entry.photo", &[("number", &i32::to_string(&number))])) } " "
                }
            }
        }
    }
}

/// Who wrote it down: the name the organisation gives for showing, or only that it was one of theirs.
fn who(trace: &Trace, fact: &TraceFact, lang: Lang) -> Markup {
    let name = |id: PersonId| {
        let person = trace.people.iter().find(|person| person.id == id);
        person.map_or_else(
            || say(lang, "entry.member", &[("org", &redact(&trace.org.name))]),
            |person| redact(&person.name),
        )
    };
    let mut said = say(lang, "entry.by", &[("name", &name(fact.fact.recorder))]);
    if let Some(other) = fact.fact.on_behalf_of {
        said = format!("{said} {}", say(lang, "entry.for", &[("name", &name(other))]));
    }
    html! {
        p class="who" {
            (said)
            @if !fact.amended.is_empty() { " · " em { (say(lang, "entry.amended", &[])) } }
            @if fact.contradicts.is_some() { " · " em { (say(lang, "entry.clock_in_doubt", &[])) } }
        }
        @if !check_writers(fact).is_empty() { p class="foreign" { (say(lang, "entry.foreign", &[])) } }
    }
}
