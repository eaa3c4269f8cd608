//! A borrow that is kept across an `await` is a lock that nobody wrote
//! down. The compiler allows it, and clippy does not.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use shared::say;
use step_05_awaitable_sleep as unio;

type Face = RefCell<&'static str>;

fn main() {
    shared::start_scene();
    let face = Rc::new(Face::new("(o.o)"));
    let mut scheduler = unio::Scheduler::default();
    scheduler.add(slow_painter(face.clone()));
    scheduler.add(visitor(face));
    scheduler.run();
}

#[expect(clippy::await_holding_refcell_ref)]
async fn slow_painter(face: Rc<Face>) {
    let mut canvas = face.borrow_mut();
    say!("painter: hold still");
    unio::sleep(Duration::from_secs(2)).await;
    *canvas = "(^.^)";
    say!("painter: done");
}

async fn visitor(face: Rc<Face>) {
    for _ in 0..4 {
        // `borrow` would panic instead.
        match face.try_borrow() {
            Ok(face) => say!("visitor: I see {face}"),
            Err(_) => say!("visitor: somebody has it"),
        }
        unio::sleep(Duration::from_secs(1)).await;
    }
}
