//! A walk through all pages. To open a page takes longer than to look at it,
//! so each is opened once for all that is looked for on every page, and once
//! more in a narrow window.

use std::sync::LazyLock;
use std::thread;

use serde_json::json;

use super::{BOOK, Reader, browsers};

const THEMES: &[&str] = &["light", "rust", "coal", "navy", "ayu"];
const IS_PLAYED: &str =
    "document.querySelector('figure.timeline') !== null";

/// What has been found on a page.
pub(crate) struct Visit {
    pub(crate) page: String,
    /// What does not fit into the window, or went wrong.
    pub(crate) wrong: Vec<String>,
    /// Texts that are hard to read.
    pub(crate) faint: Vec<String>,
    /// Texts that are not on paper.
    pub(crate) hidden: Vec<String>,
    /// Whether there is a timeline on it.
    pub(crate) is_played: bool,
    pub(crate) words_of_prose: Vec<String>,
    pub(crate) words_of_diffs: Vec<String>,
}

/// All visits; none at all, if there is no browser. It takes every browser,
/// so whoever asks for it must not have one.
pub(crate) static WALK: LazyLock<Option<Vec<Visit>>> =
    LazyLock::new(|| {
        let (_, pages, _) = &*BOOK;
        let part = pages.len().div_ceil(browsers::how_many());
        thread::scope(|scope| {
            let walks = pages.chunks(part);
            let walks = walks.map(|pages| scope.spawn(|| walk(pages)));
            let walks: Vec<_> = walks.collect();
            let visits = walks.into_iter().map(|walk| walk.join());
            let visits: Option<Vec<_>> =
                visits.map(|visits| visits.expect("no panic")).collect();
            Some(visits?.into_iter().flatten().collect())
        })
    });

fn walk(pages: &[String]) -> Option<Vec<Visit>> {
    let mut reader = Reader::new()?;
    Some(pages.iter().map(|page| reader.visit(page)).collect())
}

impl Reader {
    fn visit(&mut self, page: &str) -> Visit {
        self.browser.resize(1280);
        self.open(page);
        let hidden = self.hidden_on_paper();
        let words_of_prose = self.list("wordsOfProse()");
        let words_of_diffs = self.list("wordsOfDiffs()");
        let is_played = self.browser.run(IS_PLAYED) == json!(true);
        let mut wrong = self.wrong("wide");
        let faint = self.faint_in_all_themes();
        self.browser.resize(390);
        self.open(page);
        wrong.extend(self.wrong("narrow"));
        Visit {
            page: page.to_owned(),
            wrong,
            faint,
            hidden,
            is_played,
            words_of_prose,
            words_of_diffs,
        }
    }

    fn hidden_on_paper(&mut self) -> Vec<String> {
        self.show_on("print");
        let hidden = self.list(
            "[...document.querySelectorAll('main details *')]
                .filter(e => !e.closest('title, desc, defs, figcaption a'))
                .filter(e => !e.checkVisibility())
                .map(e => e.textContent)",
        );
        self.show_on("");
        hidden
    }

    fn show_on(&mut self, media: &str) {
        let media = json!({ "media": media });
        self.browser.call("Emulation.setEmulatedMedia", media);
    }

    fn wrong(&mut self, window: &str) -> Vec<String> {
        let mut wrong = self.list("openAll(), tooWide()");
        wrong.extend(self.browser.complaints());
        wrong.iter().map(|it| format!("{window}: {it}")).collect()
    }

    fn faint_in_all_themes(&mut self) -> Vec<String> {
        let all = THEMES.iter().flat_map(|theme| {
            let faint = self.list(&format!("setTheme('{theme}'), faint()"));
            let named = faint.into_iter();
            named.map(move |it| format!("{theme}: {it}"))
        });
        all.collect()
    }
}
