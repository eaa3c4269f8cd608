//! The book builds, and what it points at is there.

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use book::building::{Care, check};
use scraper::{Html, Selector};

/// What a page can be asked for, and what it points at.
struct Page {
    anchors: BTreeSet<String>,
    links: Vec<String>,
}

#[test]
fn the_book_builds_and_shows_every_change() {
    let report = check(&common::repository(), Care::Strict);
    report.unwrap_or_else(|error| panic!("{error:#}"));
}

#[test]
fn links_within_the_book_lead_somewhere() {
    let pages = &*PAGES;
    let mut broken = Vec::new();
    for (path, page) in pages {
        for link in page.links.iter().filter(|link| !is_external(link)) {
            if !leads_somewhere(pages, path, link) {
                broken.push(format!("{}: {link}", path.display()));
            }
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

/// Links to elsewhere are told and not followed: a test needs no network.
#[test]
fn links_to_elsewhere_are_safe() {
    let links = PAGES.values().flat_map(|page| &page.links);
    let links: BTreeSet<_> =
        links.filter(|link| is_external(link)).collect();
    for link in links {
        println!("{link}");
        assert!(link.starts_with("https://"), "{link}");
    }
}

/// All pages but those that repeat others.
static PAGES: LazyLock<BTreeMap<PathBuf, Page>> = LazyLock::new(read_pages);

fn read_pages() -> BTreeMap<PathBuf, Page> {
    let mut pages = BTreeMap::new();
    for path in common::files(common::pages(), "html") {
        let text = std::fs::read_to_string(&path).expect("text");
        let page = Html::parse_document(&text);
        let all = |selector, attribute| -> Vec<String> {
            let selector = Selector::parse(selector).expect("a selector");
            let found = page.select(&selector);
            let values = found.filter_map(|e| e.value().attr(attribute));
            values.map(str::to_owned).collect()
        };
        let anchors = all("[id]", "id").into_iter().collect();
        let links = all("main a[href]", "href");
        pages.insert(path, Page { anchors, links });
    }
    pages
}

fn is_external(link: &str) -> bool {
    link.contains("://") || link.starts_with("mailto:")
}

fn leads_somewhere(
    pages: &BTreeMap<PathBuf, Page>,
    from: &Path,
    link: &str,
) -> bool {
    let (file, anchor) = link.split_once('#').unwrap_or((link, ""));
    let folder = from.parent().expect("it is in a folder");
    let to = match file {
        "" => from.to_owned(),
        file => match folder.join(file).canonicalize() {
            Ok(path) => path,
            Err(_) => return false,
        },
    };
    let known = pages.iter().find(|(path, _)| {
        path.canonicalize().ok() == to.canonicalize().ok()
    });
    match known {
        Some((_, page)) => {
            anchor.is_empty() || page.anchors.contains(anchor)
        }
        None => to.exists() && anchor.is_empty(),
    }
}
