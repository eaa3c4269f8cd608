//! The life of a future. Main creates a task, and the task waits for a
//! sleep, then for something to be put into a queue, then for a thread.

use std::future::poll_fn;
use std::rc::Rc;
use std::task::Poll;
use std::thread;
use std::time::Duration;

use shared::recording::watch;
use shared::say;
use step_07_futures as unio;

type Queue = Rc<unio::Queue<&'static str>>;

fn main() {
    shared::start_scene();
    unio::run(watch("main", play()));
}

async fn play() {
    let queue = Queue::new(unio::Queue::new(1));
    let waits = three_waits(queue.clone());
    let handle = unio::create_task(watch("task", waits));
    watch("sleep", unio::sleep(Duration::from_secs(2))).await;
    queue.put("tea").await.expect("the queue is open");
    let answer = watch("handle", handle).await;
    say!("main: the task says {}", answer.unwrap());
}

async fn three_waits(queue: Queue) -> u32 {
    watch("sleep", unio::sleep(Duration::from_secs(1))).await;
    say!("task: slept for a second");
    let item = watch("get", queue.get()).await;
    say!("task: got {}", item.expect("the queue is open"));
    watch("answer", answer()).await
}

/// Another thread wakes whoever waits for this.
async fn answer() -> u32 {
    let mut asked = false;
    poll_fn(|cx| {
        if asked {
            return Poll::Ready(42);
        }
        asked = true;
        let waker = cx.waker().clone();
        let thread = thread::spawn(move || waker.wake());
        // Nobody would wait here. But simulated time waits for no thread.
        thread.join().expect("no panic");
        Poll::Pending
    })
    .await
}
