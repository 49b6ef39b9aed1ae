use chrono::{Local, Offset};

use crate::model::{ClockTrust, Moment, SinceBoot};

/// Where the book takes the time from. Shells use [`SystemClock`]; tests bring their own.
pub trait Clock: Send + Sync {
    /// Now, by the clock that people see and turn. Its trust is left to the book.
    fn now(&self) -> Moment;

    /// How long the device has been switched on. Without it no moment is ever
    /// [`ClockTrust::HubChecked`], for nobody could tell a turned clock from one that went on.
    fn since_boot(&self) -> Option<SinceBoot> {
        None
    }
}

/// The device's clock and its time zone.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Moment {
        let now = Local::now();
        let offset_min = i16::try_from(now.offset().fix().local_minus_utc() / 60).unwrap_or_default();
        Moment {
            utc_ms: now.timestamp_millis(),
            offset_min,
            trust: ClockTrust::Device,
        }
    }

    #[cfg(any(target_os = "linux", target_os = "android"))]
    fn since_boot(&self) -> Option<SinceBoot> {
        linux::since_boot()
    }
}

#[cfg(any(target_os = "linux", target_os = "android"))]
mod linux {
    use std::sync::LazyLock;

    use rustix::time::{ClockId, clock_gettime};

    use crate::model::SinceBoot;

    /// Random at each boot of the kernel (`random(4)`); it does not change while a process runs.
    static BOOT: LazyLock<Option<[u8; 16]>> = LazyLock::new(|| {
        let id = std::fs::read_to_string("/proc/sys/kernel/random/boot_id").ok()?;
        uuid::Uuid::parse_str(id.trim()).ok().map(uuid::Uuid::into_bytes)
    });

    /// `CLOCK_BOOTTIME` counts through sleep, which `CLOCK_MONOTONIC` does not.
    pub(super) fn since_boot() -> Option<SinceBoot> {
        let elapsed = clock_gettime(ClockId::Boottime);
        Some(SinceBoot {
            boot: (*BOOT)?,
            elapsed_ms: elapsed.tv_sec.saturating_mul(1_000) + elapsed.tv_nsec / 1_000_000,
        })
    }

    #[test]
    fn the_kernel_tells_the_boot_and_its_clock_goes_on() {
        let (one, other) = (since_boot().unwrap(), since_boot().unwrap());
        assert_eq!(one.boot, other.boot);
        assert!(one.elapsed_ms > 0 && one.elapsed_ms <= other.elapsed_ms);
    }
}
