//! A bad link: a TCP relay on loopback that drops connections and cuts them in the middle, driven by a seed.

use std::collections::VecDeque;
use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// What befalls one connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// It works.
    Works,
    /// It is closed before a byte passes.
    Refused,
    /// It is cut after so many bytes from the phone.
    CutUp(u64),
    /// It is cut after so many bytes from the hub: the hub has done the work and the phone never hears.
    CutDown(u64),
}

/// How bad the link is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Weather {
    /// The chance that a connection is refused, 0 to 1.
    pub refused: f64,
    /// The chance that it is cut, 0 to 1.
    pub cut: f64,
    /// A cut comes within so many bytes.
    pub cut_within: u64,
}

impl Weather {
    /// Nothing goes wrong.
    pub const CLEAR: Self = Self {
        refused: 0.0,
        cut: 0.0,
        cut_within: 1,
    };
    /// The road to Mường Và in the rainy season: two of three connections fail.
    pub const STORM: Self = Self {
        refused: 0.3,
        cut: 0.4,
        cut_within: 6_000,
    };
}

struct Mast {
    target: SocketAddr,
    weather: Mutex<(Weather, ChaCha8Rng)>,
    planned: Mutex<VecDeque<Fate>>,
    broken: AtomicU64,
    down: AtomicBool,
}

/// A relay to a hub. Dropping it takes the mast down.
pub struct BadLink {
    /// Where phones connect.
    pub addr: SocketAddr,
    mast: Arc<Mast>,
    thread: Option<JoinHandle<()>>,
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl BadLink {
    /// A relay to `target`; the same seed and the same order of connections give the same weather.
    pub fn to(target: SocketAddr, seed: u64, weather: Weather) -> std::io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let addr = listener.local_addr()?;
        let mast = Arc::new(Mast {
            target,
            weather: Mutex::new((weather, ChaCha8Rng::seed_from_u64(seed))),
            planned: Mutex::default(),
            broken: AtomicU64::new(0),
            down: AtomicBool::new(false),
        });
        let theirs = Arc::clone(&mast);
        let thread = std::thread::Builder::new()
            .name("bad-link".into())
            .spawn(move || listen(&listener, &theirs))?;
        Ok(Self {
            addr,
            mast,
            thread: Some(thread),
        })
    }

    /// The address as a URL.
    pub fn url(&self) -> String {
        format!("http://{}", self.addr)
    }

    /// Changes the weather.
    pub fn set_weather(&self, weather: Weather) {
        lock(&self.mast.weather).0 = weather;
    }

    /// Decides the fates of the next connections, whatever was decided before; then the weather decides again.
    pub fn plan(&self, fates: impl IntoIterator<Item = Fate>) {
        *lock(&self.mast.planned) = fates.into_iter().collect();
    }

    /// Connections refused or cut so far.
    pub fn broken(&self) -> u64 {
        self.mast.broken.load(Ordering::Relaxed)
    }
}

impl Drop for BadLink {
    fn drop(&mut self) {
        self.mast.down.store(true, Ordering::Release);
        // Wakes the listener out of `accept`; whether it connects does not matter.
        drop(TcpStream::connect(self.addr));
        if let Some(thread) = self.thread.take() {
            drop(thread.join());
        }
    }
}

fn listen(listener: &TcpListener, mast: &Arc<Mast>) {
    for stream in listener.incoming() {
        if mast.down.load(Ordering::Acquire) {
            return;
        }
        let Ok(phone) = stream else { continue };
        let fate = mast.fate();
        if fate != Fate::Works {
            mast.broken.fetch_add(1, Ordering::Relaxed);
        }
        // A connection that cannot be relayed is one more that failed.
        drop(relay(phone, mast.target, fate));
    }
}

impl Mast {
    fn fate(&self) -> Fate {
        if let Some(fate) = lock(&self.planned).pop_front() {
            return fate;
        }
        let mut weather = lock(&self.weather);
        let (now, dice) = &mut *weather;
        let now = *now;
        if dice.random_bool(now.refused) {
            return Fate::Refused;
        }
        if !dice.random_bool(now.cut) {
            return Fate::Works;
        }
        let at = dice.random_range(0..now.cut_within.max(1));
        if dice.random_bool(0.5) {
            Fate::CutUp(at)
        } else {
            Fate::CutDown(at)
        }
    }
}

fn relay(phone: TcpStream, target: SocketAddr, fate: Fate) -> std::io::Result<()> {
    if fate == Fate::Refused {
        return phone.shutdown(Shutdown::Both);
    }
    let hub = TcpStream::connect(target)?;
    let (up, down) = match fate {
        Fate::CutUp(bytes) => (bytes, u64::MAX),
        Fate::CutDown(bytes) => (u64::MAX, bytes),
        Fate::Works | Fate::Refused => (u64::MAX, u64::MAX),
    };
    let (phone_back, hub_back) = (phone.try_clone()?, hub.try_clone()?);
    std::thread::spawn(move || pour(phone, hub, up));
    std::thread::spawn(move || pour(hub_back, phone_back, down));
    Ok(())
}

/// Passes bytes on until the end or the cut; then both directions are closed.
fn pour(mut from: TcpStream, mut to: TcpStream, mut left: u64) {
    let mut buffer = [0; 4096];
    loop {
        let wanted = usize::try_from(left).unwrap_or(usize::MAX).min(buffer.len());
        let Some(space) = buffer.get_mut(..wanted) else {
            break;
        };
        let read = if space.is_empty() {
            0
        } else {
            from.read(space).unwrap_or(0)
        };
        left -= read as u64;
        let sent = space.get(..read).is_some_and(|bytes| to.write_all(bytes).is_ok());
        if read == 0 || !sent || left == 0 {
            break;
        }
    }
    drop(to.shutdown(Shutdown::Both));
    drop(from.shutdown(Shutdown::Both));
}
