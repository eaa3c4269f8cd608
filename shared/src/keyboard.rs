//! The keyboard gives its keys one by one, unseen, and is given back.

/// The keyboard of the terminal.
///
/// Ctrl-C, Ctrl-Z and all that the terminal itself does at a key remain as
/// they are: only that it waits for whole lines, and shows them, ends.
#[derive(Default)]
pub(crate) struct Keyboard {
    /// How the terminal was found.
    #[cfg(unix)]
    found: Option<rustix::termios::Termios>,
}

#[cfg(unix)]
impl Keyboard {
    /// Takes it, if there is one.
    pub(crate) fn take(&mut self) {
        use rustix::termios::{
            LocalModes, OptionalActions, SpecialCodeIndex, tcgetattr,
            tcsetattr,
        };
        let stdin = std::io::stdin();
        let Ok(found) = tcgetattr(&stdin) else { return };
        let mut keys = found.clone();
        keys.local_modes.remove(LocalModes::ICANON | LocalModes::ECHO);
        keys.special_codes[SpecialCodeIndex::VMIN] = 1;
        keys.special_codes[SpecialCodeIndex::VTIME] = 0;
        if tcsetattr(&stdin, OptionalActions::Now, &keys).is_ok() {
            self.found = Some(found);
        }
    }

    /// Gives it back. Keys that nobody has read were meant for the show,
    /// and not for whoever reads next.
    pub(crate) fn give_back(&mut self) {
        use rustix::termios::{
            OptionalActions, QueueSelector, tcflush, tcsetattr,
        };
        let Some(found) = self.found.take() else { return };
        let stdin = std::io::stdin();
        // There may be no terminal any more.
        let _ = tcflush(&stdin, QueueSelector::IFlush);
        let _ = tcsetattr(&stdin, OptionalActions::Now, &found);
    }
}

/// Elsewhere the terminal gives its keys to whoever asks for them.
#[cfg(not(unix))]
impl Keyboard {
    pub(crate) fn take(&mut self) {}

    pub(crate) fn give_back(&mut self) {}
}
