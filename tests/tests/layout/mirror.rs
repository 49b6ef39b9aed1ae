//! `bindings` shows everything the core offers an app: what the core gains and the mirror lacks is named here, and
//! so is an exception that no longer holds.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use syn::{ImplItem, Item, Type, UseTree, Visibility};

use super::source::Source;

/// What an app sees under another name.
const RENAMED: [(&str, &str); 13] = [
    ("ClaimView", "Claim"),
    ("DocumentView", "Document"),
    ("Field", "StepField"),
    ("FieldType", "Answer"),
    ("HeldReceipt", "Receipt"),
    ("LeaseView", "Lease"),
    ("Part", "CodePart"),
    ("Quarantined", "QuarantinedChange"),
    ("ReceiptView", "FactReceipt"),
    ("Scanner", "CodeScanner"),
    ("SubLeaseView", "SubLease"),
    ("Text", "Wording"),
    ("Unit", "NormalUnit"),
];

/// What the mirror leaves out on purpose: type, member, why. An empty member is the whole type.
const LEFT_OUT: &[(&str, &str, &str)] = &[
    (
        "BackupRule",
        "",
        "`Config.backup_every_hours` and `backup_max_bytes`",
    ),
    ("ClaimDeed", "state", "`ClaimEvent.state`"),
    (
        "Config",
        "backup",
        "`Config.backup_every_hours` and `backup_max_bytes`",
    ),
    (
        "Config",
        "catalog",
        "product groups come with the library and from the hub",
    ),
    ("Config", "clock", "tests turn clocks, apps do not"),
    ("Config", "in_dir", "records are made field by field"),
    ("Config", "tariff", "`Config.vnd_per_mb`"),
    ("Conflict", "key", "`Conflict.fact` and `Conflict.field`"),
    ("DocumentView", "text", "a look into its own head"),
    ("Due", "say", "`Due.said`"),
    (
        "Fact",
        "unknown",
        "bytes of a newer app's fields, kept for the next reader",
    ),
    ("FactView", "id", "`FactView.fact.id`"),
    ("FieldbookError", "invalid", "made by the core only"),
    ("HarvestWait", "say", "`HarvestWait.said`"),
    ("LeaseView", "lease", "its fields are `Lease`'s own"),
    ("NewFact", "of", "records are made field by field"),
    ("NewRescan", "of", "records are made field by field"),
    ("ProductGroup", "defaults", "for rules, which the core runs"),
    ("ProductGroup", "hash", "for the sync"),
    ("ProductGroup", "steps", "`Catalog.steps`, by kind of document"),
    ("Register", "from_entries", "made by the core only"),
    ("Register", "person_name", "a look into its own list"),
    ("Register", "product", "a look into its own list"),
    (
        "Rescue",
        "say",
        "`say_rescue`: a record of another crate has no methods",
    ),
    (
        "Scanner",
        "new",
        "`CodeScanner.without_book`, and `Fieldbook.scanner`",
    ),
    ("Scanner", "with_budgets", "for measurements"),
    ("Scanner", "with_cascades", "for measurements"),
    ("SpotMark", "name", "an enum's own name serves"),
    ("Step", "epcis_biz_step", "for exports"),
    ("StrangerReason", "name", "an enum's own name serves"),
    ("SubLeaseView", "sub_lease", "its fields are `SubLease`'s own"),
    ("Sweep", "see", "`Sweep.push_luma` looks and sees"),
    ("SweepNews", "is_empty", "a sum of its own lists"),
    ("SweepReport", "count", "a sum of its own lists"),
    ("SweepReport", "listed", "a sum of its own lists"),
    ("SweepReport", "stamps", "a sum of its own lists"),
    ("SweptRange", "say", "`SweptRange.said`"),
    ("SweptStranger", "say", "`SweptStranger.said`"),
    (
        "SyncRun",
        "wait",
        "`wait_for_report`: every Java object has a final `wait`",
    ),
    ("SystemClock", "", "tests turn clocks, apps do not"),
    ("Tariff", "", "`Config.vnd_per_mb`"),
    ("Task", "say", "`Task.said` and `Task.remedy`"),
    ("TaskKind", "name", "an enum's own name serves"),
    ("Traffic", "total", "a sum of its own two"),
];

/// Types of other rooms that an app calls.
const CALLED: [&str; 2] = ["Scanner", "Subscription"];

/// Lines inside the braces of an exported function.
const EXPORT_LINES_MAX: usize = 5;

/// The rooms besides the hall whose types an app meets.
const ROOMS: [&str; 4] = ["catalog", "model", "scan", "watch"];

/// A public type: what can be called on it, and what it holds.
#[derive(Default)]
struct Shape {
    functions: BTreeSet<String>,
    members: BTreeSet<String>,
}

/// The public types and free functions of some sources.
#[derive(Default)]
struct Surface {
    types: BTreeMap<String, Shape>,
    functions: BTreeSet<String>,
}

impl Surface {
    /// What the core offers.
    fn read(sources: &[Source]) -> Self {
        Self::of(sources, |_| true)
    }

    /// What of the mirror reaches the languages.
    fn read_exported(sources: &[Source]) -> Self {
        Self::of(sources, is_exported)
    }

    fn of(sources: &[Source], offered: fn(&[syn::Attribute]) -> bool) -> Self {
        let mut surface = Self::default();
        for source in sources {
            let file = syn::parse_file(&source.text)
                .unwrap_or_else(|error| panic!("{}: {error}", source.path.display()));
            file.items.iter().for_each(|item| surface.add(item, offered));
        }
        surface
    }

    fn add(&mut self, item: &Item, offered: fn(&[syn::Attribute]) -> bool) {
        match item {
            Item::Struct(found) if is_public(&found.vis) => {
                let fields = found.fields.iter().filter(|field| is_public(&field.vis));
                let names = fields.filter_map(|field| Some(field.ident.as_ref()?.to_string()));
                self.shape(&found.ident.to_string()).members.extend(names);
            }
            Item::Enum(found) if is_public(&found.vis) => {
                let names = found.variants.iter().flat_map(of_variant);
                self.shape(&found.ident.to_string()).members.extend(names);
            }
            Item::Fn(found) if is_public(&found.vis) && offered(&found.attrs) => {
                self.functions.insert(found.sig.ident.to_string());
            }
            Item::Impl(found) if found.trait_.is_none() && offered(&found.attrs) => {
                let names = found.items.iter().filter_map(|item| match item {
                    ImplItem::Fn(method) if is_public(&method.vis) => Some(method.sig.ident.to_string()),
                    _ => None,
                });
                let names: Vec<String> = names.collect();
                if let Some(on) = name_of(&found.self_ty) {
                    self.shape(&on).functions.extend(names);
                }
            }
            _ => {}
        }
    }

    fn shape(&mut self, name: &str) -> &mut Shape {
        self.types.entry(name.to_owned()).or_default()
    }
}

/// Whatever the hall exports, and what the records hold that the mirror shows of other rooms.
pub fn gaps(core: &Path, bindings: &Path) -> Vec<String> {
    let sources = Source::all(core);
    let hall = Surface::read(&in_room(&sources, "fieldbook"));
    let exported = exports(core);
    let mirror = Surface::read_exported(&Source::all(bindings));
    let mut gaps = Gaps::new(&mirror);
    for name in &exported {
        match hall.types.get(name) {
            Some(shape) => gaps.all(name, shape),
            None if hall.functions.contains(name) => gaps.function("", name),
            None => {}
        }
    }
    for room in ROOMS {
        for (name, shape) in &Surface::read(&in_room(&sources, room)).types {
            if !exported.contains(name) && mirror.types.contains_key(mirrored(name)) {
                gaps.members(name, shape);
            }
            if CALLED.contains(&name.as_str()) {
                gaps.functions(name, shape);
            }
        }
    }
    gaps.found()
}

/// Exported functions that do more than hand on: `bindings` mirrors and never thinks.
pub fn thinking(bindings: &Path) -> Vec<String> {
    let sources = Source::all(bindings);
    sources.iter().flat_map(long_exports).collect()
}

fn long_exports(source: &Source) -> Vec<String> {
    let file =
        syn::parse_file(&source.text).unwrap_or_else(|error| panic!("{}: {error}", source.path.display()));
    let mut long = Vec::new();
    let mut look = |name: &syn::Ident, block: &syn::Block| {
        let braces = block.brace_token.span;
        let lines = braces
            .close()
            .start()
            .line
            .saturating_sub(braces.open().start().line + 1);
        if lines > EXPORT_LINES_MAX {
            let at = source.at(name.span().start().line);
            long.push(format!("{at}: `{name}` has {lines} lines; what needs more than {EXPORT_LINES_MAX} belongs in the core"));
        }
    };
    for item in &file.items {
        match item {
            Item::Fn(found) if is_exported(&found.attrs) => look(&found.sig.ident, &found.block),
            Item::Impl(found) if is_exported(&found.attrs) => {
                for item in &found.items {
                    if let ImplItem::Fn(method) = item {
                        look(&method.sig.ident, &method.block);
                    }
                }
            }
            _ => {}
        }
    }
    long
}

fn is_exported(attributes: &[syn::Attribute]) -> bool {
    let path = |attribute: &syn::Attribute| {
        let names = attribute.path().segments.iter();
        names.map(|part| part.ident.to_string()).collect::<Vec<_>>()
    };
    attributes
        .iter()
        .any(|attribute| path(attribute) == ["uniffi", "export"])
}

struct Gaps<'a> {
    mirror: &'a Surface,
    found: Vec<String>,
    excused: BTreeSet<(&'static str, &'static str)>,
}

impl<'a> Gaps<'a> {
    fn new(mirror: &'a Surface) -> Self {
        Self {
            mirror,
            found: Vec::new(),
            excused: BTreeSet::new(),
        }
    }

    /// A type the hall exports: an app meets it, calls it, and must know it.
    fn all(&mut self, name: &str, shape: &Shape) {
        if !self.mirror.types.contains_key(mirrored(name)) {
            return self.gap(name, "");
        }
        self.members(name, shape);
        self.functions(name, shape);
    }

    fn members(&mut self, name: &str, shape: &Shape) {
        let shown = self.mirror.types.get(mirrored(name)).map(|shown| &shown.members);
        for member in shape
            .members
            .iter()
            .filter(|member| shown.is_none_or(|shown| !shown.contains(*member)))
        {
            self.gap(name, member);
        }
    }

    fn functions(&mut self, name: &str, shape: &Shape) {
        let shown = self
            .mirror
            .types
            .get(mirrored(name))
            .map(|shown| &shown.functions);
        for function in shape
            .functions
            .iter()
            .filter(|function| shown.is_none_or(|shown| !shown.contains(*function)))
        {
            self.function(name, function);
        }
    }

    /// A function of a type may also be exported as a free one: UniFFI gives no methods to types of another crate.
    fn function(&mut self, on: &str, name: &str) {
        if !self.mirror.functions.contains(name) {
            self.gap(on, name);
        }
    }

    fn gap(&mut self, on: &str, member: &str) {
        let known = LEFT_OUT
            .iter()
            .find(|(name, left_out, _)| (*name, *left_out) == (on, member));
        match known {
            Some((name, left_out, _)) => {
                self.excused.insert((name, left_out));
            }
            None => self
                .found
                .push(format!("bindings do not mirror `{on}::{member}`")),
        }
    }

    fn found(self) -> Vec<String> {
        let stale = LEFT_OUT
            .iter()
            .filter(|(name, member, _)| !self.excused.contains(&(name, member)))
            .map(|(name, member, _)| format!("`{name}::{member}` is no exception any more"));
        self.found.into_iter().chain(stale).collect()
    }
}

/// The sources of a room; what lies deeper in a room is its own business, but for the hall, which hands it out.
fn in_room(sources: &[Source], room: &str) -> Vec<Source> {
    let own = |module: &[String]| room != "fieldbook" && module.len() > 2;
    let here =
        |source: &&Source| source.module.first().is_some_and(|first| first == room) && !own(&source.module);
    sources.iter().filter(here).cloned().collect()
}

fn mirrored(name: &str) -> &str {
    let row = RENAMED.iter().find(|(core, _)| *core == name);
    row.map_or(name, |(_, mirror)| *mirror)
}

/// What `fieldbook.rs` hands out: what it defines itself, and its `pub use`.
fn exports(core: &Path) -> BTreeSet<String> {
    let text = std::fs::read_to_string(core.join("fieldbook.rs")).expect("the hall");
    let mut names = BTreeSet::from(["Fieldbook".to_owned()]);
    for item in syn::parse_file(&text).expect("Rust").items {
        if let Item::Use(line) = item
            && is_public(&line.vis)
        {
            collect(&line.tree, &mut names);
        }
    }
    names
}

fn collect(tree: &UseTree, names: &mut BTreeSet<String>) {
    match tree {
        UseTree::Path(path) => collect(&path.tree, names),
        UseTree::Name(name) => drop(names.insert(name.ident.to_string())),
        UseTree::Group(group) => group.items.iter().for_each(|tree| collect(tree, names)),
        UseTree::Rename(_) | UseTree::Glob(_) => {}
    }
}

/// A variant, and each named field of it as `Variant.field`.
fn of_variant(variant: &syn::Variant) -> Vec<String> {
    let name = variant.ident.to_string();
    let fields = variant.fields.iter().filter_map(|field| field.ident.as_ref());
    let fields: Vec<String> = fields.map(|field| format!("{name}.{field}")).collect();
    std::iter::once(name).chain(fields).collect()
}

fn is_public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

fn name_of(kind: &Type) -> Option<String> {
    match kind {
        Type::Path(path) => Some(path.path.segments.last()?.ident.to_string()),
        _ => None,
    }
}

#[test]
fn a_call_a_field_and_an_exception_that_went_are_found() {
    let hall =
        "pub struct Seen { pub at: u64, pub by: u64 }\nimpl Seen { pub fn say(&self) {} pub fn of() {} }";
    let planted = |text: &str| [Source::planted("fieldbook/seen.rs", text)];
    let surface = |text: &str| Surface::read(&planted(text));
    let shown = "pub struct Seen { pub at: u64 }\n#[uniffi::export]\nimpl Seen { pub fn say(&self) {} }\nimpl Seen { pub fn of() {} }";
    let mirror = Surface::read_exported(&planted(shown));
    let mut gaps = Gaps::new(&mirror);
    gaps.all("Seen", &surface(hall).types["Seen"]);
    gaps.all("Unseen", &Shape::default());
    let found = gaps.found();
    let gaps = ["Seen::by", "Seen::of", "Unseen::"].map(|gap| format!("bindings do not mirror `{gap}`"));
    assert_eq!(found[..3], gaps);
    assert!(found[3].contains("is no exception any more"), "{found:?}");
}

#[test]
fn an_exported_function_that_thinks_is_found() {
    let text = "#[uniffi::export]\nimpl A {\n fn short(&self) {\n 1;\n }\n fn long(&self) {\n 1;\n 2;\n 3;\n 4;\n 5;\n 6;\n }\n}\nimpl A {\n fn own(&self) {\n\n\n\n\n\n\n }\n}";
    let found = long_exports(&Source::planted("a.rs", text));
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].starts_with("a.rs:6: `long` has 6 lines"), "{found:?}");
}
