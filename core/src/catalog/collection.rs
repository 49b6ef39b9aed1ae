use std::sync::{Arc, LazyLock};

use include_dir::{Dir, include_dir};

use crate::model::Invalid;

use super::{Lang, ProductGroup, Step};

/// The bundled group files: adding one here is all it takes.
static FILES: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/src/catalog/groups");

static BUILTIN: LazyLock<Catalog> = LazyLock::new(|| {
    // A bundled file that cannot be read would be a mistake of ours; a test reads every one, and a phone
    // in the field still opens with the others.
    let files = FILES.files().map(include_dir::File::contents);
    files.fold(Catalog::default(), |catalog, file| {
        catalog.with_group(file).unwrap_or(catalog)
    })
});

/// The product groups a phone or hub knows. Cloning it copies pointers.
#[derive(Debug, Clone, Default)]
pub struct Catalog {
    /// By code, then version.
    groups: Vec<Arc<ProductGroup>>,
}

impl Catalog {
    /// The groups bundled with this library.
    pub fn builtin() -> &'static Self {
        &BUILTIN
    }

    /// This catalogue and one more group, read from its file. The same file twice changes nothing;
    /// another file under a known code and version is refused, for facts already name that version.
    pub fn with_group(&self, file: &[u8]) -> Result<Self, Invalid> {
        let group = ProductGroup::read(file)?;
        let mut groups = self.groups.clone();
        let key = |group: &ProductGroup| (group.code.clone(), group.version);
        match groups.binary_search_by_key(&key(&group), |known| key(known)) {
            Ok(at) if groups.get(at).is_some_and(|known| known.hash == group.hash) => {}
            Ok(_) => return Err(Invalid::new("group", "group_version_taken").with("value", &group.id())),
            Err(at) => groups.insert(at, Arc::new(group)),
        }
        Ok(Self { groups })
    }

    /// A group by `sticky-rice` (its newest version) or `sticky-rice@1`.
    pub fn group(&self, name: &str) -> Option<&ProductGroup> {
        let (code, version) = match name.split_once('@') {
            Some((code, version)) => (code, Some(version.parse::<u32>().ok()?)),
            None => (name, None),
        };
        let wanted = |group: &&Arc<ProductGroup>| {
            group.code == code && version.is_none_or(|version| version == group.version)
        };
        self.groups.iter().rfind(wanted).map(AsRef::as_ref)
    }

    /// Every group and version, by code, then version.
    pub fn groups(&self) -> impl Iterator<Item = &ProductGroup> {
        self.groups.iter().map(AsRef::as_ref)
    }

    /// A step of a group.
    pub fn step(&self, group: &str, step: &str) -> Option<&Step> {
        self.group(group)?.step(step)
    }

    /// A group, or the error to show: of a group that is known, a version which is not is a newer one.
    pub(super) fn find_group(&self, name: &str) -> Result<&ProductGroup, Invalid> {
        let code = name.split('@').next().unwrap_or_default();
        let unknown = || match self.group(code) {
            Some(_) => Invalid::new("group", "group_newer"),
            None => Invalid::new("group", "unknown_group"),
        };
        self.group(name).ok_or_else(|| unknown().with("value", name))
    }

    /// A step, or the error to show.
    pub(crate) fn find_step(&self, group: &str, step: &str) -> Result<&Step, Invalid> {
        let found = self.find_group(group)?;
        found.step(step).ok_or_else(|| self.no_step(found, step))
    }

    /// A step that another version of the group has is said by the name it has there: the newest that knows it.
    fn no_step(&self, group: &ProductGroup, step: &str) -> Invalid {
        let mut versions = self.groups.iter().rev().filter(|known| known.code == group.code);
        let name = versions
            .find_map(|version| version.step(step))
            .map(|step| &step.name);
        let told = |invalid: Invalid| {
            invalid
                .with("value", step)
                .with("group", &group.id())
                .with("product_vi", group.name.get(Lang::Vi))
                .with("product_en", group.name.get(Lang::En))
        };
        match name {
            Some(name) => told(Invalid::new("step", "step_gone"))
                .with("step_vi", name.get(Lang::Vi))
                .with("step_en", name.get(Lang::En)),
            None => told(Invalid::new("step", "unknown_step")),
        }
    }
}
