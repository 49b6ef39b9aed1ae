//! A gate in front of a hub: it sees each request, can lose it or its answer, and can change either. Where a
//! bad link cuts connections at some byte, the gate cuts at the boundaries of the engine's effects.

use std::collections::VecDeque;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, Method, Response, Uri};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use fieldbook_core::identity::{SecretKey, sign_answer};
use fieldbook_core::sync::{SIGNATURE_HEADER, SyncResponse, pack, unpack};
use sha2::{Digest, Sha256};

use crate::world::key_in;

/// What befalls one request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// It passes.
    Passes,
    /// It never reaches the hub.
    Lost,
    /// The hub does its work and the phone never hears.
    AnswerLost,
    /// It comes to the hub twice; of a sync the phone hears the second answer.
    Twice,
    /// The phone gives it up, and the hub gets it after a later one.
    Late,
    /// It passes, and after it an old request comes once more.
    Echo,
}

/// A request as it is passed on.
#[derive(Clone)]
struct Asked {
    method: Method,
    path: String,
    headers: HeaderMap,
    body: Bytes,
}

/// Old requests kept for an echo.
const PAST_MAX: usize = 6;

type Hook = Box<dyn FnMut(&str, Option<Vec<u8>>) -> Option<Vec<u8>> + Send>;

struct Watch {
    target: SocketAddr,
    fates: Mutex<VecDeque<Fate>>,
    seen: Mutex<Vec<String>>,
    late: Mutex<VecDeque<Asked>>,
    past: Mutex<VecDeque<Asked>>,
    hook: Mutex<Option<Hook>>,
    /// With the hub's own key the gate speaks as the hub does; without it as a proxy.
    key: Option<SecretKey>,
}

/// A relay that reads HTTP. Dropping it closes it.
pub struct Gate {
    /// Where phones connect.
    pub addr: SocketAddr,
    watch: Arc<Watch>,
    stop: Option<tokio::sync::oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Gate {
    /// A gate to a hub's address, in front of it as any proxy is.
    pub fn to(target: SocketAddr) -> Self {
        Self::with_key(target, None)
    }

    /// The same with the key of the hub in a folder: what its hook changes it signs as the hub would.
    pub fn of_hub(target: SocketAddr, folder: &Path) -> Self {
        Self::with_key(target, Some(key_in(&folder.join("hub.key"))))
    }

    fn with_key(target: SocketAddr, key: Option<SecretKey>) -> Self {
        let watch = Arc::new(Watch {
            target,
            fates: Mutex::default(),
            seen: Mutex::default(),
            late: Mutex::default(),
            past: Mutex::default(),
            hook: Mutex::default(),
            key,
        });
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let addr = listener.local_addr().unwrap();
        let (stop, stopped) = tokio::sync::oneshot::channel();
        let theirs = Arc::clone(&watch);
        let thread = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_multi_thread()
                .worker_threads(2)
                .enable_all()
                .build()
                .unwrap();
            runtime.block_on(async move {
                let listener = tokio::net::TcpListener::from_std(listener).unwrap();
                let app = Router::new().fallback(pass).with_state(theirs);
                tokio::select! {
                    served = axum::serve(listener, app) => served.unwrap(),
                    _ = stopped => {}
                }
            });
            runtime.shutdown_background();
        });
        Self {
            addr,
            watch,
            stop: Some(stop),
            thread: Some(thread),
        }
    }

    /// The address as a URL.
    pub fn url(&self) -> String {
        format!("http://{}", self.addr)
    }

    /// Decides the fates of the next requests; later ones pass.
    pub fn plan(&self, fates: impl IntoIterator<Item = Fate>) {
        *lock(&self.watch.fates) = fates.into_iter().collect();
    }

    /// Lets what is still on its way reach the hub.
    pub fn deliver_late(&self) {
        self.watch.deliver_late();
    }

    /// Takes the hook and the fates away.
    pub fn clear(&self) {
        self.plan([]);
        *lock(&self.watch.hook) = None;
    }

    /// Paths and bodies of the newest requests, the oldest first.
    pub fn bodies(&self) -> Vec<(String, Vec<u8>)> {
        let past = lock(&self.watch.past);
        let body = |asked: &Asked| (asked.path.clone(), asked.body.to_vec());
        past.iter().map(body).collect()
    }

    /// The paths of the requests so far.
    pub fn seen(&self) -> Vec<String> {
        lock(&self.watch.seen).clone()
    }

    /// Changes every answer to a sync on its way to the phone.
    pub fn change_answers(&self, mut change: impl FnMut(&mut SyncResponse) + Send + 'static) {
        self.hook(move |path, answer| {
            let mut response: SyncResponse =
                unpack(&answer.filter(|_| path == "/v1/sync")?, 1 << 24).unwrap();
            change(&mut response);
            Some(pack(&response).unwrap())
        });
    }

    /// Calls `hook` with the path of each request, and again with the body of each successful answer; what
    /// it gives then takes the answer's place.
    pub fn hook(&self, hook: impl FnMut(&str, Option<Vec<u8>>) -> Option<Vec<u8>> + Send + 'static) {
        *lock(&self.watch.hook) = Some(Box::new(hook));
    }
}

impl Drop for Gate {
    fn drop(&mut self) {
        let _ = self.stop.take().map(|stop| stop.send(()));
        drop(self.thread.take().map(JoinHandle::join));
    }
}

/// Closes the connection without an answer. Unwinding ends the connection's task and, unlike a panic, says
/// nothing on the terminal.
fn break_off() -> ! {
    std::panic::resume_unwind(Box::new("planned"))
}

async fn pass(
    State(watch): State<Arc<Watch>>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response<Body> {
    let path = uri.path().to_owned();
    lock(&watch.seen).push(path.clone());
    let asked = Asked {
        method,
        path,
        headers,
        body,
    };
    let fate = lock(&watch.fates).pop_front().unwrap_or(Fate::Passes);
    if matches!(fate, Fate::Lost | Fate::Late) {
        if fate == Fate::Late {
            lock(&watch.late).push_back(asked);
        }
        break_off();
    }
    // The hook may take its time and call into books: not on a thread that serves others.
    let answer = tokio::task::spawn_blocking(move || watch.forward(&asked, fate)).await;
    match (fate, answer) {
        (Fate::AnswerLost, _) => break_off(),
        (_, Ok(Ok(answer))) => answer,
        _ => break_off(),
    }
}

impl Watch {
    fn forward(&self, asked: &Asked, fate: Fate) -> std::io::Result<Response<Body>> {
        self.call(&asked.path, None);
        let mut answer = self.ask(asked)?;
        if fate == Fate::Twice {
            let second = self.ask(asked)?;
            // A part of a photo that comes twice is refused the second time: only a sync is answered alike.
            if asked.path == "/v1/sync" {
                answer = second;
            }
        }
        if fate == Fate::Echo {
            let old = lock(&self.past).pop_front();
            old.map(|old| self.ask(&old)).transpose()?;
        }
        self.deliver_late();
        self.remember(asked);
        if answer.status().is_success()
            && let Some(other) = self.call(&asked.path, Some(answer.body().clone()))
        {
            *answer.body_mut() = other;
            self.sign_again(asked, &mut answer);
        }
        Ok(answer.map(Body::from))
    }

    fn sign_again(&self, asked: &Asked, answer: &mut Response<Vec<u8>>) {
        let Some(key) = &self.key else { return };
        let who = asked
            .headers
            .get("authorization")
            .map(|who| who.to_str().unwrap());
        let nonce = who.and_then(|who| who.split(' ').nth(2)).unwrap_or_default();
        let nonce = URL_SAFE_NO_PAD.decode(nonce).unwrap();
        let digest = Sha256::digest(&asked.body).into();
        let signature = sign_answer(key, &nonce, &asked.path, &digest, answer.body());
        let signature = URL_SAFE_NO_PAD.encode(signature.0).parse().unwrap();
        answer.headers_mut().insert(SIGNATURE_HEADER, signature);
    }

    /// Nobody hears the answers.
    fn deliver_late(&self) {
        let late: Vec<Asked> = lock(&self.late).drain(..).collect();
        for asked in late {
            drop(self.ask(&asked));
        }
    }

    fn remember(&self, asked: &Asked) {
        let mut past = lock(&self.past);
        past.push_back(asked.clone());
        if past.len() > PAST_MAX {
            past.pop_front();
        }
    }

    fn call(&self, path: &str, answer: Option<Vec<u8>>) -> Option<Vec<u8>> {
        lock(&self.hook).as_mut().and_then(|hook| hook(path, answer))
    }

    /// One request on a connection of its own.
    fn ask(&self, asked: &Asked) -> std::io::Result<Response<Vec<u8>>> {
        let Asked {
            method,
            path,
            headers,
            body,
        } = asked;
        let mut head = format!("{method} {path} HTTP/1.1\r\nhost: hub\r\nconnection: close\r\n");
        for (name, value) in headers.iter().filter(|(name, _)| !is_of_the_hop(name.as_str())) {
            head.push_str(&format!("{name}: {}\r\n", value.to_str().unwrap()));
        }
        head.push_str(&format!("content-length: {}\r\n\r\n", body.len()));
        let mut hub = TcpStream::connect(self.target)?;
        hub.write_all(head.as_bytes())?;
        hub.write_all(body)?;
        let mut bytes = Vec::new();
        hub.read_to_end(&mut bytes)?;
        let ends = bytes.windows(4).position(|four| four == b"\r\n\r\n");
        let ends = ends.ok_or(std::io::ErrorKind::UnexpectedEof)?;
        let head = String::from_utf8_lossy(&bytes[..ends]).into_owned();
        let mut response = Response::new(bytes[ends + 4..].to_vec());
        *response.status_mut() = head.split(' ').nth(1).unwrap().parse().unwrap();
        let given = head.lines().filter_map(|line| line.split_once(": "));
        for (name, value) in given.filter(|(name, _)| !is_of_the_hop(name)) {
            let name: HeaderName = name.parse().unwrap();
            response.headers_mut().insert(name, value.parse().unwrap());
        }
        Ok(response)
    }
}

/// Headers that speak of one connection only.
fn is_of_the_hop(name: &str) -> bool {
    let hop = ["host", "connection", "content-length", "transfer-encoding"];
    hop.iter().any(|of_hop| name.eq_ignore_ascii_case(of_hop))
}
