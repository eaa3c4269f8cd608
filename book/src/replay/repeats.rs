//! A list in which some numbers come again and again, written shorter.

use serde::Serialize;

/// A number, or how often a row of numbers comes: `[1000, 4, 5]`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Part {
    /// Once.
    One(usize),
    /// First how often, and then what.
    Row(Vec<usize>),
}

/// The longest row that is looked for.
const LONGEST: usize = 12;

/// The same, shorter.
pub fn repeats(list: &[usize]) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut rest = list;
    while let Some(&first) = rest.first() {
        let longest = LONGEST.min(rest.len());
        let counts = (1..=longest).map(|len| (len, count(rest, len)));
        let (len, count) = counts
            .max_by_key(|(len, count)| {
                (len * (count - 1), usize::MAX - len)
            })
            .unwrap_or((1, 1));
        if len * (count - 1) < 3 {
            parts.push(Part::One(first));
            rest = &rest[1..];
        } else {
            let row = [&[count], &rest[..len]].concat();
            parts.push(Part::Row(row));
            rest = &rest[len * count..];
        }
    }
    parts
}

/// How often the first so many come, one after the other.
fn count(list: &[usize], len: usize) -> usize {
    let rows = list.chunks_exact(len);
    rows.take_while(|row| *row == &list[..len]).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_again_is_counted_and_nothing_is_lost() {
        let list = [0, 1, 2, 3, 2, 3, 2, 3, 4, 4, 4, 4, 5, 6];
        let short = repeats(&list);
        let row = |row: &[usize]| Part::Row(row.to_vec());
        let expected =
            [Part::One(0), Part::One(1), row(&[3, 2, 3]), row(&[4, 4])];
        assert_eq!(short[..4], expected);
        let long = short.iter().flat_map(|part| match part {
            Part::One(number) => vec![*number],
            Part::Row(row) => row[1..].repeat(row[0]),
        });
        assert_eq!(long.collect::<Vec<_>>(), list);
    }
}
