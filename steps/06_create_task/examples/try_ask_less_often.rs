//! How often shall we ask whether a task is done? Rarely is cheap, and we
//! know late. Often is expensive, and we know early.

use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

use shared::{clock, say};
use step_06_create_task as unio;

fn main() {
    shared::start_scene();
    unio::run(play());
}

async fn play() {
    for millis in [1, 10, 100, 1000] {
        let interval = Duration::from_millis(millis);
        await_a_task(interval).await;
    }
}

async fn await_a_task(interval: Duration) {
    let end = clock::now() + Duration::from_millis(2345);
    let done = Rc::new(Cell::new(false));
    let result = done.clone();
    drop(unio::create_task(async move {
        unio::sleep(end - clock::now()).await;
        result.set(true);
    }));

    let mut asked = 1;
    while !done.get() {
        unio::sleep(interval).await;
        asked += 1;
    }
    let late = (clock::now() - end).as_millis();
    let interval = interval.as_millis();
    say!("each {interval} ms: asked {asked} times, {late} ms late");
}
