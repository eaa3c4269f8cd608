//! What happens to futures that have been wrapped.

use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};

use super::witness::{self, Polling};
use super::{Event, Life, Word};

/// Records what happens to `future`: when it is polled, who wakes it, and
/// how it ends. Where nothing is recorded, the future is as it was.
///
/// The name is one word. Futures of the same name are not told apart.
///
/// ```
/// # use std::pin::pin;
/// # use std::task::{Context, Poll, Waker};
/// use shared::recording::watch;
///
/// let answer = pin!(watch("answer", async { 42 }));
/// let mut context = Context::from_waker(Waker::noop());
/// assert_eq!(answer.poll(&mut context), Poll::Ready(42));
/// ```
pub fn watch<F: Future>(
    name: impl Into<Word>,
    future: F,
) -> impl Future<Output = F::Output> {
    let mut watched = Watched::new(name.into());
    async move {
        let mut future = pin!(future);
        std::future::poll_fn(|cx| watched.poll(future.as_mut(), cx)).await
    }
}

struct Watched {
    name: Word,
    /// Kept, so that whoever compares wakers finds the same one.
    bell: Option<Arc<Bell>>,
    ready: bool,
}

/// A waker that tells who calls it.
struct Bell {
    name: Word,
    waker: Waker,
    /// The loop's.
    thread: usize,
}

impl Watched {
    fn new(name: Word) -> Self {
        let watched = Self { name, bell: None, ready: false };
        watched.note(Life::Created);
        watched
    }

    fn poll<F: Future>(
        &mut self,
        future: Pin<&mut F>,
        cx: &mut Context<'_>,
    ) -> Poll<F::Output> {
        if !witness::is_on() {
            return future.poll(cx);
        }
        let waker = self.waker(cx.waker());
        self.note(Life::Polled);
        let polling = Polling::new(&self.name);
        let poll = future.poll(&mut Context::from_waker(&waker));
        drop(polling);
        self.ready = poll.is_ready();
        self.note(if self.ready { Life::Ready } else { Life::Pending });
        poll
    }

    fn waker(&mut self, waker: &Waker) -> Waker {
        let kept = self.bell.take();
        let kept = kept.filter(|bell| bell.waker.will_wake(waker));
        let bell = kept.unwrap_or_else(|| {
            Arc::new(Bell {
                name: self.name.clone(),
                waker: waker.clone(),
                thread: witness::thread(),
            })
        });
        self.bell.insert(bell).clone().into()
    }

    fn note(&self, life: Life) {
        witness::note(Event::Future { name: self.name.clone(), life });
    }
}

impl Drop for Watched {
    fn drop(&mut self) {
        if !self.ready {
            self.note(Life::Dropped);
        }
    }
}

impl Wake for Bell {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        let life = Life::Woken(witness::waking(self.thread));
        witness::note(Event::Future { name: self.name.clone(), life });
        self.waker.wake_by_ref();
    }
}
