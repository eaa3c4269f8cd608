//! The plain output of a show: a line for each redraw.

use shared::cast::{OPEN_EYES, Script};

/// One line: what the clock shows, and the faces.
pub struct Frame {
    /// In milliseconds.
    pub time: u64,
    /// In the order of the family.
    pub faces: Vec<String>,
}

impl Frame {
    /// Reads a line.
    ///
    /// # Panics
    ///
    /// If it is none of a show.
    pub fn of(line: &str) -> Self {
        let words = line.trim().split_once("  ");
        let (time, faces) =
            words.unwrap_or_else(|| panic!("not a line of a show: {line}"));
        Self {
            // It has three decimals.
            time: time.replace('.', "").parse().expect("digits"),
            faces: faces.split(' ').map(str::to_owned).collect(),
        }
    }
}

/// All lines of an output.
pub fn frames(output: &str) -> Vec<Frame> {
    output.lines().map(Frame::of).collect()
}

/// What a Blinky has shown, and when: every face that differs from the one
/// before it.
pub fn turns(frames: &[Frame], number: usize) -> Vec<(u64, &str)> {
    let mut now = OPEN_EYES;
    let shown = frames.iter().map(|frame| (frame, &frame.faces[number]));
    let turns = shown.filter_map(|(frame, face)| {
        let turn = (face != now).then_some((frame.time, face.as_str()));
        now = face;
        turn
    });
    turns.collect()
}

/// How much longer than asked for each sleep of a Blinky was, in
/// milliseconds. A face never follows itself, so each turn is seen.
pub fn lateness(frames: &[Frame], seed: u64, number: usize) -> Vec<i64> {
    let turns = turns(frames, number);
    let script = Script::new(seed, number as u64, None);
    let sleeps = turns.windows(2).zip(script);
    let late = sleeps.map(|(turns, (_, delay))| {
        let slept = turns[1].0 - turns[0].0;
        slept as i64 - delay.as_millis() as i64
    });
    late.collect()
}
