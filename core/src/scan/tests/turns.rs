use std::collections::BTreeSet;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use super::*;

/// A decoder made of a function.
struct Made<F>(F, bool);

impl<F: Fn(&LumaFrame<'_>) -> Vec<Code> + Send + Sync> Decoder for Made<F> {
    fn name(&self) -> &'static str {
        "made"
    }

    fn decode(&self, frame: &LumaFrame<'_>, _budget: Budget) -> Vec<Code> {
        (self.0)(frame)
    }

    fn may_overrun(&self) -> bool {
        self.1
    }
}

fn found(text: &str) -> Vec<Code> {
    vec![Code::new(text, rectangle(5.0, 5.0, 60.0, 60.0)).unwrap()]
}

fn whole() -> Pass {
    Pass::new(View::Whole(MAX_SIDE), &[])
}

fn push(scanner: &Scanner) -> BTreeSet<String> {
    let codes = scanner.push_luma(&[128; 10_000], 100, 100, 100).unwrap();
    codes.into_iter().map(|code| code.text).collect()
}

fn texts<const N: usize>(texts: [&str; N]) -> BTreeSet<String> {
    texts.into_iter().map(str::to_owned).collect()
}

/// The third call no longer sees the code that two calls agreed on, and still sees the rest.
#[test]
fn settled_codes_are_covered_for_later_calls() {
    let page = {
        let mut page = GrayImage::from_pixel(400, 200, Luma([200]));
        for x in [30, 220] {
            imageops::replace(&mut page, &code_picture("covered", 5), x, 30);
        }
        page
    };
    let darkness = Arc::new(Mutex::new(Vec::new()));
    let seen = Arc::clone(&darkness);
    let reads = Arc::new(Made(
        move |frame: &LumaFrame<'_>| {
            let dark = |columns: std::ops::Range<usize>| {
                frame
                    .rows()
                    .flat_map(|row| &row[columns.clone()])
                    .filter(|&&luma| luma < 100)
                    .count()
            };
            seen.lock().unwrap().push((dark(0..200), dark(200..400)));
            vec![Code::new("left", rectangle(30.0, 30.0, 135.0, 135.0)).unwrap()]
        },
        false,
    ));
    let step = |cascade: Cascade| cascade.then(whole(), Arc::clone(&reads) as Arc<dyn Decoder>);
    let scanner = Scanner::with_cascades(Cascade::new(), step(step(step(Cascade::new()))));
    assert_eq!(scanner.read_still(page.as_raw(), 400, 200, 400).unwrap().len(), 1);
    let darkness = darkness.lock().unwrap();
    assert_eq!(darkness[0], darkness[1]);
    assert_eq!(darkness[2], (0, darkness[0].1));
    assert!(darkness[0].0 > 1000);
}

#[test]
fn a_decoder_that_panics_takes_nothing_else_down() {
    for may_overrun in [true, false] {
        let panics = Arc::new(Made(
            |_: &LumaFrame<'_>| panic!("a decoder panics, as rqrr does"),
            may_overrun,
        ));
        let works = Arc::new(Made(|_: &LumaFrame<'_>| found("ok"), may_overrun));
        let cascade = Cascade::new().then(whole(), panics).then(whole(), works);
        let scanner = Scanner::with_cascades(cascade, Cascade::new()).with_budgets(minute(), minute());
        for _ in 0..3 {
            assert_eq!(push(&scanner), texts(["ok"]));
        }
    }
}

/// A decoder that blocks until the test lets it go, counting its calls.
fn stuck(calls: &Arc<AtomicUsize>) -> (Arc<dyn Decoder>, Sender<()>) {
    let (release, gate): (Sender<()>, Receiver<()>) = channel();
    let gate = Mutex::new(gate);
    let calls = Arc::clone(calls);
    let decoder = Made(
        move |_: &LumaFrame<'_>| {
            calls.fetch_add(1, Ordering::SeqCst);
            let _ = gate.lock().unwrap().recv();
            found("late")
        },
        true,
    );
    (Arc::new(decoder), release)
}

#[test]
fn a_decoder_that_never_returns_costs_one_budget_and_one_thread() {
    let calls = Arc::new(AtomicUsize::new(0));
    let (hangs, release) = stuck(&calls);
    let quick = Arc::new(Made(|_: &LumaFrame<'_>| found("quick"), false));
    let cascade = Cascade::new().then(whole(), hangs).then(whole(), quick);
    let budget = Budget {
        per_frame: Duration::from_millis(200),
    };
    let scanner = Scanner::with_cascades(cascade, Cascade::new()).with_budgets(budget, budget);

    let began = Instant::now();
    assert_eq!(push(&scanner), texts([]));
    let first = began.elapsed();
    assert!(
        first >= Duration::from_millis(190) && first < Duration::from_millis(400),
        "{first:?}"
    );

    // The worker is stuck: later frames neither wait for it nor start another.
    let began = Instant::now();
    for _ in 0..20 {
        assert_eq!(push(&scanner), texts(["quick"]));
    }
    assert!(
        began.elapsed() < Duration::from_millis(200),
        "{:?}",
        began.elapsed()
    );
    assert_eq!(calls.load(Ordering::SeqCst), 1);

    // Once it returns it serves again, and its late answer is not mistaken for a newer frame's.
    drop(release);
    let patience = Instant::now();
    while calls.load(Ordering::SeqCst) == 1 && patience.elapsed() < Duration::from_secs(10) {
        std::thread::sleep(Duration::from_millis(5));
        push(&scanner);
    }
    assert!(calls.load(Ordering::SeqCst) > 1);
}

#[test]
fn a_scanner_can_be_dropped_while_its_decoder_hangs() {
    let calls = Arc::new(AtomicUsize::new(0));
    let (hangs, release) = stuck(&calls);
    let budget = Budget {
        per_frame: Duration::from_millis(30),
    };
    let scanner = Scanner::with_cascades(Cascade::new().then(whole(), hangs), Cascade::new());
    let scanner = scanner.with_budgets(budget, budget);
    assert_eq!(push(&scanner), texts([]));
    let began = Instant::now();
    drop(scanner);
    assert!(began.elapsed() < Duration::from_millis(100));
    drop(release);
}

#[test]
fn a_still_picture_waits_for_a_stuck_worker_within_its_budget() {
    let (release, gate): (Sender<()>, Receiver<()>) = channel();
    let gate = Mutex::new(gate);
    let slow = Made(
        move |frame: &LumaFrame<'_>| {
            if frame.width() == 100 {
                let _ = gate.lock().unwrap().recv();
            }
            found("read")
        },
        true,
    );
    let slow: Arc<dyn Decoder> = Arc::new(slow);
    let cascade = || Cascade::new().then(whole(), Arc::clone(&slow));
    let camera = Budget {
        per_frame: Duration::from_millis(50),
    };
    let scanner = Scanner::with_cascades(cascade(), cascade()).with_budgets(camera, minute());
    assert_eq!(push(&scanner), texts([]));
    let waiter = std::thread::spawn(move || {
        std::thread::sleep(Duration::from_millis(150));
        drop(release);
    });
    let codes = scanner.read_still(&[0; 50 * 50], 50, 50, 50).unwrap();
    assert_eq!(codes, found("read"));
    waiter.join().unwrap();
}

/// Camera frames take turns with the steps: with time for one step a frame, each gets a frame.
#[test]
fn camera_frames_take_turns_with_the_steps() {
    let slow = |text: &'static str| {
        Arc::new(Made(
            move |_: &LumaFrame<'_>| {
                std::thread::sleep(Duration::from_millis(60));
                found(text)
            },
            false,
        ))
    };
    let cascade = Cascade::new()
        .then(whole(), slow("A"))
        .then(whole(), slow("B"))
        .then(whole(), slow("C"));
    let budget = Budget {
        per_frame: Duration::from_millis(70),
    };
    let scanner = Scanner::with_cascades(cascade, Cascade::new()).with_budgets(budget, budget);
    let mut seen = BTreeSet::new();
    for _ in 0..12 {
        seen.extend(push(&scanner));
    }
    assert_eq!(seen, texts(["A", "B", "C"]));
}

/// On a slow phone the time of a frame is over before all of its codes were read: the next frames read the others. The
/// phone is made slow by budgets from none to one in which a frame is read whole.
#[test]
fn what_a_frame_has_no_time_for_is_read_in_the_next() {
    const COLUMNS: u32 = 6;
    const COUNT: u32 = 18;
    let mut page = GrayImage::from_pixel(1080, 540, Luma([230]));
    for at in 0..COUNT {
        let (x, y) = (at % COLUMNS * 180 + 30, at / COLUMNS * 180 + 30);
        imageops::replace(
            &mut page,
            &code_picture(&format!("MV{at:08}"), 4),
            x.into(),
            y.into(),
        );
    }
    let cascade = || Cascade::new().grid(View::Whole(MAX_SIDE), &[Op::Otsu]);
    let mut tried = 0;
    for step in 0..60 {
        let budget = Budget {
            per_frame: Duration::from_micros(500).mul_f64(1.25_f64.powi(step)),
        };
        let scanner = Scanner::with_cascades(cascade(), Cascade::new()).with_budgets(budget, budget);
        let mut seen = BTreeSet::new();
        let mut most = 0;
        // 150 are enough on an idle machine; on one that is busy, too, most of these frames end before they have begun.
        for _ in 0..3000 {
            let codes = scanner.push_luma(page.as_raw(), 1080, 540, 1080).unwrap();
            most = most.max(codes.len());
            seen.extend(codes.into_iter().map(|code| code.text));
            if seen.len() == COUNT as usize {
                break;
            }
        }
        if most == COUNT as usize {
            break;
        }
        if most >= 3 {
            tried += 1;
            assert_eq!(
                seen.len(),
                COUNT as usize,
                "{budget:?}, {most} in a frame: {seen:?}"
            );
        }
    }
    assert!(tried > 0);
}

#[test]
fn one_scanner_serves_many_threads() {
    let scanner = patient_scanner();
    let page = page_with("shared", 4);
    let (width, height) = page.dimensions();
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                let codes = scanner.push_luma(page.as_raw(), width, height, width).unwrap();
                assert_eq!(codes[0].text, "shared");
            });
        }
    });
}

#[test]
fn the_longest_budget_does_not_overflow_the_clock() {
    let forever = Budget {
        per_frame: Duration::MAX,
    };
    let scanner = Scanner::new().with_budgets(forever, forever);
    assert_eq!(scanner.push_luma(&[0; 900], 30, 30, 30), Ok(Vec::new()));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Bytes of a readable page changed at random: no panic, and no text but the printed one.
    #[test]
    fn damaged_pages_give_the_true_text_or_nothing(
        changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..3000),
    ) {
        let mut page = page_with("MV00000001", 3);
        for (at, value) in changes {
            let pixels: &mut [u8] = &mut page;
            pixels[at.index(pixels.len())] = value;
        }
        for code in read(&page) {
            prop_assert_eq!(code.text, "MV00000001");
        }
    }

    /// Any bytes under any claimed shape: an error or an answer.
    #[test]
    fn any_buffer_is_answered(
        bytes in proptest::collection::vec(any::<u8>(), 0..4000),
        width in prop_oneof![0u32..80, any::<u32>()],
        height in prop_oneof![0u32..80, any::<u32>()],
        extra in prop_oneof![0u32..9, any::<u32>()],
    ) {
        let stride = width.saturating_add(extra);
        if let Ok(codes) = patient_scanner().push_luma(&bytes, width, height, stride) {
            prop_assert!(codes.len() < 100);
        }
    }
}

#[test]
fn a_frame_that_was_read_is_not_looked_at_further_but_for_every_fourth() {
    let calls = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&calls);
    let reads = Arc::new(Made(|_: &LumaFrame<'_>| found("first"), false));
    let counts = Arc::new(Made(
        move |_: &LumaFrame<'_>| {
            counted.fetch_add(1, Ordering::SeqCst);
            Vec::new()
        },
        false,
    ));
    let cascade = Cascade::new().then(whole(), reads).then(whole(), counts);
    let scanner = Scanner::with_cascades(cascade, Cascade::new()).with_budgets(minute(), minute());
    for _ in 0..40 {
        push(&scanner);
    }
    let calls = calls.load(Ordering::SeqCst);
    assert!((8..=30).contains(&calls), "{calls}");
}

#[test]
fn a_place_that_cannot_be_read_is_told_until_another_pass_reads_it() {
    let at = rectangle(200.0, 200.0, 300.0, 300.0);
    let mut findings = Findings::default();
    findings.add_unread(at);
    findings.add_unread(rectangle(203.0, 201.0, 303.0, 301.0));
    findings.add_unread(rectangle(500.0, 200.0, 600.0, 300.0));
    assert!(!findings.is_complete());
    findings.add(Code::new("A", at).unwrap());
    assert!(!findings.is_complete(), "another place is left");
    // Between a code that was read and its neighbours, and beside it.
    findings.add_unread(rectangle(270.0, 240.0, 370.0, 340.0));
    findings.add_unread(rectangle(200.0, 305.0, 300.0, 405.0));
    let sight = findings.into_sight();
    assert_eq!(sight.codes.len(), 1);
    assert_eq!(
        sight.unread,
        [
            rectangle(500.0, 200.0, 600.0, 300.0),
            rectangle(200.0, 305.0, 300.0, 405.0)
        ]
    );
}
