//! News: for everybody who is waiting for it at that moment.

use std::cell::RefCell;
use std::rc::Rc;

use step_08_sockets::Waiter;

pub struct News(RefCell<Rc<Waiter>>);

impl Default for News {
    fn default() -> Self {
        Self(RefCell::new(Waiter::new(1).into()))
    }
}

impl News {
    pub fn tell(&self) {
        self.0.replace(Waiter::new(1).into()).notify();
    }

    /// Waits for the first news that is told after this call. None is
    /// missed if the wait begins later.
    pub fn next(&self) -> impl Future<Output = ()> + use<> {
        let waiter = self.0.borrow().clone();
        async move { waiter.wait().await }
    }
}
