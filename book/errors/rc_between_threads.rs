//! Two threads, one list of faces, and no lock.

use std::cell::RefCell;
use std::rc::Rc;
use std::thread;

fn main() {
    let faces = Rc::new(RefCell::new(vec!["(o.o)"; 2]));
    let mine = faces.clone();
    let wink = thread::spawn(move || {
        mine.borrow_mut()[0] = "(o.-)";
    });
    println!("{}", faces.borrow().join(" "));
    wink.join().expect("a wink does not panic");
}
