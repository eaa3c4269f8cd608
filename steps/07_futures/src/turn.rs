//! One task's turn, and its end.

use std::task::{Context, Poll};

use crate::handle::JoinError;
use crate::task::{Claim, Key, Outcome, Turn};
use crate::{CURRENT, Caught, Loop, catch};

impl Loop {
    pub fn poll_task(&self, mut turn: Turn) {
        if turn.cancelled {
            let _ = self.finish(turn, Err(JoinError::Cancelled));
            return;
        }
        let mut cx = Context::from_waker(&turn.waker);
        let poll = catch(|| turn.task.as_mut().step(&mut cx));
        let outcome = match poll {
            Ok(Poll::Pending) => {
                return self.tasks.borrow_mut().put_back(turn);
            }
            Ok(Poll::Ready(output)) => Ok(output),
            Err(panic) => Err(JoinError::Panicked(panic)),
        };
        let _ = self.finish(turn, outcome);
    }

    /// Drops a task, then tells whoever waits for its end. Fails with a
    /// panic that nobody will ever ask for.
    pub fn finish(&self, turn: Turn, outcome: Outcome) -> Caught<()> {
        // Its waker may go, and another lie in the same place.
        self.running.take();
        // The task first: whoever hears of its end finds it gone.
        let dropped = catch(|| drop(turn.task));
        let outcome = dropped.map_err(JoinError::Panicked).and(outcome);
        let claim = self.tasks.borrow_mut().finish(turn.key, outcome);
        match claim {
            Claim::Waiting(waker) => catch(|| waker.wake()),
            Claim::Outcome(Err(JoinError::Panicked(panic))) => Err(panic),
            claim => catch(|| drop(claim)),
        }
    }

    /// Drops all tasks. Fails with the first panic that nobody will ever
    /// ask for.
    pub fn end(&self) -> Caught<()> {
        let unfinished = self.tasks.borrow().unfinished().into_iter();
        let dropped = unfinished.map(|key| self.drop_task(key));
        let dropped = dropped.fold(Ok(()), Result::and);
        self.letters.close();
        let timers = self.timers.take();
        CURRENT.take();
        dropped.and(catch(|| drop(timers)))
    }

    pub fn drop_task(&self, key: Key) -> Caught<()> {
        let turn = self.tasks.borrow_mut().take(key);
        match turn {
            Some(turn) => self.finish(turn, Err(JoinError::Cancelled)),
            None => Ok(()),
        }
    }
}
