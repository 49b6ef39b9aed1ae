use std::collections::BTreeMap;

use super::{
    BlobHash, ClockTrust, DeviceId, DocId, FactId, FieldValue, Invalid, Moment, PersonId, Place, Quantity,
    StampSpan,
};

/// The closed set of fact kinds; a product group's steps refine them. The comment names the EPCIS 2.0
/// event each becomes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum FactKind {
    /// Work on the growing crop: an ObjectEvent with our own bizStep.
    Activity,
    /// Harvest: ObjectEvent ADD, commissioning.
    Harvest,
    /// Goods received: ObjectEvent, receiving.
    Receive,
    /// Drying, milling, roasting…: TransformationEvent.
    Process,
    /// Packing: AggregationEvent, packing.
    Pack,
    /// Storing: ObjectEvent, storing.
    Store,
    /// A sample and its result: sampling with a testres document.
    Test,
    /// Goods shipped: ObjectEvent, shipping.
    Ship,
    /// Stamps bound to a lot: ObjectEvent ADD, commissioning of SGTINs.
    Activate,
    /// Stamps torn, lost or withdrawn: ObjectEvent DELETE, decommissioning or destroying.
    VoidStamps,
    /// An inspection: ObjectEvent OBSERVE, inspecting.
    Inspect,
    /// A recall: ObjectEvent OBSERVE, holding, recalled.
    Recall,
    /// A note.
    Note,
}

impl FactKind {
    /// Every kind with its name; the index is its number in CBOR, so the order never changes.
    pub const ALL: [(Self, &'static str); 13] = [
        (Self::Activity, "activity"),
        (Self::Harvest, "harvest"),
        (Self::Receive, "receive"),
        (Self::Process, "process"),
        (Self::Pack, "pack"),
        (Self::Store, "store"),
        (Self::Test, "test"),
        (Self::Ship, "ship"),
        (Self::Activate, "activate"),
        (Self::VoidStamps, "void_stamps"),
        (Self::Inspect, "inspect"),
        (Self::Recall, "recall"),
        (Self::Note, "note"),
    ];

    /// The name in files and output.
    pub fn name(self) -> &'static str {
        Self::ALL
            .iter()
            .find(|(kind, _)| *kind == self)
            .map_or("note", |(_, name)| name)
    }

    /// From its name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL
            .iter()
            .find(|(_, known)| *known == name)
            .map(|(kind, _)| *kind)
    }
}

/// How a fact reached the phone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Capture {
    /// Typed or tapped.
    Manual,
    /// Read by the camera.
    Scan,
    /// Spoken.
    Voice,
}

impl Capture {
    /// Every way with its name; the index is its number in CBOR.
    pub const ALL: [(Self, &'static str); 3] = [
        (Self::Manual, "manual"),
        (Self::Scan, "scan"),
        (Self::Voice, "voice"),
    ];
}

/// What an amount says about the goods.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum QuantityRole {
    /// Went in (kg of paddy into the mill).
    In,
    /// Came out, or was harvested or packed.
    Out,
    /// The area worked on.
    Area,
}

impl QuantityRole {
    /// Every role with its name; the index is its number in CBOR.
    pub const ALL: [(Self, &'static str); 3] = [(Self::In, "in"), (Self::Out, "out"), (Self::Area, "area")];

    /// The name in files and texts.
    pub fn name(self) -> &'static str {
        Self::ALL
            .iter()
            .find(|(role, _)| *role == self)
            .map_or("", |(_, name)| name)
    }

    /// From its name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL
            .iter()
            .find(|(_, known)| *known == name)
            .map(|(role, _)| *role)
    }

    /// The role whose amount an amended field such as `qty.out` corrects.
    pub fn of_field(field: &str) -> Option<Self> {
        field.strip_prefix("qty.").and_then(Self::from_name)
    }
}

/// An amount and its role.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct RoledQuantity {
    /// Its role.
    pub role: QuantityRole,
    /// The amount.
    pub quantity: Quantity,
}

/// A farm input (vật tư): fertiliser, pesticide, seed.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, minicbor::Encode, minicbor::Decode)]
#[cbor(map)]
pub struct Input {
    /// Trade name.
    #[n(1)]
    pub material: String,
    /// Active ingredient.
    #[n(2)]
    pub active_ingredient: Option<String>,
    /// The maker's lot number.
    #[n(3)]
    pub maker_lot: Option<String>,
    /// The dose as on the label, such as `1.2 l/ha`.
    #[n(4)]
    pub dose: Option<String>,
    /// How much was used.
    #[n(5)]
    pub quantity: Option<Quantity>,
    /// Days between the use and the first day of harvest (thời gian cách ly).
    #[n(6)]
    pub pre_harvest_interval: Option<u16>,
}

/// Where goods came from: one step back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Origin {
    /// The season or lot.
    pub doc: DocId,
    /// How much came from it.
    pub quantity: Option<Quantity>,
}

/// What happened, written once. A correction is an [`super::Amendment`]; a mistake is voided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// Its id, UUIDv7.
    pub id: FactId,
    /// Its kind.
    pub kind: FactKind,
    /// The step's code in the product group, such as `spray`.
    pub step: String,
    /// The product group and version, such as `coffee@1`.
    pub group: String,
    /// When it happened.
    pub occurred: Moment,
    /// When it was written down.
    pub recorded: Moment,
    /// Who wrote it down.
    pub recorder: PersonId,
    /// The device.
    pub device: DeviceId,
    /// The person it was written down for (ghi hộ).
    pub on_behalf_of: Option<PersonId>,
    /// Where.
    pub place: Option<Place>,
    /// Amounts.
    pub quantities: Vec<RoledQuantity>,
    /// Farm inputs used.
    pub inputs: Vec<Input>,
    /// Photos.
    pub photos: Vec<BlobHash>,
    /// What was said: recordings kept as evidence, for who cannot type well. Personal, and so never public.
    pub voice: Vec<BlobHash>,
    /// The step's fields.
    pub fields: BTreeMap<String, FieldValue>,
    /// Where the goods came from.
    pub origins: Vec<Origin>,
    /// The stamps it speaks of.
    pub stamps: Vec<StampSpan>,
    /// Free text.
    pub note: Option<String>,
    /// How it was captured.
    pub capture: Capture,
    /// Hub time minus the device's clock when it was written down, in whole seconds, where the device knew
    /// it; at least so much, when the clock stood before the hub's last word. No moment is rewritten by it.
    pub hub_offset_s: Option<i64>,
    /// Fields of a newer app, kept as their CBOR bytes by key.
    pub unknown: BTreeMap<u64, Vec<u8>>,
}

/// Limits that keep one fact a small record on a slow link.
const TEXT_MAX: usize = 4_000;
pub(crate) const LIST_MAX: usize = 200;
/// Recordings of one entry. Of a minute each, nobody listens to more.
pub(crate) const VOICE_MAX: u8 = 5;

impl Fact {
    /// When it was written down, by the hub's clock as far as the device knew it.
    pub fn recorded_at_hub(&self) -> Moment {
        self.recorded.plus_ms(self.hub_offset_ms())
    }

    /// When it happened, by the same clock; a time that a person typed stands as typed.
    pub fn occurred_at_hub(&self) -> Moment {
        match self.occurred.trust {
            ClockTrust::Typed => self.occurred,
            ClockTrust::Device | ClockTrust::HubChecked => self.occurred.plus_ms(self.hub_offset_ms()),
        }
    }

    fn hub_offset_ms(&self) -> i64 {
        self.hub_offset_s.unwrap_or_default().saturating_mul(1_000)
    }

    /// The first amount of a role.
    pub fn amount(&self, role: QuantityRole) -> Option<Quantity> {
        self.quantities
            .iter()
            .find(|roled| roled.role == role)
            .map(|roled| roled.quantity)
    }

    /// Every amount it names, its inputs' and origins' too.
    fn amounts(&self) -> impl Iterator<Item = &Quantity> {
        let roled = self.quantities.iter().map(|roled| &roled.quantity);
        let inputs = self.inputs.iter().filter_map(|input| input.quantity.as_ref());
        let origins = self.origins.iter().filter_map(|origin| origin.quantity.as_ref());
        roled.chain(inputs).chain(origins)
    }

    /// Checks sizes, texts, amounts and places. The step's own fields are checked against the catalogue.
    pub fn check(&self) -> Result<(), Invalid> {
        if self.step.is_empty() || self.step.len() > 64 {
            return Err(Invalid::new("step", "length").with("max", &64));
        }
        if let Some(note) = &self.note {
            check_text("note", note)?;
        }
        for (name, value) in &self.fields {
            if let FieldValue::Text(text) = value {
                check_text(&format!("fields.{name}"), text)?;
            }
        }
        let codes = self.stamps.iter().filter(|span| span.code.is_some()).cloned();
        let codes: Vec<StampSpan> = codes.collect();
        let fitting = StampSpan::codes_that_fit(&codes);
        let codes = codes.len();
        if codes > fitting {
            return Err(Invalid::new("stamps", "too_many").with("max", &fitting));
        }
        let lists = [
            ("quantities", self.quantities.len()),
            ("inputs", self.inputs.len()),
            ("photos", self.photos.len()),
            ("fields", self.fields.len()),
            ("origins", self.origins.len()),
            ("stamps", self.stamps.len() - codes),
        ];
        for (field, length) in lists {
            if length > LIST_MAX {
                return Err(Invalid::new(field, "too_many").with("max", &LIST_MAX));
            }
        }
        if self.voice.len() > usize::from(VOICE_MAX) {
            return Err(Invalid::new("voice", "too_many").with("max", &VOICE_MAX));
        }
        self.amounts()
            .try_for_each(|amount| Quantity::new(amount.entered, amount.entered_unit).map(|_| ()))?;
        for input in &self.inputs {
            if input.material.is_empty() {
                return Err(Invalid::new("input", "material_missing"));
            }
            check_text("input", &input.material)?;
        }
        self.place.map_or(Ok(()), |place| place.check())
    }
}

/// At most 4,000 bytes and no control characters but line breaks and tabs.
pub(crate) fn check_text(field: &str, text: &str) -> Result<(), Invalid> {
    if text.len() > TEXT_MAX {
        return Err(Invalid::new(field, "too_long").with("max", &TEXT_MAX));
    }
    if text.chars().any(|c| c.is_control() && c != '\n' && c != '\t') {
        return Err(Invalid::new(field, "control_character"));
    }
    Ok(())
}
