//! Which of the lines that go is which of those that come, and in which of
//! their words they differ.

use std::collections::{BTreeMap, BTreeSet};

use super::align::{self, Change, runs};
use super::file_diff::FileDiff;
use super::source::is_telling;

/// How much two lines are alike, from 0 to 1: 0 if not enough to be one line
/// that has changed.
pub type Alike = fn(&str, &str) -> f32;

/// By the number of a row, which of its words are new, or go.
pub type Marks = BTreeMap<usize, Vec<usize>>;

/// What counts as alike.
const ENOUGH: f32 = 0.6;

/// Lines of code are alike if most of their letters are.
pub fn code(old: &str, new: &str) -> f32 {
    let (old, new) = (old.trim(), new.trim());
    // Braces are alike everywhere.
    if old.len() < 3 || at_most(old, new) < ENOUGH {
        return 0.0;
    }
    let ratio = ratio(old, new);
    if ratio >= ENOUGH { ratio } else { 0.0 }
}

/// How alike two lines are if the order of their letters does not matter:
/// quickly told, and never less than it is.
fn at_most(old: &str, new: &str) -> f32 {
    let mut letters = [0_i32; 256];
    old.bytes().for_each(|byte| letters[usize::from(byte)] += 1);
    let mut common = 0;
    for byte in new.bytes() {
        let left = &mut letters[usize::from(byte)];
        common += i32::from(*left > 0);
        *left -= 1;
    }
    2.0 * common as f32 / (old.len() + new.len()) as f32
}

fn ratio(old: &str, new: &str) -> f32 {
    let letters = |text: &str| text.chars().collect::<Vec<_>>();
    let (old, new) = (letters(old), letters(new));
    let rows = align::parts(&old, &new);
    let common = rows.iter().filter(|row| !row.is_change()).count();
    2.0 * common as f32 / (old.len() + new.len()) as f32
}

/// Lines of output begin with their time: what happens at another time is
/// another thing, even if it looks the same.
pub fn output(old: &str, new: &str) -> f32 {
    let same_start =
        old.split_whitespace().next() == new.split_whitespace().next();
    if same_start { code(old, new) } else { 0.0 }
}

/// Finds the lines that are alike among the rows that are shown, and the
/// words in which they differ. A mark says that another line is there to
/// compare with, so a line that is not shown makes none.
pub fn marks(
    diff: &FileDiff,
    shown: &BTreeSet<usize>,
    alike: Alike,
) -> Marks {
    let mut marks = Marks::new();
    for hunk in runs(diff.rows.len(), |i| diff.rows[i].is_change()) {
        let of = |change| -> Vec<usize> {
            let is_it = |&i: &usize| {
                let row = &diff.rows[i];
                let stays = row.change != change || row.moved.is_some();
                !stays && shown.contains(&i)
            };
            hunk.clone().filter(is_it).collect()
        };
        let (removed, added) = (of(Change::Removed), of(Change::Added));
        let texts = [&removed, &added].map(|rows| texts(diff, rows));
        for (i, j) in pairs(&texts[0], &texts[1], alike) {
            let (old, new) = differences(diff, removed[i], added[j]);
            marks.insert(removed[i], old);
            marks.insert(added[j], new);
        }
    }
    marks
}

fn texts<'a>(diff: &'a FileDiff, rows: &[usize]) -> Vec<&'a str> {
    rows.iter().map(|&i| diff.text(&diff.rows[i])).collect()
}

/// The words of two rows that the other one does not have.
fn differences(
    diff: &FileDiff,
    old: usize,
    new: usize,
) -> (Vec<usize>, Vec<usize>) {
    let words = |row: usize| -> Vec<&str> {
        let words = diff.words(&diff.rows[row]).iter();
        words.map(|word| word.text.trim()).collect()
    };
    let (old, new) = (words(old), words(new));
    let rows = align::parts(&old, &new);
    let changed = || rows.iter().filter(|row| row.is_change());
    let olds = changed().filter_map(|row| row.old).collect();
    let news = changed().filter_map(|row| row.new).collect();
    (joined(&old, olds), joined(&new, news))
}

/// Some words, and those between two of them in which there is nothing to
/// read: fewer marks read better. None begins or ends with a space.
fn joined(texts: &[&str], marks: Vec<usize>) -> Vec<usize> {
    let mut joined: Vec<usize> = Vec::new();
    for mark in marks {
        let between = joined.last().map_or(mark, |last| last + 1)..mark;
        if !texts[between.clone()].iter().any(|text| is_telling(text)) {
            joined.extend(between);
        }
        joined.push(mark);
    }
    let marked: BTreeSet<usize> = joined.iter().copied().collect();
    let is_inside = |i: usize| {
        i > 0 && [i - 1, i + 1].iter().all(|i| marked.contains(i))
    };
    joined.retain(|&i| !texts[i].is_empty() || is_inside(i));
    joined
}

/// The pairs that are most alike together, in the order of the lines.
pub fn pairs(
    old: &[&str],
    new: &[&str],
    alike: Alike,
) -> Vec<(usize, usize)> {
    let best = best(old, new, alike);
    let (mut i, mut j) = (old.len(), new.len());
    let mut pairs = Vec::new();
    while i > 0 && j > 0 {
        if best[i][j] == best[i - 1][j] {
            i -= 1;
        } else if best[i][j] == best[i][j - 1] {
            j -= 1;
        } else {
            (i, j) = (i - 1, j - 1);
            pairs.push((i, j));
        }
    }
    pairs.reverse();
    pairs
}

/// How much the best pairs among the first lines of each side are alike.
fn best(old: &[&str], new: &[&str], alike: Alike) -> Vec<Vec<f32>> {
    let mut best = vec![vec![0.0_f32; new.len() + 1]; old.len() + 1];
    for i in 0..old.len() {
        for j in 0..new.len() {
            let pair = best[i][j] + alike(old[i], new[j]);
            let skip = best[i][j + 1].max(best[i + 1][j]);
            best[i + 1][j + 1] = pair.max(skip);
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::{code, output, pairs};

    #[test]
    fn a_line_that_becomes_two_is_paired_with_the_one_it_resembles() {
        let old = ["use std::collections::VecDeque;"];
        let new = [
            "use std::cmp::Reverse;",
            "use std::collections::{BinaryHeap, HashMap};",
        ];
        assert_eq!(pairs(&old, &new, code), [(0, 1)]);
    }

    #[test]
    fn lines_that_have_nothing_in_common_are_no_pair() {
        assert_eq!(pairs(&["let a = 1;"], &["}"], code), []);
    }

    #[test]
    fn the_same_faces_at_another_time_are_no_pair() {
        let (old, new) = ("   0.350  (o.o) (-.-)", "   0.600  (o.o) (-.-)");
        assert_eq!(pairs(&[old], &[new], output), []);
        let new = "   0.350  (o.o) (x.x)";
        assert_eq!(pairs(&[old], &[new], output), [(0, 0)]);
    }
}
