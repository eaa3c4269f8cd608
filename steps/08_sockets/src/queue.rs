//! A queue between tasks, with room for so many items and no more.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;

use crate::line::Line;

/// Hands items from those who put to those who get. Both ends wait in
/// line, where a future keeps its place until it is dropped, even if nobody
/// polls it.
///
/// ```
/// # use step_08_sockets as unio;
/// # use std::rc::Rc;
/// let queue = Rc::new(unio::Queue::new(1));
/// let items = queue.clone();
/// let sum = unio::run(async {
///     unio::create_task(async move {
///         for item in 1..=3 {
///             items.put(item).await.unwrap();
///         }
///         items.close();
///     });
///     let mut sum = 0;
///     while let Some(item) = queue.get().await {
///         sum += item;
///     }
///     sum
/// });
/// assert_eq!(sum, 6);
/// ```
#[doc(alias = "channel")]
pub struct Queue<T> {
    items: RefCell<VecDeque<T>>,
    room: usize,
    closed: Cell<bool>,
    putters: Line,
    getters: Line,
}

impl<T> Queue<T> {
    /// An empty queue with room for so many items.
    ///
    /// ```
    /// let queue = step_08_sockets::Queue::<String>::new(10);
    /// ```
    ///
    /// # Panics
    ///
    /// If there is no room at all.
    pub fn new(room: usize) -> Self {
        assert!(room > 0, "a queue needs room for one item at least");
        let (items, closed, putters, getters) = Default::default();
        Self { items, room, closed, putters, getters }
    }

    /// Waits for room and puts the item in.
    ///
    /// ```
    /// # use step_08_sockets as unio;
    /// let queue = unio::Queue::new(1);
    /// assert_eq!(unio::run(queue.put("tea")), Ok(()));
    /// queue.close();
    /// assert_eq!(unio::run(queue.put("milk")), Err("milk"));
    /// ```
    ///
    /// # Errors
    ///
    /// If the queue is closed: then the item comes back.
    pub async fn put(&self, item: T) -> Result<(), T> {
        // Nobody need stand in line to hear that it is closed.
        let may_put = |is_first| {
            let has_room = self.items.borrow().len() < self.room;
            (self.closed.get() || is_first && has_room).then_some(())
        };
        let _place = self.putters.wait(may_put).await;
        self.put_now(item)
    }

    pub(crate) fn put_now(&self, item: T) -> Result<(), T> {
        if self.closed.get() {
            return Err(item);
        }
        self.items.borrow_mut().push_back(item);
        self.getters.wake(1);
        Ok(())
    }

    /// Waits for an item and takes it out. Once the queue is closed and
    /// empty, there is none.
    ///
    /// ```
    /// # use step_08_sockets as unio;
    /// let queue = unio::Queue::new(1);
    /// unio::run(queue.put("tea")).unwrap();
    /// assert_eq!(unio::run(queue.get()), Some("tea"));
    /// ```
    pub async fn get(&self) -> Option<T> {
        let try_get = |is_first| {
            let empty = self.items.borrow().is_empty();
            let over = empty && self.closed.get();
            let take = || self.items.borrow_mut().pop_front();
            (over || is_first && !empty).then(take)
        };
        let (item, _place) = self.getters.wait(try_get).await;
        self.putters.wake(1);
        item
    }

    /// From now on nobody can put. What is in the queue can still be got.
    ///
    /// ```
    /// # use step_08_sockets as unio;
    /// let queue = unio::Queue::new(1);
    /// unio::run(queue.put("tea")).unwrap();
    /// queue.close();
    /// assert_eq!(unio::run(queue.get()), Some("tea"));
    /// assert_eq!(unio::run(queue.get()), None);
    /// ```
    pub fn close(&self) {
        self.closed.set(true);
        self.putters.wake(usize::MAX);
        self.getters.wake(usize::MAX);
    }
}
