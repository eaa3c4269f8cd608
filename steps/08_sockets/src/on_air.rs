//! The show goes on air: guests connect, and each is a Blinky.

mod guest;
mod lines;
mod news;
mod screen;

use std::cell::{Cell, RefCell};
use std::process::exit;
use std::rc::Rc;
use std::time::Duration;

use shared::cast::Face;
use shared::{Show, clock};
use step_08_sockets::{self as unio, Server, TcpListener, TcpStream};

use crate::{Family, print_blinkies};
use guest::Guest;
use news::News;
use screen::Picture;

/// How long a picture lasts at least: as long as the shortest face.
const FRAME: Duration = Duration::from_millis(40);

/// How long we wait for a guest who does not read.
const PATIENCE: Duration = Duration::from_secs(2);

/// How many guests there may be at once.
const SEATS: usize = 1000;

#[derive(clap::Args)]
pub struct Flags {
    /// Where guests can join, for example with nc; nobody can with
    /// --virtual-time
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:7000")]
    #[arg(value_parser = parse_address)]
    listen: String,
}

impl Flags {
    /// Opens the house, or ends the program if that is not possible. In
    /// simulated time nobody could join: it is over at once.
    pub fn listen(self, show: &mut Show) -> Option<TcpListener> {
        if clock::is_simulated() {
            return None;
        }
        let listener = TcpListener::bind(self.listen).unwrap_or_else(|e| {
            eprintln!("error: {e}; --listen takes another address");
            exit(1);
        });
        let address = listener.local_addr().expect("it is bound");
        let (ip, port) = (address.ip(), address.port());
        show.announce(format!("on air: nc {ip} {port}"));
        Some(listener)
    }
}

fn parse_address(text: &str) -> Result<String, &'static str> {
    let (host, port) = text.rsplit_once(':').unwrap_or_default();
    let is_address = !host.is_empty() && port.parse::<u16>().is_ok();
    is_address
        .then(|| text.to_owned())
        .ok_or("try 127.0.0.1:7000, or 0.0.0.0:7000 for other machines")
}

/// What the family and its guests know of one another.
#[derive(Default)]
pub struct Air {
    picture: RefCell<Rc<Picture>>,
    /// There is a new picture.
    drawn: News,
    /// A guest has come, has gone, or has made another face.
    changed: News,
    guests: Cell<usize>,
    /// Nobody plays the script of a guest who has gone.
    next_guest: Cell<usize>,
}

impl Air {
    /// Shows the family to the guests. They fetch the picture when they are
    /// ready for it, so nobody waits for them.
    pub fn show(&self, faces: &[Face]) {
        self.picture.replace(Picture::of(faces).into());
        self.drawn.tell();
    }
}

/// Lets guests join for as long as the show lasts.
pub async fn serve(
    family: &Rc<Family>,
    listener: Option<TcpListener>,
    show: impl Future<Output = ()>,
) {
    let Some(listener) = listener else { return show.await };
    unio::create_task(draw(family.clone()));
    let family = family.clone();
    let welcome = async move |stream| welcome(&family, stream).await;
    Server::scope(listener, welcome, async |_| show.await).await;
}

/// Draws the family when guests have changed something: not so often that
/// anybody could be held up by them.
async fn draw(family: Rc<Family>) {
    let mut changed = family.air.changed.next();
    loop {
        changed.await;
        changed = family.air.changed.next();
        print_blinkies(&family);
        unio::sleep(FRAME).await;
    }
}

/// A connection, from the welcome to the last words.
async fn welcome(family: &Family, stream: TcpStream) {
    let last_words = match Guest::join(family, &stream) {
        Some(guest) => guest.stay().await,
        None => Some("The house is full. Come back later!\r\n"),
    };
    if let Some(words) = last_words {
        // Whoever has gone does not hear them.
        let sent = stream.write_all(words.as_bytes());
        let _ = unio::timeout(PATIENCE, sent).await;
    }
}
