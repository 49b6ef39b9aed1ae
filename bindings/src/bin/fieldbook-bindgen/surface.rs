//! What of the library's surface gets an idiomatic layer: the rooms of the book, whose calls read and write a
//! file and so must leave the caller's thread.

use std::collections::{BTreeMap, BTreeSet};

use uniffi_bindgen::ComponentInterface;
use uniffi_bindgen::interface::{Constructor, Field, Function, Method, Object, Type};

/// The object through which all others are reached.
const DOOR: &str = "Fieldbook";

/// The public surface of one library.
pub struct Surface {
    interface: ComponentInterface,
    rooms: BTreeSet<String>,
    names: Names,
    members: BTreeSet<String>,
}

/// What `uniffi.toml` says of names in a language, by their names in Rust.
#[derive(Default)]
pub struct Names {
    /// The types that ids, numbers and moments have.
    pub custom_types: BTreeMap<String, String>,
    /// Other names for types.
    pub renamed: BTreeMap<String, String>,
}

impl Surface {
    pub fn new(interface: ComponentInterface, names: Names) -> Self {
        let mut surface = Self {
            rooms: BTreeSet::from([DOOR.to_owned()]),
            members: members(&interface),
            interface,
            names,
        };
        loop {
            let reached: BTreeSet<String> = surface
                .rooms()
                .flat_map(|room| surface.calls(room))
                .filter_map(|call| surface.object_in(call.return_type()?))
                .map(|object| object.name().to_owned())
                .collect();
            if reached.is_subset(&surface.rooms) {
                return surface;
            }
            surface.rooms.extend(reached);
        }
    }

    /// Everything as UniFFI sees it.
    pub fn interface(&self) -> &ComponentInterface {
        &self.interface
    }

    /// What the language has for an id, a number or a moment; nothing where it stays the text that crosses.
    pub fn custom_type(&self, name: &str) -> Option<&str> {
        self.names.custom_types.get(name).map(String::as_str)
    }

    /// What UniFFI calls types in the language that have another name in Rust.
    pub fn renamed(&self) -> &BTreeMap<String, String> {
        &self.names.renamed
    }

    /// The book and whatever it hands out that works on the book's file, by name.
    pub fn rooms(&self) -> impl Iterator<Item = &Object> {
        let known = |object: &&Object| self.rooms.contains(object.name());
        self.interface.object_definitions().iter().filter(known)
    }

    /// The room's methods that get the layer's form. One that takes a listener is left to what is written by hand:
    /// a listener is a flow, an async stream or a generator, which no rule can choose.
    pub fn calls<'a>(&self, room: &'a Object) -> impl Iterator<Item = &'a Method> {
        let methods = room.methods().into_iter();
        methods.filter(|method| !self.takes_listener(method))
    }

    /// Whether the method takes a listener, and so is finished by hand.
    pub fn takes_listener(&self, method: &Method) -> bool {
        let arguments = method.arguments();
        let mut arguments = arguments.iter();
        arguments.any(|argument| self.is_listener(argument.iter_types()))
    }

    /// Whether a method hands out a room without touching the file, so that it can be a property.
    pub fn is_door(&self, method: &Method) -> bool {
        method.arguments().is_empty()
            && !method.throws()
            && method
                .return_type()
                .is_some_and(|kind| self.room_in(kind).is_some())
    }

    /// Whether the parent hands the room out as a property and so owns it.
    pub fn is_owned(&self, room: &Object) -> bool {
        let mut methods = self.rooms().flat_map(Object::methods);
        methods.any(|method| {
            self.is_door(method)
                && method.return_type().and_then(|kind| self.room_in(kind)) == Some(room.name())
        })
    }

    /// The room of this type, if it is one.
    pub fn room_in(&self, kind: &Type) -> Option<&str> {
        self.object_in(kind)
            .map(Object::name)
            .filter(|name| self.rooms.contains(*name))
    }

    /// What a docstring may name, as Rust writes it: calls, and fields of records.
    pub fn members(&self) -> &BTreeSet<String> {
        &self.members
    }

    fn object_in(&self, kind: &Type) -> Option<&Object> {
        match kind {
            Type::Object { name, .. } => self.interface.get_object_definition(name),
            _ => None,
        }
    }

    fn is_listener<'a>(&self, mut kinds: impl Iterator<Item = &'a Type>) -> bool {
        kinds.any(|kind| self.object_in(kind).is_some_and(Object::is_trait_interface))
    }
}

fn members(interface: &ComponentInterface) -> BTreeSet<String> {
    let objects = interface.object_definitions().iter();
    let records = interface.record_definitions().iter();
    let functions = interface.function_definitions().iter();
    let calls = objects.flat_map(|object| {
        let constructors = object.constructors().into_iter().map(Constructor::name);
        constructors.chain(object.methods().into_iter().map(Method::name))
    });
    let fields = records.flat_map(|record| record.fields().iter().map(Field::name));
    let names = calls.chain(fields).chain(functions.map(Function::name));
    names.map(str::to_owned).collect()
}
