//! A generator that receives values: whoever resumes it sends one in. An
//! iterator cannot do that, but a type of our own can.

use shared::say;

fn main() {
    shared::start_scene();
    say!("make a generator: nothing runs yet");
    let mut comparison = CompareNumbers::new(5);
    for sent in [None, Some(3), Some(10), Some(5), None, Some(4)] {
        let got = comparison.resume(sent);
        say!("sent {sent:?}, got {got:?}");
    }
}

/// Yields an answer to each number that it is sent, until it is sent none.
struct CompareNumbers {
    at: At,
    limit: u32,
}

/// Where in its code the generator stands.
#[derive(Clone, Copy)]
enum At {
    Start,
    Yield,
    End,
}

impl CompareNumbers {
    fn new(limit: u32) -> Self {
        Self { at: At::Start, limit }
    }

    /// Goes on until the next "yield". There, `sent` comes in; at the start
    /// there is nobody yet to receive it.
    fn resume(&mut self, sent: Option<u32>) -> Option<&'static str> {
        let (at, answer) = match (self.at, sent) {
            (At::Start, _) => (At::Yield, Some("is it less than five?")),
            (At::Yield, Some(n)) if n < self.limit => {
                (At::Yield, Some("yes"))
            }
            (At::Yield, Some(_)) => (At::Yield, Some("no")),
            (At::Yield, None) | (At::End, _) => (At::End, None),
        };
        self.at = at;
        answer
    }
}
