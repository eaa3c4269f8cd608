//! A dog barks whenever nobody has patted it for two seconds.

use std::rc::Rc;
use std::time::Duration;

use shared::say;
use step_07_futures as unio;
use unio::Queue;

const PATIENCE: Duration = Duration::from_secs(2);

fn main() {
    shared::start_scene();
    unio::run(play());
}

async fn play() {
    let pats = Rc::new(Queue::new(1));
    let dog = unio::create_task(dog(pats.clone()));
    for millis in [500, 1500, 1999, 4500, 1000] {
        unio::sleep(Duration::from_millis(millis)).await;
        say!("pat, pat");
        pats.put(()).await.expect("it is open");
    }
    pats.close();
    dog.await.unwrap();
}

async fn dog(pats: Rc<Queue<()>>) {
    loop {
        match unio::timeout(PATIENCE, pats.get()).await {
            Some(Some(())) => say!("  dog: aah"),
            Some(None) => break,
            None => say!("  dog: woof"),
        }
    }
    say!("  dog: good night");
}
