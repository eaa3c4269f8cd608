//! The cast: Blinkies, and the animations that they play.

use std::time::Duration;

use rand::rngs::ChaCha8Rng;
use rand::{Rng, SeedableRng};

use crate::recording;

/// A Blinky's face: five columns of printable ASCII without spaces.
pub type Face = &'static str;

/// How every Blinky looks before its first animation, and between two.
pub const OPEN_EYES: Face = "(o.o)";

/// A named sequence of faces, each shown for a number of milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Animation {
    /// The name, as one would type it.
    pub name: &'static str,
    /// The faces in order, each with its time in milliseconds.
    pub frames: &'static [(Face, u64)],
}

impl Animation {
    /// The animation of that name, if there is one.
    pub fn named(name: &str) -> Option<&'static Self> {
        ANIMATIONS.iter().find(|animation| animation.name == name)
    }
}

/// All that a Blinky can do.
///
/// Order matters: a script draws from this list by position, so a change
/// here changes every show.
#[rustfmt::skip]
pub const ANIMATIONS: &[Animation] = &[
    Animation { name: "blink", frames: &[("(-.-)", 120)] },
    Animation { name: "flutter", frames: &[
        ("(-.-)", 90), ("(o.o)", 110), ("(-.-)", 90), ("(o.o)", 110),
        ("(-.-)", 90),
    ] },
    Animation { name: "doze", frames: &[
        ("(=.=)", 300), ("(-.-)", 900), ("(=.=)", 200),
    ] },
    Animation { name: "wink", frames: &[("(o.-)", 350)] },
    Animation { name: "cheeky", frames: &[
        ("(-.o)", 300), ("(-.p)", 450),
    ] },
    Animation { name: "look", frames: &[
        ("(<.<)", 500), ("(o.o)", 150), ("(>.>)", 500),
    ] },
    Animation { name: "surprise", frames: &[
        ("(O.O)", 250), ("(OoO)", 500), ("(O.O)", 150),
    ] },
    Animation { name: "smile", frames: &[("(^.^)", 800)] },
    Animation { name: "laugh", frames: &[
        ("(^o^)", 130), ("(^-^)", 130), ("(^o^)", 130), ("(^-^)", 130),
        ("(^o^)", 130),
    ] },
    Animation { name: "kiss", frames: &[("(o3o)", 200), ("(^3^)", 500)] },
    Animation { name: "sniffle", frames: &[
        ("(;.;)", 600), ("(T.T)", 700), ("(;.;)", 300),
    ] },
    Animation { name: "sneeze", frames: &[
        ("(>.o)", 250), ("(>o<)", 150), ("(>.<)", 300),
    ] },
    Animation { name: "dizzy", frames: &[
        ("(@.o)", 180), ("(@.@)", 180), ("(o.@)", 180), ("(@.@)", 180),
        ("(x.x)", 500),
    ] },
    Animation { name: "spin", frames: &[
        ("(|.|)", 240), ("(/./)", 200), ("(-.-)", 160), ("(\\.\\)", 130),
        ("(|.|)", 100), ("(/./)", 80), ("(-.-)", 60), ("(\\.\\)", 50),
        ("(|.|)", 40), ("(/./)", 40), ("(-.-)", 40), ("(\\.\\)", 40),
    ] },
    Animation { name: "robot", frames: &[
        ("[o_o]", 300), ("[1_1]", 200), ("[2_2]", 200), ("[3_3]", 200),
        ("[-_-]", 300),
    ] },
    Animation { name: "cat", frames: &[
        ("=o.o=", 400), ("=-.-=", 150), ("=^.^=", 600),
    ] },
    Animation { name: "owl", frames: &[
        ("{o,o}", 500), ("{-,o}", 200), ("{O,O}", 400),
    ] },
    Animation { name: "yawn", frames: &[
        ("(=.=)", 400), ("(=o=)", 300), ("(-O-)", 900), ("(-o-)", 300),
        ("(-.-)", 500), ("(-.z)", 600), ("(-.Z)", 600), ("(-.z)", 600),
        ("(-.Z)", 600), ("(O.O)", 200),
    ] },
];

/// The shortest and the longest pause between animations, in milliseconds.
const PAUSE: (u64, u64) = (500, 4_000);

/// All that one Blinky will do: faces, and how long each is shown.
///
/// The delays are whole milliseconds above zero. They add up to the show's
/// duration, for which the last is cut to fit; without a duration the
/// script never ends.
#[derive(Debug)]
pub struct Script {
    random: ChaCha8Rng,
    animation: std::slice::Iter<'static, (Face, u64)>,
    left: Option<Duration>,
    /// Whose turns are recorded when this goes on.
    blinky: Option<usize>,
}

impl Script {
    /// The script of one Blinky: `number` counts from zero.
    ///
    /// Each Blinky draws from a random stream of its own, so its script
    /// does not depend on the others or on the engine.
    pub fn new(seed: u64, number: u64, duration: Option<Duration>) -> Self {
        let mut key = [0; 32];
        key[..8].copy_from_slice(&seed.to_le_bytes());
        let mut random = ChaCha8Rng::from_seed(key);
        random.set_stream(number);
        let animation = pick(&mut random).frames.iter();
        Self { random, animation, left: duration, blinky: None }
    }

    /// Makes known that this is played by a Blinky of the family.
    pub(crate) fn played_by(self, blinky: usize) -> Self {
        Self { blinky: Some(blinky), ..self }
    }

    fn next_frame(&mut self) -> (Face, u64) {
        if let Some(&frame) = self.animation.next() {
            return frame;
        }
        let pause = below(&mut self.random, PAUSE.1 - PAUSE.0 + 1);
        self.animation = pick(&mut self.random).frames.iter();
        (OPEN_EYES, PAUSE.0 + pause)
    }
}

impl Iterator for Script {
    type Item = (Face, Duration);

    fn next(&mut self) -> Option<(Face, Duration)> {
        if self.left == Some(Duration::ZERO) {
            if let Some(blinky) = self.blinky {
                recording::ends(blinky);
            }
            return None;
        }
        let (face, millis) = self.next_frame();
        let mut delay = Duration::from_millis(millis);
        if let Some(left) = &mut self.left {
            delay = delay.min(*left);
            *left -= delay;
        }
        if let Some(blinky) = self.blinky {
            recording::begins(blinky, face, delay);
        }
        Some((face, delay))
    }
}

fn pick(random: &mut ChaCha8Rng) -> &'static Animation {
    &ANIMATIONS[below(random, ANIMATIONS.len() as u64) as usize]
}

/// A number from zero to `end`, without it.
///
/// Only the generator's raw words are documented to stay the same for ever.
/// The library's own ways to choose may improve from version to version,
/// and then an old seed would play a new show.
fn below(random: &mut ChaCha8Rng, end: u64) -> u64 {
    (u64::from(random.next_u32()) * end) >> 32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faces_are_five_printable_columns_shown_for_some_time() {
        assert!(ANIMATIONS.len() >= 15);
        for animation in ANIMATIONS {
            assert!(!animation.frames.is_empty(), "{}", animation.name);
            for (face, millis) in animation.frames {
                assert_eq!(face.len(), OPEN_EYES.len(), "{face}");
                assert!(face.bytes().all(|b| b.is_ascii_graphic()));
                assert!(*millis > 0, "{face}");
            }
        }
    }

    #[test]
    fn an_animation_has_a_name_of_its_own() {
        for animation in ANIMATIONS {
            let found = Animation::named(animation.name).unwrap();
            assert_eq!(found, animation);
        }
        assert_eq!(Animation::named("moonwalk"), None);
    }

    #[test]
    fn the_delays_of_a_script_add_up_to_the_duration() {
        for number in 0..100 {
            let duration = Duration::from_micros(12_345_678);
            let script = Script::new(7, number, Some(duration));
            let delays: Vec<_> = script.map(|(_, delay)| delay).collect();
            assert_eq!(delays.iter().sum::<Duration>(), duration);
            assert!(delays.iter().all(|delay| !delay.is_zero()));
            let whole = &delays[..delays.len() - 1];
            assert!(
                whole.iter().all(|d| d.subsec_nanos() % 1_000_000 == 0)
            );
        }
    }

    /// If this fails, every seed that anybody noted down plays another show.
    #[test]
    fn a_seed_plays_the_same_show_for_ever() {
        let faces = |seed, number| -> Vec<Face> {
            let script = Script::new(seed, number, None);
            script.take(6).map(|(face, _)| face).collect()
        };
        assert_eq!(faces(1, 0), EXPECTED[0]);
        assert_eq!(faces(1, 1), EXPECTED[1]);
        assert_eq!(faces(2, 0), EXPECTED[2]);
    }

    #[rustfmt::skip]
    const EXPECTED: [[Face; 6]; 3] = [
        ["(>.o)", "(>o<)", "(>.<)", "(o.o)", "{o,o}", "{-,o}"],
        ["(o3o)", "(^3^)", "(o.o)", "(@.o)", "(@.@)", "(o.@)"],
        ["[o_o]", "[1_1]", "[2_2]", "[3_3]", "[-_-]", "(o.o)"],
    ];
}
