//! What wakes a task: on the loop's own thread directly, from any other by
//! letter.

use std::sync::{Arc, Weak};
use std::task::Wake;

use crate::Loop;
use crate::letters::LetterBox;
use crate::task::Key;

pub type Letters = LetterBox<Key>;

pub struct TaskWaker {
    pub key: Key,
    /// It goes with its loop, however long wakers are kept.
    pub letters: Weak<Letters>,
}

impl Wake for TaskWaker {
    fn wake(self: Arc<Self>) {
        if let Some(own) = Loop::of_this_thread()
            && Arc::as_ptr(&own.letters) == self.letters.as_ptr()
        {
            own.tasks.borrow_mut().wake(self.key);
        } else if let Some(letters) = self.letters.upgrade() {
            letters.put(self.key);
        }
    }
}
