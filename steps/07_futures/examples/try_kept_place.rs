//! A place in line is kept by a future that nobody polls. Behind it
//! stands the one task that could.

use std::panic::catch_unwind;
use std::pin::pin;
use std::rc::Rc;
use std::time::Duration;

use shared::{clock, say};
use step_07_futures as unio;
use unio::Lock;

const SECOND: Duration = Duration::from_secs(1);

fn main() {
    shared::start_scene();
    // In real time a loop cannot know that nobody will ever call.
    clock::simulate();
    for keeps_place in [true, false] {
        say!("keeps the place: {keeps_place}");
        let visit = catch_unwind(|| unio::run(visit(keeps_place)));
        if let Err(panic) = visit {
            let panic: Box<String> = panic.downcast().expect("a text");
            say!("  {}", panic.split(';').next().expect("a text"));
        }
    }
}

async fn visit(keeps_place: bool) {
    let diary = Rc::new(Lock::new(Vec::new()));
    let other = unio::create_task(hold(diary.clone(), 2 * SECOND));
    unio::yield_now().await;
    if keeps_place {
        // What the time limit drops is a reference. The future stays.
        let mut turn = pin!(diary.lock());
        if unio::timeout(SECOND, turn.as_mut()).await.is_none() {
            complain(&diary).await;
        }
    } else if unio::timeout(SECOND, diary.lock()).await.is_none() {
        complain(&diary).await;
    }
    other.await.unwrap();
}

async fn hold(diary: Rc<Lock<Vec<&str>>>, time: Duration) {
    let mut page = diary.lock().await;
    page.push("all mine");
    unio::sleep(time).await;
    say!("  the other one gives it back");
}

async fn complain(diary: &Lock<Vec<&str>>) {
    say!("  a second is too long: I shall write that down");
    diary.lock().await.push("had to wait");
    say!("  written down");
}
