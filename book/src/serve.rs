//! Serves the book, builds it anew when a file changes, and tells the pages
//! to reload.

use std::collections::BTreeSet;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use axum::Router;
use axum::extract::Request;
use axum::http::header::CACHE_CONTROL;
use axum::http::{HeaderValue, StatusCode};
use maud::{DOCTYPE, html};
use notify::{Event, EventKind, RecursiveMode, Watcher};
use tempfile::TempDir;
use tokio::net::TcpListener;
use tower_http::services::ServeDir;
use tower_http::set_header::SetResponseHeaderLayer;
use tower_livereload::{LiveReloadLayer, Reloader};

use crate::building::{Care, build};
use crate::repository::Repository;

/// What the book is made from.
const SOURCES: &[&str] = &[
    "book/book.toml",
    "book/chapters",
    "book/errors",
    "book/loops.toml",
    "book/measured.toml",
    "book/pictures",
    "book/theme",
    "steps",
    "tests/benches",
    "tests/picture",
    "tests/recordings",
    "tests/snapshots",
];

/// How long nothing must change before the book is built: editors write a
/// file in several goes.
const QUIET: Duration = Duration::from_millis(60);

/// The folder with the pages. A new one takes its place as a whole, so a
/// reader never sees half a book.
#[derive(Debug, Clone)]
pub struct Pages(Arc<Mutex<TempDir>>);

impl Pages {
    /// Serves this folder.
    pub fn new(folder: TempDir) -> Self {
        Self(Arc::new(Mutex::new(folder)))
    }

    fn set(&self, folder: TempDir) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = folder;
    }

    fn folder(&self) -> PathBuf {
        let folder = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        folder.path().to_owned()
    }

    /// Answers requests from the folder of the moment.
    pub fn router(&self) -> Router {
        let pages = self.clone();
        let answer = move |request: Request| {
            let mut folder = ServeDir::new(pages.folder());
            async move {
                let answer = folder.try_call(request).await;
                answer.map_err(|error| match error.kind() {
                    ErrorKind::NotFound => StatusCode::NOT_FOUND,
                    _ => StatusCode::INTERNAL_SERVER_ERROR,
                })
            }
        };
        // A browser that keeps a page may show it after it has changed.
        let forget = HeaderValue::from_static("no-store");
        let forget =
            SetResponseHeaderLayer::overriding(CACHE_CONTROL, forget);
        Router::new().fallback(answer).layer(forget)
    }
}

/// Serves the book at 127.0.0.1 until Ctrl-C.
///
/// # Errors
///
/// If the port is taken, or the files cannot be watched.
pub fn serve(repository: &Repository, port: u16, open: bool) -> Result<()> {
    let runtime = tokio::runtime::Runtime::new()?;
    let listener = runtime.block_on(listen(port))?;
    let address = format!("http://{}", listener.local_addr()?);
    let (send, changes) = mpsc::channel();
    let _watcher = watch(repository, send)?;
    let pages = Pages::new(first_pages(repository)?);
    let reload = LiveReloadLayer::new();
    let reloader = reload.reloader();
    let router = pages.router().layer(reload);
    let repository = repository.clone();
    thread::spawn(move || {
        rebuild(&repository, &changes, &pages, &reloader)
    });
    eprintln!("The book is at {address} (Ctrl-C ends)");
    if open {
        open::that(&address)?;
    }
    runtime.block_on(async { axum::serve(listener, router).await })?;
    Ok(())
}

async fn listen(port: u16) -> Result<TcpListener> {
    match TcpListener::bind(("127.0.0.1", port)).await {
        Err(error) if error.kind() == ErrorKind::AddrInUse => {
            let next = port.saturating_add(1);
            bail!("port {port} is taken: try --port {next}")
        }
        other => other.with_context(|| format!("cannot use port {port}")),
    }
}

/// Sends the name of each file that changes.
fn watch(
    repository: &Repository,
    send: mpsc::Sender<PathBuf>,
) -> Result<impl Watcher + use<>> {
    let tell = move |event: notify::Result<Event>| {
        let Ok(event) = event else { return };
        // Building reads files, which is no reason to build.
        if !matches!(event.kind, EventKind::Access(_)) {
            for path in event.paths {
                // It fails when the program ends.
                let _ = send.send(path);
            }
        }
    };
    let mut watcher = notify::recommended_watcher(tell)?;
    for source in SOURCES {
        let path = repository.path(source);
        if path.exists() {
            watcher.watch(&path, RecursiveMode::Recursive)?;
        }
    }
    Ok(watcher)
}

/// Builds the book whenever something has changed.
fn rebuild(
    repository: &Repository,
    changes: &mpsc::Receiver<PathBuf>,
    pages: &Pages,
    reloader: &Reloader,
) {
    while let Ok(first) = changes.recv() {
        let mut files = BTreeSet::from([first]);
        while let Ok(file) = changes.recv_timeout(QUIET) {
            files.insert(file);
        }
        let names: Vec<_> = files.iter().map(|f| file_name(f)).collect();
        eprintln!("Changed: {}", names.join(", "));
        match new_pages(repository) {
            Ok(folder) => {
                pages.set(folder);
                reloader.reload();
            }
            Err(error) => eprintln!("{error:#}\nThe old pages stay."),
        }
    }
}

/// The book; or, if it cannot be built, one page that says why.
fn first_pages(repository: &Repository) -> Result<TempDir> {
    new_pages(repository).or_else(|error| {
        eprintln!("{error:#}");
        let folder = tempfile::tempdir()?;
        let page = html! {
            (DOCTYPE)
            title { "The book cannot be built" }
            h1 { "The book cannot be built" }
            pre { (format!("{error:#}")) }
        };
        fs::write(folder.path().join("index.html"), page.into_string())?;
        Ok(folder)
    })
}

fn new_pages(repository: &Repository) -> Result<TempDir> {
    let start = Instant::now();
    let folder = tempfile::tempdir()?;
    let report = build(repository, folder.path(), Care::Growing)?;
    report.lacks.iter().for_each(|lack| eprintln!("{lack}"));
    eprintln!("Built in {} ms", start.elapsed().as_millis());
    Ok(folder)
}

fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}
