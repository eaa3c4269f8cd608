//! One value, from one task to another: a queue that is closed after it.

use std::rc::Rc;

use crate::queue::Queue;

/// The end of a channel that sends.
///
/// ```
/// # use step_08_sockets as unio;
/// let (sender, receiver) = unio::oneshot::<u32>();
/// drop(sender);
/// assert_eq!(unio::run(receiver), None);
/// ```
pub struct Sender<T>(Rc<Queue<T>>);

/// A channel for one value. Await its other end to get the value, or `None`
/// if the sender is dropped without having sent one.
///
/// ```
/// # use step_08_sockets as unio;
/// unio::run(async {
///     let (sender, receiver) = unio::oneshot();
///     let answer = unio::create_task(receiver);
///     sender.send(42).unwrap();
///     assert_eq!(answer.await.unwrap(), Some(42));
/// });
/// ```
#[doc(alias = "promise")]
pub fn oneshot<T>() -> (Sender<T>, impl Future<Output = Option<T>>) {
    let queue = Rc::new(Queue::new(1));
    let sender = Sender(queue.clone());
    (sender, async move { queue.get().await })
}

impl<T> Sender<T> {
    /// Sends the value.
    ///
    /// ```
    /// # use step_08_sockets as unio;
    /// let (sender, receiver) = unio::oneshot();
    /// drop(receiver);
    /// assert_eq!(sender.send("hello"), Err("hello"));
    /// ```
    ///
    /// # Errors
    ///
    /// If the receiver has been dropped: then the value comes back.
    pub fn send(self, value: T) -> Result<(), T> {
        // The receiver is gone.
        if Rc::strong_count(&self.0) == 1 {
            return Err(value);
        }
        self.0.put_now(value)
    }
}

impl<T> Drop for Sender<T> {
    fn drop(&mut self) {
        self.0.close();
    }
}
