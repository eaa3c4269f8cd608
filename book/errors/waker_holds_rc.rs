//! A waker that knows the queue directly.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;
use std::sync::Arc;
use std::task::{Wake, Waker};

struct TaskWaker {
    key: u32,
    ready: Rc<RefCell<VecDeque<u32>>>,
}

impl Wake for TaskWaker {
    fn wake(self: Arc<Self>) {
        self.ready.borrow_mut().push_back(self.key);
    }
}

fn main() {
    let ready = Rc::new(RefCell::new(VecDeque::new()));
    let waker = Waker::from(Arc::new(TaskWaker { key: 1, ready }));
    waker.wake();
}
