//! A callback that uses the scheduler which is to call it.

type Callback = Box<dyn FnOnce()>;

#[derive(Default)]
struct Scheduler {
    ready: Vec<Callback>,
}

impl Scheduler {
    fn call_soon(&mut self, f: Callback) {
        self.ready.push(f);
    }
}

fn main() {
    let mut scheduler = Scheduler::default();
    let hello = || println!("hello");
    let first = move || scheduler.call_soon(Box::new(hello));
    scheduler.call_soon(Box::new(first));
}
