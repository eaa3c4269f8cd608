//! Which of the lines that go is which of those that come.

use similar::TextDiff;

/// How much two lines are alike, from 0 to 1: 0 if not enough to be one line
/// that has changed.
pub type Alike = fn(&str, &str) -> f32;

/// What counts as alike.
const ENOUGH: f32 = 0.6;

/// Lines of code are alike if most of their letters are.
pub fn code(old: &str, new: &str) -> f32 {
    let (old, new) = (old.trim(), new.trim());
    if old.is_empty() || at_most(old, new) < ENOUGH {
        return 0.0;
    }
    let ratio = TextDiff::from_chars(old, new).ratio();
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

/// Lines of output begin with their time: what happens at another time is
/// another thing, even if it looks the same.
pub fn output(old: &str, new: &str) -> f32 {
    let same_start =
        old.split_whitespace().next() == new.split_whitespace().next();
    if same_start { code(old, new) } else { 0.0 }
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
