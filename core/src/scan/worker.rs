use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use super::{Budget, Code, Decoder, LumaFrame, LumaPicture};

/// The name of the thread that runs decoders which may overrun, as a panic hook sees it.
pub const WORKER_THREAD: &str = "fieldbook-scan";

/// A decoder's codes; none when it panics.
pub(super) fn decode_guarded(decoder: &dyn Decoder, frame: &LumaFrame<'_>, deadline: Instant) -> Vec<Code> {
    let call = || decoder.decode(frame, Budget::until(deadline));
    catch_unwind(AssertUnwindSafe(call)).unwrap_or_default()
}

/// How long a step's latest call took, as an estimate for its next.
#[derive(Debug, Default)]
pub(super) struct Cost(AtomicU64);

impl Cost {
    /// Takes the time since `began` as the new estimate.
    pub(super) fn record(&self, began: Instant) {
        let micros = u64::try_from(began.elapsed().as_micros()).unwrap_or(u64::MAX);
        self.0.store(micros, Ordering::Relaxed);
    }

    /// Whether the next call fits into the time left of a picture handed over at `began`.
    pub(super) fn fit(&self, began: Instant, deadline: Instant) -> Fit {
        let micros = self.0.load(Ordering::Relaxed);
        let call = Duration::from_micros(micros);
        let now = Instant::now();
        if now < deadline && call <= deadline - now {
            Fit::Now
        } else if call <= deadline.saturating_duration_since(began) {
            Fit::NextFrame
        } else {
            self.0.store(micros / 2, Ordering::Relaxed);
            Fit::Never
        }
    }
}

/// Whether there is time for a decoder call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fit {
    /// There is.
    Now,
    /// The next frame has it.
    NextFrame,
    /// It is longer than a whole frame's. The estimate has been halved, so that one slow call does not shut
    /// a step out for good.
    Never,
}

/// One thread, started when first needed, that calls decoders nobody can interrupt.
#[derive(Debug, Default)]
pub(super) struct Worker {
    queue: Mutex<Option<Sender<Job>>>,
    tickets: AtomicU64,
    desk: Arc<Desk>,
}

/// What the worker is doing, seen from outside.
#[derive(Debug, Default)]
struct Desk {
    state: Mutex<State>,
    freed: Condvar,
}

#[derive(Debug, Default)]
struct State {
    /// The ticket of the job that runs.
    running: Option<u64>,
    /// The caller of the running job gave up on it.
    abandoned: bool,
}

/// A decoder call handed to the worker.
struct Job {
    ticket: u64,
    decoder: Arc<dyn Decoder>,
    picture: Arc<LumaPicture>,
    began: Instant,
    deadline: Instant,
    cost: Arc<Cost>,
    reply: Sender<Vec<Code>>,
}

impl Worker {
    /// Calls the decoder on the worker and waits for it until `deadline`. No codes when it panics or does
    /// not answer in time, or when an earlier call is still stuck at `patience`. The time the call really
    /// took goes to `cost`, even when nobody waited for its end.
    pub(super) fn decode(
        &self,
        decoder: &Arc<dyn Decoder>,
        picture: &Arc<LumaPicture>,
        cost: &Arc<Cost>,
        deadline: Instant,
        patience: Instant,
    ) -> Vec<Code> {
        if !self.desk.wait_until_usable(patience) {
            return Vec::new();
        }
        let ticket = self.tickets.fetch_add(1, Ordering::Relaxed);
        let (reply, answer) = mpsc::channel();
        let sent = self.send(Job {
            ticket,
            decoder: Arc::clone(decoder),
            picture: Arc::clone(picture),
            began: Instant::now(),
            deadline,
            cost: Arc::clone(cost),
            reply,
        });
        if !sent {
            return Vec::new();
        }
        let left = deadline.saturating_duration_since(Instant::now());
        answer.recv_timeout(left).unwrap_or_else(|_| {
            self.desk.abandon(ticket);
            Vec::new()
        })
    }

    /// Queues a job, starting the thread if there is none. `false` when the system has no thread to give:
    /// the next picture tries again.
    fn send(&self, job: Job) -> bool {
        let mut queue = lock(&self.queue);
        if queue.is_none() {
            *queue = start(Arc::clone(&self.desk));
        }
        queue.as_ref().is_some_and(|queue| queue.send(job).is_ok())
    }
}

/// Starts the thread. It ends when its scanner is dropped, after the call it is in.
fn start(desk: Arc<Desk>) -> Option<Sender<Job>> {
    let (queue, jobs) = mpsc::channel();
    thread::Builder::new()
        .name(WORKER_THREAD.to_owned())
        .spawn(move || work(&jobs, &desk))
        .ok()?;
    Some(queue)
}

fn work(jobs: &Receiver<Job>, desk: &Desk) {
    while let Ok(job) = jobs.recv() {
        // Its caller has gone already: it waited behind another thread's job.
        if Instant::now() >= job.deadline {
            continue;
        }
        desk.begin(job.ticket);
        let codes = decode_guarded(job.decoder.as_ref(), &job.picture.as_frame(), job.deadline);
        job.cost.record(job.began);
        desk.end();
        // A caller that gave up has dropped its receiver.
        let _ = job.reply.send(codes);
    }
}

impl Desk {
    fn begin(&self, ticket: u64) {
        lock(&self.state).running = Some(ticket);
    }

    fn end(&self) {
        *lock(&self.state) = State::default();
        self.freed.notify_all();
    }

    /// Marks the worker as stuck, if it is this job that runs.
    fn abandon(&self, ticket: u64) {
        let mut state = lock(&self.state);
        state.abandoned |= state.running == Some(ticket);
    }

    /// Waits at most until `patience` for a stuck worker to return; whether it may be used.
    fn wait_until_usable(&self, patience: Instant) -> bool {
        let wait = patience.saturating_duration_since(Instant::now());
        let state = lock(&self.state);
        let (state, _) = self
            .freed
            .wait_timeout_while(state, wait, |state| state.abandoned)
            .unwrap_or_else(PoisonError::into_inner);
        !state.abandoned
    }
}

/// The lock. Nothing here panics while holding one, and what they guard is valid at every step.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
