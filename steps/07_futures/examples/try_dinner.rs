//! Five philosophers who all take the left fork first. With five chairs,
//! and with four.

use std::panic::catch_unwind;
use std::rc::Rc;
use std::time::Duration;

use shared::{clock, say};
use step_07_futures as unio;
use unio::{Lock, Queue};

const SEATS: usize = 5;

struct Table {
    /// Whoever gets one may sit down.
    chairs: Queue<()>,
    forks: [Lock<()>; SEATS],
}

fn main() {
    shared::start_scene();
    // In real time a loop cannot know that nobody will ever call.
    clock::simulate();
    for chairs in [5, 4] {
        say!("{chairs} chairs");
        let dinner = catch_unwind(|| unio::run(dinner(chairs)));
        if let Err(panic) = dinner {
            let panic: Box<String> = panic.downcast().expect("a text");
            say!("  {}", panic.split(';').next().expect("a text"));
        }
    }
}

async fn dinner(chairs: usize) {
    let chairs_here = Queue::new(chairs);
    for _ in 0..chairs {
        chairs_here.put(()).await.expect("it is open");
    }
    let forks = Default::default();
    let table = Rc::new(Table { chairs: chairs_here, forks });
    let seats = 0..SEATS;
    let tasks = seats.map(|s| unio::create_task(dine(table.clone(), s)));
    unio::gather(tasks).await;
}

async fn dine(table: Rc<Table>, seat: usize) {
    table.chairs.get().await.expect("it is open");
    let left = table.forks[seat].lock().await;
    say!("  {seat} has the left fork");
    unio::sleep(Duration::from_secs(1)).await;
    let right = table.forks[(seat + 1) % SEATS].lock().await;
    say!("  {seat} eats");
    unio::sleep(Duration::from_secs(1)).await;
    drop((left, right));
    table.chairs.put(()).await.expect("it is open");
}
