//! What a guest sees: text, and the escape sequences that every terminal
//! knows. We never learn how large that terminal is.

use std::mem;
use std::rc::Rc;

use shared::cast::Face;

/// As many faces as fit side by side in 80 columns.
const COLUMNS: usize = 13;

/// As many rows as fit on 24 with what stands below them.
const ROWS: usize = 16;

/// The family, drawn once for all guests.
#[derive(Default)]
pub struct Picture {
    text: String,
    rows: usize,
}

impl Picture {
    pub fn of(faces: &[Face]) -> Self {
        let (seen, unseen) =
            faces.split_at(faces.len().min(COLUMNS * ROWS));
        let rows = seen.chunks(COLUMNS).map(|row| row.join(" "));
        let mut rows: Vec<_> = rows.collect();
        if !unseen.is_empty() {
            rows.push(format!("and {} more", unseen.len()));
        }
        // No other row gets shorter than it was. It is cleared from its
        // start: at its end the cursor may stand on the last face.
        if let Some(last) = rows.last_mut() {
            last.insert_str(0, "\x1b[K");
        }
        Self { text: rows.join("\r\n"), rows: rows.len() }
    }
}

/// What stands on the terminal of one guest: the picture, a message, and
/// the guest's own face as the prompt.
#[derive(Default)]
pub struct Screen {
    picture: Rc<Picture>,
    face: Face,
    message_rows: usize,
}

impl Screen {
    /// What to send so that all of this is seen.
    pub fn draw(
        &mut self,
        picture: Rc<Picture>,
        face: Face,
        message: Option<String>,
    ) -> String {
        let seen = Rc::ptr_eq(&picture, &self.picture) && face == self.face;
        let old = mem::replace(&mut self.picture, picture);
        self.face = face;
        match message {
            Some(message) => self.all(&message),
            None if seen => String::new(),
            None => self.changes(old.rows),
        }
    }

    /// All of it, and a new prompt. Rows that are too long are cut, since
    /// one that wraps would move all others.
    fn all(&mut self, message: &str) -> String {
        self.message_rows = message.lines().count();
        let (family, face) = (&self.picture.text, self.face);
        format!(
            "\x1b[?7l\x1b[H\x1b[J{family}\r\n\r\n{message}\r\n\
             \x1b[?7h{face} > "
        )
    }

    /// The family, and the face in the prompt. What has been typed behind
    /// it stays there, and the cursor with it.
    fn changes(&self, old_rows: usize) -> String {
        let Picture { text: family, rows } = &*self.picture;
        let (make_room, follow) = moves(old_rows, *rows);
        let (prompt, face) = (rows + self.message_rows + 2, self.face);
        format!(
            "\x1b7\x1b[?7l{make_room}\x1b[H{family}\x1b[{prompt}H{face}\
             \x1b[?7h\x1b8{follow}"
        )
    }
}

/// Moves what stands below the family, and the cursor after it.
fn moves(old_rows: usize, rows: usize) -> (String, String) {
    let below = old_rows.min(rows) + 1;
    match rows.abs_diff(old_rows) {
        0 => Default::default(),
        n if rows > old_rows => {
            (format!("\x1b[{below}H\x1b[{n}L"), format!("\x1b[{n}B"))
        }
        n => (format!("\x1b[{below}H\x1b[{n}M"), format!("\x1b[{n}A")),
    }
}
