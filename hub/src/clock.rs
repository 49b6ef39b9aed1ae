use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use fieldbook_core::model::{ClockTrust, Moment};

/// Where the hub's time comes from.
#[derive(Clone)]
pub struct Clock(Arc<dyn Fn() -> Moment + Send + Sync>);

impl Clock {
    /// The computer's clock, in Vietnam's civil time.
    pub fn system() -> Self {
        Self::from_fn(|| {
            let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
            Moment {
                utc_ms: i64::try_from(since.as_millis()).unwrap_or(i64::MAX),
                offset_min: 420,
                trust: ClockTrust::HubChecked,
            }
        })
    }

    /// Any other source, such as a test's.
    pub fn from_fn(now: impl Fn() -> Moment + Send + Sync + 'static) -> Self {
        Self(Arc::new(now))
    }

    /// Now.
    pub fn now(&self) -> Moment {
        (self.0)()
    }
}
