//! A producer and a consumer with a queue between them, in tasks: each is
//! a loop that reads from top to bottom.

use std::rc::Rc;
use std::time::Duration;

use shared::say;
use step_07_futures as unio;
use unio::Queue;

fn main() {
    shared::start_scene();
    unio::run(play());
}

async fn play() {
    meet(1, 0).await;
    say!("now the consumer is slow, and the producer waits for room");
    meet(0, 2).await;
}

async fn meet(making: u64, using: u64) {
    let queue = Rc::new(Queue::new(1));
    let producer = unio::create_task(producer(queue.clone(), making));
    let consumer = unio::create_task(consumer(queue, using));
    producer.await.unwrap();
    consumer.await.unwrap();
}

/// Puts in some items, with so many seconds between them, and closes the
/// queue.
async fn producer(queue: Rc<Queue<u32>>, seconds: u64) {
    for item in 1..=3 {
        say!("producer: here is {item}");
        queue.put(item).await.expect("only we close it");
        unio::sleep(Duration::from_secs(seconds)).await;
    }
    say!("producer: that was all");
    queue.close();
}

/// Takes items out, with so many seconds between them, until there will be
/// no more.
async fn consumer(queue: Rc<Queue<u32>>, seconds: u64) {
    while let Some(item) = queue.get().await {
        say!("consumer: thanks for {item}");
        unio::sleep(Duration::from_secs(seconds)).await;
    }
    say!("consumer: then I am done");
}
