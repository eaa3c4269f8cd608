//! Reads what a show printed, line by line.

use shared::cast::OPEN_EYES;

use crate::model::Show;

/// A line of a show: the time in milliseconds, and the faces.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Frame<'a> {
    /// When.
    pub time: u64,
    /// How everybody looks.
    pub faces: Vec<&'a str>,
}

/// Somebody looks different from the line before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Change<'a> {
    /// When, in milliseconds.
    pub time: u64,
    /// Which of the Blinkies.
    pub who: usize,
    /// How he looks now.
    pub face: &'a str,
}

/// A line that is not one of a show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Odd {
    /// There are parts of several lines in it, or of one.
    Torn,
    /// Somebody else wrote it.
    Foreign,
    /// It is whole, with another number of faces.
    Family(usize),
}

impl<'a> Frame<'a> {
    /// Reads a line.
    ///
    /// # Errors
    ///
    /// What is odd about it, if it is none of this show's.
    pub fn parse(line: &'a str, show: &Show) -> Result<Self, Odd> {
        let mut words = line.split_whitespace();
        let time = words.next().and_then(time);
        let faces: Vec<_> = words.collect();
        let known = faces.iter().all(|word| is_face(word));
        match time {
            Some(time) if known && faces.len() == show.blinkies => {
                Ok(Self { time, faces })
            }
            Some(_) if known => Err(Odd::Family(faces.len())),
            _ if is_torn(line) => Err(Odd::Torn),
            _ => Err(Odd::Foreign),
        }
    }
}

/// Who changes from each frame to the next; at first, all have open eyes.
pub fn changes<'a>(frames: &[Frame<'a>]) -> Vec<Vec<Change<'a>>> {
    let family = frames.first().map_or(0, |frame| frame.faces.len());
    let mut before = vec![OPEN_EYES; family];
    let changes = frames.iter().map(|frame| {
        let pairs = before.iter().zip(&frame.faces).enumerate();
        let differ = pairs.filter(|(_, (old, new))| old != new);
        let time = frame.time;
        let changes =
            differ.map(|(who, (_, &face))| Change { time, who, face });
        let changes = changes.collect();
        before.clone_from(&frame.faces);
        changes
    });
    changes.collect()
}

/// `12.345` in milliseconds.
fn time(word: &str) -> Option<u64> {
    let (seconds, millis) = word.split_once('.')?;
    if millis.len() != 3 {
        return None;
    }
    let seconds: u64 = seconds.parse().ok()?;
    seconds.checked_mul(1000)?.checked_add(millis.parse().ok()?)
}

fn is_face(word: &str) -> bool {
    let ends = matches!(word.as_bytes(), [b'(' | b'[' | b'{' | b'=', ..]);
    ends && word.len() == OPEN_EYES.len()
}

/// Whether a line is made of nothing but times and faces.
fn is_torn(line: &str) -> bool {
    line.split_whitespace()
        .all(|word| is_face(word) || time(word).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    const TWO: Show = Show { seed: 7, blinkies: 2, millis: 1000 };

    #[test]
    fn a_whole_line_has_a_time_and_the_faces_of_all() {
        let frame = Frame::parse("   0.350  (o.o) =o.o=", &TWO).unwrap();
        assert_eq!(frame.time, 350);
        assert_eq!(frame.faces, ["(o.o)", "=o.o="]);
    }

    #[test]
    fn other_lines_are_odd_in_one_of_three_ways() {
        let odd = |line| Frame::parse(line, &TWO).unwrap_err();
        assert_eq!(odd("   0.000     0.000  (o.o) (o.o)"), Odd::Torn);
        assert_eq!(odd(" (o.o)"), Odd::Torn);
        assert_eq!(odd(""), Odd::Torn);
        assert_eq!(odd("popped (0, 3)"), Odd::Foreign);
        assert_eq!(odd("   0.000  (o.o)"), Odd::Family(1));
    }

    #[test]
    fn a_change_is_what_differs_from_the_line_before() {
        let lines = ["   0.000  (o.o) (-.-)", "   0.120  (o.o) (o.o)"];
        let frames = lines.map(|line| Frame::parse(line, &TWO).unwrap());
        let changes = changes(&frames).concat();
        let told = changes.iter().map(|c| (c.time, c.who, c.face));
        let told: Vec<_> = told.collect();
        assert_eq!(told, [(0, 1, "(-.-)"), (120, 1, "(o.o)")]);
    }
}
