//! Every page in a real browser. Skipped where there is no Chromium.

mod browsers;
mod chromium;
mod player;
mod projector;
#[path = "../../../tests/src/tools.rs"]
mod tools;
mod walk;

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::LazyLock;

use book::building::{Care, build};
use book::repository::{Repository, entries};
use book::serve::Pages;
use chromium::Chromium;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::runtime::Runtime;
use walk::{Visit, WALK};

const CHECKS: &str = include_str!("checks.js");

/// A browser in front of the book.
struct Reader {
    browser: Chromium,
    address: SocketAddr,
}

/// The book, built and served once for all tests. Chapters may leave out
/// something: that is not what these tests are about.
static BOOK: LazyLock<(SocketAddr, Vec<String>, Runtime)> =
    LazyLock::new(|| {
        let folder = tempfile::tempdir().expect("a new folder");
        let built = build(&Repository::here(), folder.path(), Care::Draft);
        built.expect("it builds");
        let mut pages = Vec::new();
        find_pages(folder.path(), "", &mut pages);
        let server = Runtime::new().expect("a runtime");
        let listener = TcpListener::bind(("127.0.0.1", 0));
        let listener = server.block_on(listener).expect("a port");
        let address = listener.local_addr().expect("an address");
        let router = Pages::new(folder).router();
        server.spawn(async { axum::serve(listener, router).await });
        (address, pages, server)
    });

impl Reader {
    /// Nobody, if there is no browser.
    fn new() -> Option<Self> {
        let browser = Chromium::start()?;
        let (address, ..) = &*BOOK;
        Some(Self { browser, address: *address })
    }

    fn go(&mut self, page: &str) {
        self.browser.go(&format!("http://{}/{page}", self.address));
    }

    fn open(&mut self, page: &str) {
        self.go(page);
        self.browser.run(CHECKS);
    }

    fn list(&mut self, script: &str) -> Vec<String> {
        let found = self.browser.run(script);
        serde_json::from_value(found).expect("a list of texts")
    }
}

/// All pages but those that repeat others, from the root of the book.
fn find_pages(folder: &Path, prefix: &str, pages: &mut Vec<String>) {
    const REPEATED: &[&str] = &["toc.html", "print.html", "404.html"];
    for path in entries(folder).expect("a folder") {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if path.is_dir() {
            find_pages(&path, &format!("{prefix}{name}/"), pages);
        } else if name.ends_with(".html") && !REPEATED.contains(&&*name) {
            pages.push(format!("{prefix}{name}"));
        }
    }
}

/// What is wrong on any page, by what is looked for.
fn on_all_pages(found: impl Fn(&Visit) -> &Vec<String>) -> String {
    let visits = WALK.iter().flatten();
    let wrong = visits.flat_map(|visit| {
        let found = found(visit).iter();
        found.map(|it| format!("{}: {it}", visit.page))
    });
    wrong.collect::<Vec<_>>().join("\n")
}

#[test]
fn pages_fit_into_wide_windows_and_narrow_ones() {
    let wrong = on_all_pages(|visit| &visit.wrong);
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn pages_can_be_read_in_every_theme() {
    let faint = on_all_pages(|visit| &visit.faint);
    assert!(faint.is_empty(), "{faint}");
}

#[test]
fn on_paper_everything_is_shown() {
    let hidden = on_all_pages(|visit| &visit.hidden);
    assert!(hidden.is_empty(), "{hidden}");
}

/// The page with most to show.
const PAGE: &str = "04_sorted_heap.html";

#[test]
fn the_colours_follow_the_system_without_scripts() {
    let Some(mut reader) = Reader::new() else { return };
    let off = json!({ "value": true });
    reader.browser.call("Emulation.setScriptExecutionDisabled", off);
    let mut colours = BTreeSet::new();
    for scheme in ["light", "dark"] {
        let feature =
            json!({ "name": "prefers-color-scheme", "value": scheme });
        let media = json!({ "features": [feature] });
        reader.browser.call("Emulation.setEmulatedMedia", media);
        reader.open(PAGE);
        let faint = reader.list("openAll(), faint()");
        assert!(faint.is_empty(), "{scheme}: {}", faint.join("\n"));
        let colour = reader.browser.run(
            "getComputedStyle(document.querySelector('ins')).backgroundColor",
        );
        colours.insert(colour.to_string());
    }
    assert_eq!(colours.len(), 2, "{colours:?}");
}

#[test]
fn folds_open_without_scripts() {
    let Some(mut reader) = Reader::new() else { return };
    let off = json!({ "value": true });
    reader.browser.call("Emulation.setScriptExecutionDisabled", off);
    reader.browser.resize(1280);
    reader.go(PAGE);
    for fold in [".fold", ".whole", ".solution"] {
        let summary = format!("document.querySelector('{fold} > summary')");
        let is_open = format!("{summary}.parentElement.open");
        assert_eq!(reader.browser.run(&is_open), json!(false), "{fold}");
        let place = reader.browser.run(&format!(
            "{summary}.scrollIntoView({{ block: 'center' }});
             (({{ x, y }}) => [x + 20, y + 8])({summary}.getBoundingClientRect())"
        ));
        click(&mut reader.browser, &place);
        assert_eq!(reader.browser.run(&is_open), json!(true), "{fold}");
    }
}

fn click(browser: &mut Chromium, place: &Value) {
    for event in ["mousePressed", "mouseReleased"] {
        let mouse = json!({
            "type": event, "x": place[0], "y": place[1],
            "button": "left", "clickCount": 1,
        });
        browser.call("Input.dispatchMouseEvent", mouse);
    }
}

/// What is copied is the new code: no signs, no numbers, and none of the
/// lines that go.
#[test]
fn a_copied_diff_is_code() {
    let Some(mut reader) = Reader::new() else { return };
    reader
        .browser
        .allow(&["clipboardReadWrite", "clipboardSanitizedWrite"]);
    reader.open(PAGE);
    let boxes =
        reader.browser.run("document.querySelectorAll('.diff').length");
    let code = Repository::here();
    let code = code.read("steps/04_sorted_heap/src/lib.rs").unwrap();
    for number in 0..boxes.as_u64().unwrap().min(3) {
        let copied = copy(&mut reader, number);
        assert!(!copied.trim().is_empty(), "box {number}");
        for line in copied.lines() {
            let there = code.lines().any(|known| known == line);
            assert!(there, "box {number}: {line:?} in\n{copied}");
        }
    }
}

fn copy(reader: &mut Reader, number: u64) -> String {
    let copied = reader.browser.run(&format!(
        "(async () => {{
            const box = document.querySelectorAll('.diff .scroll')[{number}];
            getSelection().selectAllChildren(box);
            document.execCommand('copy');
            return await navigator.clipboard.readText();
        }})()"
    ));
    copied.as_str().expect("text").to_owned()
}

#[test]
fn the_search_finds_a_word_that_is_only_in_a_diff() {
    let Some(visits) = &*WALK else { return };
    let prose = visits.iter().flat_map(|visit| &visit.words_of_prose);
    let prose = BTreeSet::from_iter(prose);
    let mut code = visits.iter().flat_map(|visit| {
        visit.words_of_diffs.iter().map(|word| (&visit.page, word))
    });
    let only = code.find(|(_, word)| !prose.contains(word));
    let (page, word) = only.expect("code has words of its own");
    println!("{word} is on {page}");
    let Some(mut reader) = Reader::new() else { return };
    reader.open(page);
    let found = search(&mut reader, word);
    assert!(found.iter().any(|link| link.contains(page)), "{found:?}");
}

/// The links that the search finds for a word.
fn search(reader: &mut Reader, word: &str) -> Vec<String> {
    reader.list(&format!(
        "(async () => {{
            document.getElementById('mdbook-search-toggle').click();
            const bar = document.getElementById('mdbook-searchbar');
            const links = '#mdbook-searchresults a';
            for (let i = 0; i < 100; i++) {{
                bar.value = '{word}';
                bar.dispatchEvent(new Event('input', {{ bubbles: true }}));
                bar.dispatchEvent(new KeyboardEvent('keyup'));
                await new Promise(done => setTimeout(done, 100));
                const found = document.querySelectorAll(links);
                if (found.length) return [...found].map(a => a.href);
            }}
            return [];
        }})()"
    ))
}

#[test]
fn arrow_keys_do_not_turn_the_page() {
    let Some(mut reader) = Reader::new() else { return };
    reader.open(PAGE);
    for key in ["ArrowRight", "ArrowLeft"] {
        let press = json!({ "type": "keyDown", "key": key });
        reader.browser.call("Input.dispatchKeyEvent", press);
    }
    let path = reader.browser.run("location.pathname");
    assert_eq!(path, json!(format!("/{PAGE}")));
}
