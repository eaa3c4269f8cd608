//! The show goes on air: guests connect, and each is a Blinky.

mod guest;
mod lines;
mod news;
mod screen;

use std::cell::{Cell, RefCell};
use std::io;
use std::net::{SocketAddr, TcpListener};
use std::process::exit;
use std::rc::Rc;
use std::time::Duration;

use shared::cast::Face;
use shared::{Show, clock};
use socket2::SockRef;
use step_08_sockets::{self as unio, Server, TcpStream};

use crate::{Family, print_blinkies};
use guest::Guest;
use news::News;
use screen::Picture;

/// How long a picture lasts at least: as long as the shortest face.
const FRAME: Duration = Duration::from_millis(40);

/// How long we wait for a guest who does not read.
const PATIENCE: Duration = Duration::from_secs(2);

/// How many bytes the system may keep for a guest who does not read them,
/// about: without a limit it would be megabytes.
const BUFFER: usize = 1 << 15;

/// How many guests there may be at once.
const SEATS: usize = 1000;

#[derive(clap::Args)]
pub struct Flags {
    /// Where guests can join, for example with nc; nobody can with
    /// --virtual-time
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:7878")]
    #[arg(value_parser = parse_address)]
    listen: String,
}

impl Flags {
    /// Opens the house, or ends the program if that is not possible.
    /// Nobody can join in simulated time: it is over at once.
    pub fn listen(self, show: &mut Show) -> Option<TcpListener> {
        if clock::is_simulated() {
            return None;
        }
        let (listener, address) =
            listen_at(&self.listen).unwrap_or_else(|error| {
                eprintln!(
                    "error: {}: {error}; --listen takes another address",
                    self.listen
                );
                exit(1);
            });
        let (ip, port) = (address.ip(), address.port());
        show.announce(format!("on air: nc {ip} {port}"));
        Some(listener)
    }
}

fn listen_at(address: &str) -> io::Result<(TcpListener, SocketAddr)> {
    let listener = TcpListener::bind(address)?;
    let address = listener.local_addr()?;
    // Those who connect inherit it.
    let socket = SockRef::from(&listener);
    socket.set_send_buffer_size(BUFFER)?;
    // For those who come all at once.
    socket.listen(1024)?;
    Ok((listener, address))
}

fn parse_address(text: &str) -> Result<String, &'static str> {
    let (host, port) = text.rsplit_once(':').unwrap_or_default();
    let is_address = !host.is_empty() && port.parse::<u16>().is_ok();
    is_address
        .then(|| text.to_owned())
        .ok_or("try 127.0.0.1:7878, or 0.0.0.0:7878 for other machines")
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
    let listener = unio::TcpListener::from_std(listener);
    let listener = listener.expect("the system can watch it");
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
