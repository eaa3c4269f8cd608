//! Queues: both ends wait, in line, and can be closed.

use std::rc::Rc;

use shared::clock;

use super::{Count, Log, ms, panic_of, simulated};
use crate::unio;
use crate::unio::Queue;

fn queue<T>(room: usize) -> Rc<Queue<T>> {
    Rc::new(Queue::new(room))
}

/// A task that gets one item and notes it with its own number.
fn getter(
    queue: &Rc<Queue<i32>>,
    log: &Log<(usize, Option<i32>)>,
    number: usize,
) -> unio::JoinHandle<()> {
    let (queue, log) = (queue.clone(), log.clone());
    unio::create_task(async move {
        let item = queue.get().await;
        log.add((number, item));
    })
}

fn putter(
    queue: &Rc<Queue<i32>>,
    item: i32,
) -> unio::JoinHandle<Result<(), i32>> {
    let queue = queue.clone();
    unio::create_task(async move { queue.put(item).await })
}

#[test]
fn a_queue_without_room_panics() {
    let message = panic_of(|| Queue::<()>::new(0));
    assert!(message.contains("room"), "{message}");
}

#[test]
fn items_come_out_in_the_order_in_which_they_went_in() {
    for room in [1, 2, 3, 100] {
        simulated(async {
            let queue = queue(room);
            let puts = queue.clone();
            unio::create_task(async move {
                for item in 0..50 {
                    puts.put(item).await.unwrap();
                }
                puts.close();
            });
            let mut items = Vec::new();
            while let Some(item) = queue.get().await {
                items.push(item);
            }
            assert_eq!(items, (0..50).collect::<Vec<_>>(), "{room}");
        });
    }
}

#[test]
fn a_put_waits_for_room() {
    simulated(async {
        let queue = queue(2);
        let tasks = [1, 2, 3, 4].map(|item| putter(&queue, item));
        unio::sleep(ms(1)).await;
        let done = || tasks.iter().filter(|t| t.is_finished()).count();
        assert_eq!(done(), 2);
        assert_eq!(queue.get().await, Some(1));
        unio::sleep(ms(1)).await;
        assert_eq!(done(), 3);
        for item in [2, 3, 4] {
            assert_eq!(queue.get().await, Some(item));
        }
        unio::sleep(ms(1)).await;
        assert_eq!(done(), 4);
    });
}

#[test]
fn a_get_waits_for_an_item() {
    simulated(async {
        let queue = queue(1);
        let puts = queue.clone();
        unio::create_task(async move {
            unio::sleep(ms(5)).await;
            puts.put(1).await.unwrap();
        });
        assert_eq!(queue.get().await, Some(1));
        assert_eq!(clock::now(), ms(5));
    });
}

#[test]
fn getters_are_served_in_the_order_in_which_they_came() {
    let log = Log::new();
    simulated(async {
        let queue = queue(10);
        for number in 0..5 {
            getter(&queue, &log, number);
        }
        unio::sleep(ms(1)).await;
        for item in 0..5 {
            queue.put(item).await.unwrap();
        }
        // Whoever comes now stands behind those who wait.
        getter(&queue, &log, 5);
        queue.put(5).await.unwrap();
        unio::sleep(ms(1)).await;
    });
    let pairs = log.take().into_iter();
    let numbers = (0..6).map(|n| (n as usize, Some(n)));
    assert!(pairs.eq(numbers));
}

#[test]
fn a_getter_does_not_overtake_one_who_has_been_woken() {
    let log = Log::new();
    simulated(async {
        let queue = queue(1);
        getter(&queue, &log, 0);
        unio::yield_now().await;
        queue.put(7).await.unwrap();
        let item = unio::timeout(ms(5), queue.get()).await;
        assert_eq!(item, None);
    });
    assert_eq!(log.take(), [(0, Some(7))]);
}

#[test]
fn a_putter_does_not_overtake_one_who_has_been_woken() {
    simulated(async {
        let queue = queue(1);
        queue.put(1).await.unwrap();
        putter(&queue, 2);
        unio::yield_now().await;
        assert_eq!(queue.get().await, Some(1));
        putter(&queue, 3);
        let late = putter(&queue, 4);
        unio::sleep(ms(1)).await;
        assert_eq!(queue.get().await, Some(2));
        assert_eq!(queue.get().await, Some(3));
        late.await.unwrap().unwrap();
        assert_eq!(queue.get().await, Some(4));
    });
}

#[test]
fn a_closed_queue_drains_and_then_gives_none() {
    simulated(async {
        let queue = queue(5);
        for item in [1, 2] {
            queue.put(item).await.unwrap();
        }
        queue.close();
        queue.close();
        assert_eq!(queue.put(3).await, Err(3));
        assert_eq!(queue.get().await, Some(1));
        assert_eq!(queue.get().await, Some(2));
        assert_eq!(queue.get().await, None);
        assert_eq!(queue.get().await, None);
    });
}

#[test]
fn a_close_gives_the_putters_who_wait_their_items_back() {
    simulated(async {
        let queue = queue(1);
        let tasks = [1, 2, 3].map(|item| putter(&queue, item));
        unio::sleep(ms(1)).await;
        queue.close();
        let mut results = Vec::new();
        for task in tasks {
            results.push(task.await.unwrap());
        }
        assert_eq!(results, [Ok(()), Err(2), Err(3)]);
        assert_eq!(queue.get().await, Some(1));
        assert_eq!(queue.get().await, None);
    });
}

#[test]
fn a_close_sends_all_the_getters_who_wait_home() {
    let log = Log::new();
    simulated(async {
        let queue = queue(1);
        for number in 0..3 {
            getter(&queue, &log, number);
        }
        unio::sleep(ms(1)).await;
        queue.close();
        unio::sleep(ms(1)).await;
    });
    assert_eq!(log.take(), [(0, None), (1, None), (2, None)]);
}

#[test]
fn a_cancelled_getter_passes_its_item_on() {
    let log = Log::new();
    simulated(async {
        let queue = queue(5);
        let tasks = [0, 1, 2].map(|number| getter(&queue, &log, number));
        unio::yield_now().await;
        tasks[1].cancel();
        queue.put(7).await.unwrap();
        // It has been woken, and will not come.
        tasks[0].cancel();
        unio::sleep(ms(1)).await;
    });
    assert_eq!(log.take(), [(2, Some(7))]);
}

#[test]
fn a_cancelled_putter_passes_its_room_on_and_puts_nothing() {
    simulated(async {
        let queue = queue(1);
        queue.put(0).await.unwrap();
        let tasks = [1, 2, 3].map(|item| putter(&queue, item));
        unio::yield_now().await;
        tasks[1].cancel();
        assert_eq!(queue.get().await, Some(0));
        tasks[0].cancel();
        unio::sleep(ms(1)).await;
        assert_eq!(queue.get().await, Some(3));
        let next = unio::timeout(ms(1), queue.get()).await;
        assert_eq!(next, None);
    });
}

#[test]
fn a_cancelled_waiter_does_not_hold_up_a_close() {
    let log = Log::new();
    simulated(async {
        let queue = queue(1);
        let tasks = [0, 1].map(|number| getter(&queue, &log, number));
        unio::yield_now().await;
        queue.close();
        tasks[0].cancel();
        unio::sleep(ms(1)).await;
    });
    assert_eq!(log.take(), [(1, None)]);
}

#[test]
fn many_putters_and_getters_lose_and_double_nothing() {
    const EACH: i32 = 200;
    let items = Log::new();
    simulated(async {
        let queue = queue(3);
        for getter in 0..5 {
            let (queue, items) = (queue.clone(), items.clone());
            unio::create_task(async move {
                while let Some(item) = queue.get().await {
                    items.add(item);
                    unio::sleep(ms(getter % 3)).await;
                }
            });
        }
        let putters = (0..4).map(|putter| {
            let queue = queue.clone();
            unio::create_task(async move {
                for i in 0..EACH {
                    queue.put(putter * EACH + i).await.unwrap();
                }
            })
        });
        for putter in putters.collect::<Vec<_>>() {
            putter.await.unwrap();
        }
        queue.close();
        unio::sleep(ms(10)).await;
    });
    let mut items = items.take();
    items.sort_unstable();
    assert_eq!(items, (0..4 * EACH).collect::<Vec<_>>());
}

#[test]
fn what_is_left_in_a_queue_is_dropped_with_it() {
    let drops = Count::default();
    simulated(async {
        let queue = queue(5);
        for _ in 0..3 {
            assert!(queue.put(drops.drops()).await.is_ok());
        }
        drop(queue.get().await);
        assert_eq!(drops.get(), 1);
    });
    assert_eq!(drops.get(), 3);
}
