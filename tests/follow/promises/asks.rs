//! What the loop of step 06 promises and later ones do not: that its
//! handles ask, and that it goes on to the last task.

use std::time::Duration;

use super::promise::{Promise, tell};
use super::unio::{create_task, run, sleep};

const fn ms(millis: u64) -> Duration {
    Duration::from_millis(millis)
}

pub const OUTPUTS: Promise = Promise {
    says: "Whoever awaits a task gets its output.",
    tried: "A gives a greeting, and B a number. Main awaits them a second \
            later.",
    should: &["1.000 \"hello\" and 42"],
    play: || {
        run(async {
            let a = create_task(async { String::from("hello") });
            let b = create_task(async { 42 });
            sleep(ms(1000)).await;
            let (a, b) = (a.await, b.await);
            tell(format_args!("{a:?} and {b}"));
        });
    },
};

pub const EVERY_TEN: Promise = Promise {
    says: "Whoever awaits a task asks every ten milliseconds whether it is \
           done.",
    tried: "A task takes 25 milliseconds, and another one 32. Main starts \
            both and awaits them.",
    should: &["0.030 the first is done", "0.040 the second is done"],
    play: || {
        run(async {
            let first = create_task(sleep(ms(25)));
            let second = create_task(sleep(ms(32)));
            first.await;
            tell("the first is done");
            second.await;
            tell("the second is done");
        });
    },
};

pub const TO_THE_LAST: Promise = Promise {
    says: "`run` goes on until every task is done, and not only main.",
    tried: "Main starts a task of two seconds and ends.",
    should: &[
        "0.000 main ends",
        "2.000 the task ends",
        "2.000 run returns",
    ],
    play: || {
        run(async {
            drop(create_task(async {
                sleep(ms(2000)).await;
                tell("the task ends");
            }));
            tell("main ends");
        });
        tell("run returns");
    },
};
