//! A generator runs when somebody asks for its next value, and not before.
//! Between two values it stands still and keeps what it needs to go on.

use shared::say;

fn main() {
    shared::start_scene();
    say!("make a generator of two numbers: nothing runs yet");
    let mut generator = numbers(2);
    for _ in 0..4 {
        say!("ask for the next value");
        shared::wait_for_enter();
        let value = generator.next();
        say!("got {value:?}");
    }

    say!("a `for` loop asks until it gets None");
    shared::wait_for_enter();
    for number in numbers(2) {
        say!("got {number}");
    }

    say!("which is short for this");
    shared::wait_for_enter();
    let mut generator = numbers(2);
    let mut value = generator.next();
    while let Some(number) = value {
        say!("got {number}");
        value = generator.next();
    }
}

/// With a "yield", this would be a function of five lines.
fn numbers(end: u32) -> Numbers {
    Numbers { at: At::Start, end }
}

struct Numbers {
    at: At,
    end: u32,
}

/// Where in its code the generator stands, and with which variables.
enum At {
    Start,
    Yield { number: u32 },
    End,
}

impl Iterator for Numbers {
    type Item = u32;

    fn next(&mut self) -> Option<u32> {
        let number = match self.at {
            At::Start => {
                say!("  generator: I start");
                0
            }
            At::Yield { number } => {
                say!("  generator: I go on after {number}");
                number + 1
            }
            At::End => return None,
        };
        if number < self.end {
            self.at = At::Yield { number };
            return Some(number);
        }
        say!("  generator: I come to my end");
        self.at = At::End;
        None
    }
}
