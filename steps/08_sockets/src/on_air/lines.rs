//! What a guest types: lines, of which nothing is believed.

use std::time::Duration;

use shared::clock;
use step_08_sockets::{TcpStream, sleep_until};

/// Nobody types longer lines.
const MAX_LENGTH: usize = 256;

/// What stands for one that is, whatever it begins with.
const TOO_LONG: &str = "too long";

/// Nobody types so much faster than this. Whoever does has to wait: we do
/// not read on, and the system takes no more than it has room for.
const PAUSE: Duration = Duration::from_millis(100);

/// Whoever hangs up need not type it.
pub const QUIT: &str = "quit";

pub struct Lines<'a> {
    stream: &'a TcpStream,
    /// What has come and has not been a line yet.
    rest: Vec<u8>,
    /// When we read on.
    next_read: Duration,
}

impl<'a> Lines<'a> {
    pub fn of(stream: &'a TcpStream) -> Self {
        Self { stream, rest: Vec::new(), next_read: Duration::ZERO }
    }

    /// Waits for the next line. Nothing is lost if the wait is given up.
    pub async fn next(&mut self) -> String {
        let mut buffer = [0; MAX_LENGTH];
        loop {
            if let Some(end) = self.rest.iter().position(|b| *b == b'\n') {
                let line: Vec<_> = self.rest.drain(..=end).collect();
                if line.len() > MAX_LENGTH {
                    return TOO_LONG.to_owned();
                }
                let line = String::from_utf8_lossy(&line);
                return line.trim().to_lowercase();
            }
            // That much is too long already, whatever comes now.
            self.rest.truncate(MAX_LENGTH);
            sleep_until(self.next_read).await;
            let Ok(count @ 1..) = self.stream.read(&mut buffer).await
            else {
                return QUIT.to_owned();
            };
            self.next_read = clock::now() + PAUSE;
            self.rest.extend(&buffer[..count]);
        }
    }
}
