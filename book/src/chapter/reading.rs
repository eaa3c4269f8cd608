//! How long a page takes to read, and how large its pieces are.

use std::fmt::Write;

use super::chapter_of;
use super::mistake::Mistake;
use super::rules::Rules;

/// How many words somebody reads in a minute.
const WORDS_A_MINUTE: f64 = 200.0;

/// How many lines of code that are new somebody reads in a minute.
const LINES_A_MINUTE: f64 = 12.0;

/// What there is to read on a page without opening a fold.
#[derive(Debug, Clone, Default)]
pub struct Reading {
    /// The page, named from the folder of chapters.
    pub page: String,
    /// How many words of prose.
    pub words: usize,
    /// How many lines of code that are new: those that come in a diff, and
    /// those of a listing, if no chapter before is about that step. Blank
    /// lines do not count.
    pub code: usize,
    /// The pieces of diffs, from the top.
    pub pieces: Vec<Piece>,
    in_fold: bool,
}

/// A piece of a diff, and how much changes in it.
#[derive(Debug, Clone)]
pub struct Piece {
    /// Where it stands on its page, counted from one.
    pub line: usize,
    /// What it shows.
    pub title: String,
    /// How many lines come or go and are seen without opening a fold.
    pub seen: usize,
    /// The same, with the folded ones.
    pub all: usize,
}

impl Reading {
    /// Nothing yet.
    pub fn new(page: &str) -> Self {
        Self { page: page.to_owned(), ..Self::default() }
    }

    /// Counts the words of a line of prose. What stands between `<details>`
    /// and its end is folded.
    pub fn add_prose(&mut self, line: &str) {
        self.in_fold |= line.starts_with("<details");
        if !self.in_fold {
            let words = line.split_whitespace();
            let is_word =
                |word: &&str| word.contains(char::is_alphanumeric);
            self.words += words.filter(is_word).count();
        }
        self.in_fold &= !line.starts_with("</details");
    }

    /// Counts some lines of code.
    pub fn add_code(&mut self, lines: usize) {
        if !self.in_fold {
            self.code += lines;
        }
    }

    /// How long it takes.
    pub fn minutes(&self) -> f64 {
        let (words, code) = (self.words as f64, self.code as f64);
        words / WORDS_A_MINUTE + code / LINES_A_MINUTE
    }

    /// What is too much.
    pub fn too_much(&self, rules: &Rules) -> Vec<Mistake> {
        let mistake = |line, message| {
            let chapter = self.page.clone();
            Mistake { chapter, line, message }
        };
        let minutes = self.minutes();
        let most = rules.minutes.filter(|&most| minutes > most as f64);
        let page = most.map(|most| {
            let told = format!(
                "this page takes {minutes:.1} minutes to read, and {most} \
                 are the most"
            );
            mistake(1, told)
        });
        let most = rules.changes.unwrap_or(usize::MAX);
        let pieces = self.pieces.iter().filter(|piece| piece.seen > most);
        let pieces = pieces.map(|piece| {
            let told = format!(
                "{} lines change in this piece, and {most} are the most",
                piece.seen
            );
            mistake(piece.line, told)
        });
        page.into_iter().chain(pieces).collect()
    }

    fn sizes(&self) -> Vec<usize> {
        self.pieces.iter().map(|piece| piece.seen).collect()
    }
}

/// The one in the middle; zero, if there is none.
pub fn median(mut sizes: Vec<usize>) -> usize {
    sizes.sort_unstable();
    sizes.get(sizes.len() / 2).copied().unwrap_or_default()
}

/// Each page in a line; and each piece of those whose names begin so.
pub fn table(pages: &[Reading], in_full: Option<&str>) -> String {
    let mut table =
        String::from("minutes  words  code  pieces median largest\n");
    for page in pages {
        let sizes = page.sizes();
        let largest = sizes.iter().max().copied().unwrap_or_default();
        let _ = writeln!(
            table,
            "{:7.1} {:6} {:5} {:7} {:6} {largest:7}  {}",
            page.minutes(),
            page.words,
            page.code,
            sizes.len(),
            median(sizes),
            page.page,
        );
        if in_full.is_some_and(|name| page.page.starts_with(name)) {
            page.pieces.iter().for_each(|piece| tell(&mut table, piece));
        }
    }
    table
}

fn tell(table: &mut String, piece: &Piece) {
    let Piece { line, title, seen, all } = piece;
    let folded = match all - seen {
        0 => String::new(),
        folded => format!(", {folded} more are folded"),
    };
    let _ = writeln!(table, "{seen:44}  :{line} {title}{folded}");
}

/// The minutes of each chapter, page by page, in one line.
pub fn summary(pages: &[Reading]) -> String {
    let chapters =
        pages.chunk_by(|a, b| chapter_of(&a.page) == chapter_of(&b.page));
    let chapters = chapters.map(|pages| {
        let name = chapter_of(&pages[0].page).trim_end_matches(".md");
        let minutes = pages.iter().map(|p| format!("{:.0}", p.minutes()));
        format!("{name} {}", minutes.collect::<Vec<_>>().join("+"))
    });
    let all = chapters.collect::<Vec<_>>().join(", ");
    format!("Minutes to read: {all}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_takes_as_long_as_its_words_and_its_new_code() {
        let mut page = Reading::new("03.md");
        for _ in 0..40 {
            page.add_prose("Five words are on here.");
            page.add_prose("<details><summary>Hint</summary>");
            page.add_prose("These are not read.");
            page.add_code(7);
            page.add_prose("</details>");
        }
        page.add_prose("| --- | → |");
        page.add_code(24);
        assert_eq!((page.words, page.code), (200, 24));
        assert!((page.minutes() - 3.0).abs() < 1e-9);
    }

    #[test]
    fn too_much_is_told_with_its_line() {
        let (minutes, changes) = (Some(1), Some(10));
        let rules = Rules { minutes, changes, ..Rules::default() };
        let mut page = Reading::new("03.md");
        let piece = |line, seen| Piece {
            line,
            title: String::new(),
            seen,
            all: 40,
        };
        page.pieces = vec![piece(4, 10), piece(8, 11)];
        page.add_code(13);
        let told = page.too_much(&rules);
        let told: Vec<_> = told.iter().map(ToString::to_string).collect();
        assert_eq!(
            told,
            [
                "book/chapters/03.md:1: this page takes 1.1 minutes to \
                 read, and 1 are the most",
                "book/chapters/03.md:8: 11 lines change in this piece, and \
                 10 are the most",
            ]
        );
        assert!(page.too_much(&Rules::default()).is_empty());
    }
}
