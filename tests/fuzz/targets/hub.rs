//! What reaches the hub from outside: any authorization header on any route, any page asked for, any body that an
//! enrolled device has signed, and any file that somebody brings. The hub answers, never with a problem of its own.
#![no_main]

use std::sync::{LazyLock, Mutex, PoisonError};

use axum::body::Body;
use axum::http::{Method, Request, StatusCode};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use fieldbook_core::bundle::{Content, Purpose};
use fieldbook_core::identity::sign_request;
use fieldbook_core::model::{OrgId, Role};
use fieldbook_core::sync::{DocChanges, EnrolRequest, PROTOCOL, SyncRequest, pack};
use fieldbook_fuzz::{Cooperative, input, kind_of, moment, plant, ready, run, with_checksum};
use fieldbook_hub::{Clock, Hub, HubError, NewOrg};
use libfuzzer_sys::fuzz_target;
use tempfile::TempDir;
use tokio::runtime::{Builder, Runtime};
use tower::ServiceExt;

/// A push of 8 MiB, taken apart, and SQLite beside it.
const MEMORY_MIB: usize = 256;
/// After so many inputs the hub begins anew, so that the millionth finds it as quick as the first.
const LIFE: u32 = 5_000;
const SYNC: &str = "/v1/sync";
/// Where a header can be sent to.
const PATHS: [(Method, &str); 5] = [
    (Method::POST, SYNC),
    (Method::POST, "/v1/uploads"),
    (
        Method::PATCH,
        "/v1/uploads/0000000000000000000000000000000000000000000000000000000000000000",
    ),
    (
        Method::GET,
        "/v1/blobs/0000000000000000000000000000000000000000000000000000000000000000",
    ),
    (
        Method::PUT,
        "/v1/blobs/e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    ),
];
/// Pages of the public.
const PAGES: [&str; 6] = [
    "/01/08939999000017/21/HX00001?lang=en",
    "/01/08939999000017/10/MV26A/21/HX00001",
    "/01/08939999000017",
    "/t/01920000-0000-7000-8000-000000000001",
    "/epcis/01920000-0000-7000-8000-000000000001.jsonld",
    "/p/e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
];

/// What an input is for; a header's route is in the bits above.
const HEADER: u8 = 0;
const PAGE: u8 = 1;
const ENROL: u8 = 2;
const PUSH: u8 = 3;
const PACKED: u8 = 4;
const BUNDLE: u8 = 5;
const FILE: u8 = 6;
const KINDS: u8 = 7;

static HUB: LazyLock<Mutex<(Target, u32)>> = LazyLock::new(|| Mutex::new((Target::new(), 0)));

struct Target {
    hub: Hub,
    us: Cooperative,
    runtime: Runtime,
    _folder: TempDir,
}

fuzz_target!(init: begin(), |data: &[u8]| run(|| ask(data)));

fn begin() {
    let us = Cooperative::standing();
    let header = format!("Fieldbook {} @n @s", us.certificate(0).device);
    let headers = (0..)
        .zip(&PATHS)
        .map(|(route, _)| input(route * KINDS + HEADER, header.as_bytes()));
    let pages = PAGES.map(|page| input(PAGE, page.as_bytes()));
    // Changes stand for themselves by number, and the organisation for the hub's own: ids differ from run to run.
    let mut request = us.request();
    request.push.iter_mut().for_each(number);
    let request = minicbor::to_vec(&request).expect("a request");
    let mut content = us.content(Purpose::HandOver);
    content.docs.iter_mut().for_each(number);
    let content = minicbor::to_vec(&content).expect("content");
    let others = [
        input(
            ENROL,
            &minicbor::to_vec(us.enrol_request()).expect("an enrolment"),
        ),
        input(PUSH, &request),
        input(PACKED, &pack(&us.request()).expect("a request")),
        input(BUNDLE, &content),
        input(FILE, &us.seal(&us.content(Purpose::HandOver))),
    ];
    plant(headers.chain(pages).chain(others));

    let honest = Target::new();
    assert_eq!(
        honest.push(&request),
        StatusCode::OK,
        "the fuzzer starts from a sync that works"
    );
    let brought = Target::new().bundle(&content).expect("a bundle that is taken");
    assert!(brought > 0, "the fuzzer starts from a bundle that counts");
    let body = honest.send(
        &Method::GET,
        PATHS[3].1,
        honest.header(PATHS[3].1, &[]).as_bytes(),
        Vec::new(),
    );
    assert_eq!(
        body,
        StatusCode::NOT_FOUND,
        "the fuzzer starts from a header that is taken"
    );
    ready(MEMORY_MIB);
}

/// Its place in the cooperative's story instead of a change.
fn number(group: &mut DocChanges) {
    for (place, bytes) in (0..).zip(&mut group.changes) {
        *bytes = vec![place].into();
    }
}

fn ask(data: &[u8]) {
    let mut held = HUB.lock().unwrap_or_else(PoisonError::into_inner);
    let (target, age) = &mut *held;
    *age += 1;
    if *age > LIFE {
        (*target, *age) = (Target::new(), 0);
    }
    let (kind, rest) = kind_of(data);
    let status = match kind % KINDS {
        HEADER => target.with_header(usize::from(kind / KINDS), rest),
        PAGE => target.page(rest),
        ENROL => target.enrol(rest),
        PUSH => target.push(rest),
        PACKED => target.signed(rest.to_vec()),
        BUNDLE => return assert_fair(target.bundle(rest)),
        _ => return assert_fair(target.file(rest)),
    };
    assert!(!status.is_server_error(), "the hub answered {status}");
}

/// A file may be refused as what it is; it is never the hub's own problem.
fn assert_fair<T>(taken: Result<T, HubError>) {
    match taken {
        Ok(_) | Err(HubError::Invalid(_) | HubError::Refused { .. } | HubError::Wire(_)) => {}
        Err(error) => panic!("the hub took a file for its own problem: {error}"),
    }
}

impl Target {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        // A clock that stands: what an input does does not depend on when it comes.
        let clock = Clock::from_fn(|| moment(100));
        let hub = Hub::open(folder.path()).expect("a hub").with_clock(clock);
        let new = NewOrg {
            name: "HTX Mường Và".into(),
            ..NewOrg::default()
        };
        let org: OrgId = hub.new_org(&new).expect("an organisation").id;
        let us = Cooperative::new(org);
        for phone in 0..us.phones.len() {
            enrol(&hub, &us, phone);
        }
        let runtime = Builder::new_current_thread()
            .enable_all()
            .build()
            .expect("a runtime");
        Self {
            hub,
            us,
            runtime,
            _folder: folder,
        }
    }

    /// The header stands in the input; where it says `@n` and `@s`, a fresh nonce and a signature that fits are
    /// put in.
    fn with_header(&self, route: usize, template: &[u8]) -> StatusCode {
        let (method, path) = &PATHS[route % PATHS.len()];
        let nonce = self.hub.nonce();
        let signature = sign_request(&self.us.phones[0], &nonce, path, &[]);
        let header = String::from_utf8_lossy(template)
            .replace("@n", &URL_SAFE_NO_PAD.encode(&nonce))
            .replace("@s", &URL_SAFE_NO_PAD.encode(signature.0));
        self.send(method, path, header.as_bytes(), Vec::new())
    }

    fn page(&self, path: &[u8]) -> StatusCode {
        self.send(&Method::GET, &String::from_utf8_lossy(path), &[], Vec::new())
    }

    /// Nobody signs for a stranger.
    fn enrol(&self, plain: &[u8]) -> StatusCode {
        let body = match minicbor::decode::<EnrolRequest>(plain) {
            Ok(request) => pack(&request).expect("what was read is written"),
            Err(_) => plain.to_vec(),
        };
        self.send(&Method::POST, "/v1/enrol", &[], body)
    }

    fn push(&self, plain: &[u8]) -> StatusCode {
        let Ok(mut request) = minicbor::decode::<SyncRequest>(plain) else {
            return StatusCode::BAD_REQUEST;
        };
        let theirs = Cooperative::standing_org();
        request
            .follow
            .iter_mut()
            .filter(|it| it.org == theirs)
            .for_each(|it| it.org = self.us.doc.org);
        request.push.iter_mut().for_each(|group| self.make_ours(group));
        self.signed(pack(&request).expect("what was read is written"))
    }

    /// Sends any body, signed as the first phone signs.
    fn signed(&self, body: Vec<u8>) -> StatusCode {
        let header = self.header(SYNC, &body);
        self.send(&Method::POST, SYNC, header.as_bytes(), body)
    }

    /// Gives how many changes were let in.
    fn bundle(&self, plain: &[u8]) -> Result<u64, HubError> {
        let Ok(mut content) = minicbor::decode::<Content>(plain) else {
            return Ok(0);
        };
        content.docs.iter_mut().for_each(|group| self.make_ours(group));
        self.file(&self.us.seal(&content))
    }

    fn file(&self, file: &[u8]) -> Result<u64, HubError> {
        self.hub.take_bundle(file).map(|taken| taken.accepted)
    }

    fn make_ours(&self, group: &mut DocChanges) {
        if group.doc.org != Cooperative::standing_org() {
            return;
        }
        group.doc.org = self.us.doc.org;
        for bytes in &mut group.changes {
            let own = match bytes[..] {
                [number] => self
                    .us
                    .changes
                    .get(usize::from(number))
                    .map(|change| change.bytes.clone()),
                _ => None,
            };
            *bytes = own.unwrap_or_else(|| with_checksum(bytes)).into();
        }
        self.us.sign_again(group);
    }

    fn header(&self, path: &str, body: &[u8]) -> String {
        let nonce = self.hub.nonce();
        let signature = sign_request(&self.us.phones[0], &nonce, path, body);
        format!(
            "Fieldbook {} {} {}",
            self.us.certificate(0).device,
            URL_SAFE_NO_PAD.encode(&nonce),
            URL_SAFE_NO_PAD.encode(signature.0)
        )
    }

    fn send(&self, method: &Method, path: &str, header: &[u8], body: Vec<u8>) -> StatusCode {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header("authorization", header);
        // What is no address or header never leaves the HTTP library.
        let Ok(request) = request.body(Body::from(body)) else {
            return StatusCode::BAD_REQUEST;
        };
        let Ok(answer) = self.runtime.block_on(self.hub.router().oneshot(request));
        answer.status()
    }
}

fn enrol(hub: &Hub, us: &Cooperative, phone: usize) {
    let person = hub
        .new_person(us.doc.org, "Lò Thị Mai", &[Role::Manager])
        .expect("a person");
    let invited = hub
        .invite(us.doc.org, person.person.id, "https://txng.example", 7)
        .expect("an invitation");
    let token = invited.invitation.token;
    let key = &us.phones[phone];
    let request = EnrolRequest {
        protocol: PROTOCOL,
        token,
        device: us.certificate(phone).device,
        key: key.public(),
        name: "Máy thử".into(),
        proof: sign_request(key, &token, "/v1/enrol", &token),
        fresh: Some(7),
    };
    hub.enrol(&request).expect("a certificate");
}
