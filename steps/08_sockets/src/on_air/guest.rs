//! A guest: a Blinky that somebody plays from afar.

use std::cell::Cell;
use std::time::Duration;

use shared::cast::{ANIMATIONS, Animation, Face, OPEN_EYES};
use step_08_sockets::{self as unio, TcpStream};

use super::lines::{Lines, QUIT};
use super::screen::Screen;
use super::{FRAME, PATIENCE, SEATS};
use crate::Family;

// Short, since a window may be half as wide as usual.
const HINT: &str = "Welcome! The face below is you.\r\n\
     Type wink, or help, or quit.";

const UNKNOWN: &str = "Nobody here can do that. Try help.";

// Some clients wait for a last line before they end.
const GOODBYE: &str = "\r\x1b[JGoodbye! Press Enter.\r\n";

pub struct Guest<'a> {
    family: &'a Family,
    stream: &'a TcpStream,
    number: usize,
    /// What this guest is to be told.
    message: Cell<Option<String>>,
}

impl<'a> Guest<'a> {
    /// A new member of the family, if there is a seat left.
    pub fn join(family: &'a Family, stream: &'a TcpStream) -> Option<Self> {
        let air = &family.air;
        if air.guests.get() == SEATS {
            return None;
        }
        air.guests.update(|guests| guests + 1);
        air.next_guest.update(|guest| guest + 1);
        let number = family.show.blinkies() + air.next_guest.get();
        let message = Cell::new(Some(HINT.to_owned()));
        Some(Self { family, stream, number, message })
    }

    /// Plays and watches at the same time, until one of them is over. By
    /// then the guest has left; what is returned are the last words.
    pub async fn stay(self) -> Option<&'static str> {
        let parts = [true, false].map(async |plays| {
            if plays { self.play().await } else { self.watch().await }
        });
        unio::race(parts).await
    }

    /// A Blinky goes on to its next face when its time is up. A guest's
    /// does so at a line, too.
    async fn play(&self) -> Option<&'static str> {
        let mut script = self.family.show.script_of_guest(self.number);
        let mut animation = [].iter();
        let mut lines = Lines::of(self.stream);
        loop {
            let frame = animation.next().map(|(face, millis)| {
                (*face, Duration::from_millis(*millis))
            });
            let (face, delay) = frame.or_else(|| script.next())?;
            self.make(face);
            let line = unio::timeout(delay, lines.next()).await;
            let Some(line) = line else { continue };
            if line == QUIT {
                return Some(GOODBYE);
            }
            if let Some(chosen) = self.answer(&line) {
                animation = chosen.frames.iter();
            }
        }
    }

    fn make(&self, face: Face) {
        self.family.faces.borrow_mut().insert(self.number, face);
        self.family.air.changed.tell();
    }

    /// Says what there is to say to a line, never what stands in it.
    fn answer(&self, line: &str) -> Option<&'static Animation> {
        let animation = Animation::named(line);
        let answer = match line {
            "help" => help(),
            "" => HINT.to_owned(),
            _ if animation.is_some() => HINT.to_owned(),
            _ => UNKNOWN.to_owned(),
        };
        self.message.set(Some(answer));
        self.family.air.drawn.tell();
        animation
    }

    /// Sends what is new, and then waits for more. Returns when the guest
    /// is gone, or has not read for so long that there is no room left.
    async fn watch(&self) -> Option<&'static str> {
        let mut screen = Screen::default();
        loop {
            let news = self.family.air.drawn.next();
            let text = self.draw_on(&mut screen);
            let sent = self.stream.write_all(text.as_bytes());
            unio::timeout(PATIENCE, sent).await?.ok()?;
            unio::sleep(FRAME).await;
            news.await;
        }
    }

    fn draw_on(&self, screen: &mut Screen) -> String {
        let family = self.family;
        let face = family.faces.borrow().get(&self.number).copied();
        let picture = family.air.picture.borrow().clone();
        let face = face.unwrap_or(OPEN_EYES);
        screen.draw(picture, face, self.message.take())
    }
}

impl Drop for Guest<'_> {
    fn drop(&mut self) {
        let air = &self.family.air;
        self.family.faces.borrow_mut().remove(&self.number);
        air.guests.update(|guests| guests - 1);
        air.changed.tell();
    }
}

fn help() -> String {
    let names: Vec<_> = ANIMATIONS.iter().map(|a| a.name).collect();
    let rows: Vec<_> = names.chunks(5).map(|row| row.join(" ")).collect();
    rows.join("\r\n") + ", or quit"
}
