use fieldbook_core::catalog::{Lang, say};
use tokio::net::TcpListener;

use crate::error::{HubError, Result};
use crate::{Hub, serve};

/// Serves until the terminal or the system asks to stop; requests under way are finished.
pub(super) fn serve_until_asked(hub: Hub, listen: &str, lang: Lang) -> Result<()> {
    let failed = |error| HubError::Folder {
        path: listen.to_owned(),
        error,
    };
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(failed)?;
    runtime.block_on(async {
        let listener = TcpListener::bind(listen).await.map_err(failed)?;
        let addr = listener.local_addr().map_err(failed)?;
        let args = [("value", format!("http://{addr}"))];
        eprintln!("{}", say(lang, "hub.done.serving", &args));
        serve(hub, listener, asked_to_stop()).await.map_err(failed)
    })
}

async fn asked_to_stop() {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = interrupt => {}
                _ = terminate.recv() => {}
            }
            return;
        }
    }
    let _ = interrupt.await;
}
