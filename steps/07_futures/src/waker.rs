//! What wakes a task: on the loop's own thread directly, from any other by
//! letter.

use std::sync::Arc;
use std::task::Wake;

use crate::CURRENT;
use crate::letters::LetterBox;
use crate::task::Key;

pub struct TaskWaker {
    pub key: Key,
    pub letters: Arc<LetterBox<Key>>,
}

impl Wake for TaskWaker {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        // A thread that is about to end has no `CURRENT` any more.
        let woken = CURRENT.try_with(|current| match &*current.borrow() {
            Some(own) if Arc::ptr_eq(&own.letters, &self.letters) => {
                own.tasks.borrow_mut().wake(self.key);
            }
            _ => self.letters.put(self.key),
        });
        woken.unwrap_or_else(|_| self.letters.put(self.key));
    }
}
