use std::future::Future;
use std::net::SocketAddr;
use std::thread::JoinHandle;

use tokio::net::TcpListener;
use tokio::sync::oneshot;

use crate::Hub;
use crate::error::{HubError, Result};

/// Serves a hub on a listener until `shutdown` is done; requests under way are finished first.
pub async fn serve(
    hub: Hub,
    listener: TcpListener,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    axum::serve(listener, hub.router())
        .with_graceful_shutdown(shutdown)
        .await
}

/// A hub that serves on a thread of its own, for the demo and for tests.
pub struct RunningHub {
    /// Where it listens.
    pub addr: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl RunningHub {
    /// Starts serving on an address such as `127.0.0.1:0`; returns when it listens.
    pub fn start(hub: Hub, listen: &str) -> Result<Self> {
        let failed = |error| HubError::Folder {
            path: listen.to_owned(),
            error,
        };
        let listener = std::net::TcpListener::bind(listen).map_err(failed)?;
        listener.set_nonblocking(true).map_err(failed)?;
        let addr = listener.local_addr().map_err(failed)?;
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .map_err(failed)?;
        let (stop, stopped) = oneshot::channel::<()>();
        let thread = std::thread::Builder::new()
            .name("fieldbook-hub".into())
            .spawn(move || {
                runtime.block_on(async {
                    let listener = TcpListener::from_std(listener);
                    let served = match listener {
                        Ok(listener) => serve(hub, listener, async { stopped.await.unwrap_or(()) }).await,
                        Err(error) => Err(error),
                    };
                    if let Err(error) = served {
                        eprintln!("fieldbook-hub: {error}");
                    }
                });
            })
            .map_err(failed)?;
        Ok(Self {
            addr,
            stop: Some(stop),
            thread: Some(thread),
        })
    }

    /// The address for invitations, such as `http://127.0.0.1:40123`.
    pub fn url(&self) -> String {
        format!("http://{}", self.addr)
    }

    /// Finishes what is under way and stops.
    pub fn stop(mut self) {
        self.halt();
    }

    fn halt(&mut self) {
        if let Some(stop) = self.stop.take() {
            // The other end is gone only when serving has ended by itself.
            let _ = stop.send(());
        }
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

impl Drop for RunningHub {
    fn drop(&mut self) {
        self.halt();
    }
}
