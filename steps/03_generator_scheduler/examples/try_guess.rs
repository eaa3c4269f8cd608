//! A generator that guesses a number. It yields its guesses, and what is
//! sent in is how good the last one was.

use std::cmp::Ordering;

use shared::say;

fn main() {
    shared::start_scene();
    let secret = 42;
    let mut guesser = Guesser { low: 1, high: 100, guess: None };
    let mut answer = None;
    while let Some(guess) = guesser.resume(answer) {
        answer = Some(secret.cmp(&guess));
        say!("{guess}? {}", in_words(secret.cmp(&guess)));
    }
    say!("the guesser has come to its end");
}

fn in_words(answer: Ordering) -> &'static str {
    match answer {
        Ordering::Less => "less",
        Ordering::Equal => "yes!",
        Ordering::Greater => "more",
    }
}

struct Guesser {
    low: u32,
    high: u32,
    /// There, once the generator stands at its "yield".
    guess: Option<u32>,
}

impl Guesser {
    fn resume(&mut self, sent: Option<Ordering>) -> Option<u32> {
        if let (Some(guess), Some(answer)) = (self.guess, sent) {
            match answer {
                Ordering::Less => self.high = guess - 1,
                Ordering::Equal => return None,
                Ordering::Greater => self.low = guess + 1,
            }
        }
        self.guess = Some((self.low + self.high) / 2);
        self.guess
    }
}
