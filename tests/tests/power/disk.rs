//! A disk under SQLite that can be cut, filled and read back as it would be after a power cut.
//!
//! A VFS named before SQLite's own passes everything on and writes down each write, truncation, flush and removal
//! in a folder that is watched. From the list the folder is made anew as a disk without power would show it: what
//! was flushed is there; of what was not, any part may be, down to the sector.

use std::collections::{BTreeMap, HashMap};
use std::ffi::{CStr, c_char, c_int, c_void};
use std::path::{Path, PathBuf};
use std::sync::{LazyLock, Mutex, MutexGuard, Once, PoisonError};

use rand::Rng;
use rusqlite::ffi;

/// What reached the disk's queue, in order.
#[derive(Debug, Clone)]
pub enum Event {
    Write {
        file: String,
        at: usize,
        bytes: Vec<u8>,
    },
    Truncate {
        file: String,
        size: usize,
    },
    Sync {
        file: String,
    },
    /// `certain` when SQLite had the folder flushed too.
    Delete {
        file: String,
        certain: bool,
    },
    /// The app was told that its entry is saved.
    Acknowledged(usize),
}

/// A watched folder.
#[derive(Default)]
struct Watched {
    events: Vec<Event>,
    /// Writes that still fit; `None` for a disk without end.
    room: Option<usize>,
}

struct Opened {
    path: PathBuf,
    methods: &'static ffi::sqlite3_io_methods,
}

#[derive(Default)]
struct State {
    watched: BTreeMap<PathBuf, Watched>,
    /// Open files by the address SQLite knows them under.
    open: HashMap<usize, Opened>,
}

static STATE: LazyLock<Mutex<State>> = LazyLock::new(Mutex::default);
static REGISTERED: Once = Once::new();

fn state() -> MutexGuard<'static, State> {
    STATE.lock().unwrap_or_else(PoisonError::into_inner)
}

impl State {
    fn watched_of(&mut self, path: &Path) -> Option<(&mut Watched, String)> {
        let name = path.file_name()?.to_string_lossy().into_owned();
        Some((self.watched.get_mut(path.parent()?)?, name))
    }

    /// Notes an event of an open file, unless the disk is full; gives SQLite's answer for that.
    fn note(&mut self, file: *mut ffi::sqlite3_file, event: impl FnOnce(String) -> Event) -> Option<c_int> {
        let path = self.open.get(&(file as usize))?.path.clone();
        let (watched, name) = self.watched_of(&path)?;
        let event = event(name);
        if let (Event::Write { .. }, Some(room)) = (&event, &mut watched.room) {
            match room.checked_sub(1) {
                Some(left) => *room = left,
                None => return Some(ffi::SQLITE_FULL),
            }
        }
        watched.events.push(event);
        None
    }
}

fn methods_of(file: *mut ffi::sqlite3_file) -> &'static ffi::sqlite3_io_methods {
    state().open[&(file as usize)].methods
}

unsafe extern "C" fn write(
    file: *mut ffi::sqlite3_file,
    bytes: *const c_void,
    length: c_int,
    at: ffi::sqlite3_int64,
) -> c_int {
    // SAFETY: SQLite hands over `length` readable bytes.
    let copy = unsafe { std::slice::from_raw_parts(bytes.cast::<u8>(), usize::try_from(length).unwrap()) };
    let event = |file| Event::Write {
        file,
        at: usize::try_from(at).unwrap(),
        bytes: copy.to_vec(),
    };
    if let Some(full) = state().note(file, event) {
        return full;
    }
    // SAFETY: SQLite's own method on SQLite's own file.
    unsafe { methods_of(file).xWrite.unwrap()(file, bytes, length, at) }
}

unsafe extern "C" fn truncate(file: *mut ffi::sqlite3_file, size: ffi::sqlite3_int64) -> c_int {
    state().note(file, |file| Event::Truncate {
        file,
        size: usize::try_from(size).unwrap(),
    });
    // SAFETY: as above.
    unsafe { methods_of(file).xTruncate.unwrap()(file, size) }
}

unsafe extern "C" fn sync(file: *mut ffi::sqlite3_file, flags: c_int) -> c_int {
    state().note(file, |file| Event::Sync { file });
    // SAFETY: as above.
    unsafe { methods_of(file).xSync.unwrap()(file, flags) }
}

unsafe extern "C" fn close(file: *mut ffi::sqlite3_file) -> c_int {
    let methods = methods_of(file);
    state().open.remove(&(file as usize));
    // SAFETY: as above.
    unsafe { methods.xClose.unwrap()(file) }
}

fn below() -> *mut ffi::sqlite3_vfs {
    // SAFETY: a static name; SQLite's own VFS is never unregistered.
    unsafe { ffi::sqlite3_vfs_find(c"unix".as_ptr()) }
}

unsafe extern "C" fn open(
    _: *mut ffi::sqlite3_vfs,
    name: *const c_char,
    file: *mut ffi::sqlite3_file,
    flags: c_int,
    out: *mut c_int,
) -> c_int {
    // SAFETY: passed on as SQLite handed it over.
    let opened = unsafe { (*below()).xOpen.unwrap()(below(), name, file, flags, out) };
    if opened != ffi::SQLITE_OK || name.is_null() {
        return opened;
    }
    // SAFETY: the file is open, so its methods are set, and the name ends with a zero.
    let (own, path) = unsafe { (&*(*file).pMethods, CStr::from_ptr(name)) };
    let shim = Box::leak(Box::new(ffi::sqlite3_io_methods {
        xClose: Some(close),
        xWrite: Some(write),
        xTruncate: Some(truncate),
        xSync: Some(sync),
        // SAFETY: a table of plain function pointers.
        ..unsafe { std::ptr::read(own) }
    }));
    // SAFETY: every other method of SQLite's file goes on working on the same file.
    unsafe { (*file).pMethods = shim };
    let path = PathBuf::from(path.to_string_lossy().into_owned());
    state().open.insert(file as usize, Opened { path, methods: own });
    opened
}

unsafe extern "C" fn delete(_: *mut ffi::sqlite3_vfs, name: *const c_char, sync_dir: c_int) -> c_int {
    // SAFETY: the name ends with a zero.
    let path = PathBuf::from(unsafe { CStr::from_ptr(name) }.to_string_lossy().into_owned());
    if let Some((watched, file)) = state().watched_of(&path) {
        watched.events.push(Event::Delete {
            file,
            certain: sync_dir != 0,
        });
    }
    // SAFETY: passed on as SQLite handed it over.
    unsafe { (*below()).xDelete.unwrap()(below(), name, sync_dir) }
}

fn register() {
    REGISTERED.call_once(|| {
        // SAFETY: a copy of SQLite's own VFS with two functions replaced, never freed.
        unsafe {
            let shim = Box::leak(Box::new(ffi::sqlite3_vfs {
                zName: c"watched".as_ptr(),
                xOpen: Some(open),
                xDelete: Some(delete),
                ..std::ptr::read(below())
            }));
            assert_eq!(ffi::sqlite3_vfs_register(shim, 1), ffi::SQLITE_OK);
        }
    });
}

/// A folder whose disk is watched from now on.
pub struct Disk {
    dir: PathBuf,
    /// Its SQLite files as they were when the watch began.
    before: BTreeMap<String, Vec<u8>>,
}

/// Files SQLite writes, without the index that is made anew at each opening.
fn sqlite_files(dir: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = std::fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path());
    let named = entries.map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), path));
    named
        .filter(|(name, _)| name.ends_with(".sqlite") || name.ends_with("-wal"))
        .map(|(name, path)| (name, std::fs::read(path).unwrap()))
        .collect()
}

impl Disk {
    /// Watches a folder in which nothing is open.
    pub fn watch(dir: &Path) -> Self {
        register();
        let dir = dir.canonicalize().unwrap();
        state().watched.insert(dir.clone(), Watched::default());
        Self {
            before: sqlite_files(&dir),
            dir,
        }
    }

    fn watched<T>(&self, work: impl FnOnce(&mut Watched) -> T) -> T {
        work(state().watched.get_mut(&self.dir).unwrap())
    }

    pub fn acknowledge(&self, what: usize) {
        self.watched(|watched| watched.events.push(Event::Acknowledged(what)));
    }

    /// So many writes still fit; `None` makes room for all.
    pub fn set_room(&self, room: Option<usize>) {
        self.watched(|watched| watched.room = room);
    }

    pub fn events(&self) -> Vec<Event> {
        self.watched(|watched| watched.events.clone())
    }

    /// Writes into a folder what the disk would show if the power had gone after so many events.
    pub fn cut(&self, events: &[Event], dice: &mut impl Rng, target: &Path) {
        let mut disk: BTreeMap<String, File> = BTreeMap::new();
        for (name, bytes) in &self.before {
            disk.insert(name.clone(), File::durable(bytes.clone()));
        }
        for event in events {
            match event {
                Event::Delete { file, certain: true } => {
                    disk.remove(file);
                }
                Event::Write { file, .. } | Event::Truncate { file, .. } | Event::Delete { file, .. } => {
                    disk.entry(file.clone()).or_default().waiting.push(event.clone());
                }
                Event::Sync { file } => {
                    let file = disk.entry(file.clone()).or_default();
                    let is_new = file.certain.is_none();
                    file.flush();
                    // SQLite flushes the folder with the first flush of a new log, and with it what was removed.
                    if is_new {
                        disk.values_mut().for_each(File::flush_removal);
                    }
                }
                Event::Acknowledged(_) => {}
            }
        }
        // Sometimes nothing of the queue was written, sometimes nearly all, mostly some.
        let chance = [0.0, 0.5, 0.5, 0.9][dice.random_range(0..4)];
        for (name, file) in disk {
            if let Some(bytes) = file.after_cut(chance, dice) {
                std::fs::write(target.join(name), bytes).unwrap();
            }
        }
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        state().watched.remove(&self.dir);
    }
}

/// A file on the disk: what is certain, and what waits in the queue.
#[derive(Default)]
struct File {
    certain: Option<Vec<u8>>,
    waiting: Vec<Event>,
}

const SECTOR: usize = 512;

impl File {
    fn durable(bytes: Vec<u8>) -> Self {
        Self {
            certain: Some(bytes),
            waiting: Vec::new(),
        }
    }

    fn flush(&mut self) {
        let mut bytes = self.certain.take().unwrap_or_default();
        let mut deleted = false;
        for event in self.waiting.drain(..) {
            deleted = matches!(event, Event::Delete { .. });
            apply(&mut bytes, &event, |_| true);
        }
        self.certain = (!deleted).then_some(bytes);
    }

    fn flush_removal(&mut self) {
        if matches!(self.waiting.last(), Some(Event::Delete { .. })) {
            *self = Self::default();
        }
    }

    fn after_cut(self, chance: f64, dice: &mut impl Rng) -> Option<Vec<u8>> {
        let existed = self.certain.is_some();
        let mut bytes = self.certain.unwrap_or_default();
        let (mut touched, mut deleted) = (existed, false);
        for event in &self.waiting {
            match event {
                Event::Write { .. } => {
                    apply(&mut bytes, event, |_| {
                        let written = dice.random_bool(chance);
                        touched |= written;
                        deleted &= !written;
                        written
                    });
                }
                _ if dice.random_bool(chance) => {
                    deleted = matches!(event, Event::Delete { .. });
                    apply(&mut bytes, event, |_| true);
                }
                _ => {}
            }
        }
        (touched && !deleted).then_some(bytes)
    }
}

/// Applies an event to a file's bytes, sector by sector.
fn apply(file: &mut Vec<u8>, event: &Event, mut is_written: impl FnMut(usize) -> bool) {
    match event {
        Event::Write { at, bytes, .. } => {
            let end = at + bytes.len();
            let mut from = *at;
            while from < end {
                let to = ((from / SECTOR + 1) * SECTOR).min(end);
                if is_written(from / SECTOR) {
                    if file.len() < to {
                        file.resize(to, 0);
                    }
                    file[from..to].copy_from_slice(&bytes[from - at..to - at]);
                }
                from = to;
            }
        }
        Event::Truncate { size, .. } => file.resize(*size, 0),
        Event::Delete { .. } => file.clear(),
        Event::Sync { .. } | Event::Acknowledged(_) => {}
    }
}
