//! What both letter boxes promise, with every schedule tried.

use std::collections::BTreeSet;

use loom::sync::Arc;
use loom::sync::atomic::{AtomicBool, Ordering};
use loom::thread;

use crate::Letters;

fn send(
    letters: &Arc<Letters>,
    some: &'static [u32],
) -> thread::JoinHandle<()> {
    let letters = letters.clone();
    thread::spawn(move || some.iter().for_each(|l| letters.put(*l)))
}

/// Reads and waits as the loop does, until all the letters are there.
/// Returns how many have been read.
fn read_until(letters: &Letters, wanted: &[u32]) -> usize {
    let mut missing = BTreeSet::from_iter(wanted);
    let mut count = 0;
    loop {
        let read = letters.read();
        count += read.len();
        missing.retain(|letter| !read.contains(letter));
        if missing.is_empty() {
            return count;
        }
        letters.wait();
    }
}

#[test]
fn a_letter_always_wakes_a_reader_who_falls_asleep() {
    loom::model(|| {
        let letters = Arc::new(Letters::default());
        let sender = send(&letters, &[1]);
        assert_eq!(read_until(&letters, &[1]), 1);
        sender.join().unwrap();
        assert!(letters.read().is_empty());
    });
}

#[test]
fn no_letter_of_two_senders_is_lost() {
    loom::model(|| {
        let letters = Arc::new(Letters::default());
        let senders = [send(&letters, &[1]), send(&letters, &[2])];
        assert_eq!(read_until(&letters, &[1, 2]), 2);
        senders.into_iter().for_each(|sender| sender.join().unwrap());
        assert!(letters.read().is_empty());
    });
}

#[test]
fn the_same_letter_from_two_senders_is_read_once_or_twice() {
    loom::model(|| {
        let letters = Arc::new(Letters::default());
        let senders = [send(&letters, &[1]), send(&letters, &[1])];
        let mut count = read_until(&letters, &[1]);
        senders.into_iter().for_each(|sender| sender.join().unwrap());
        count += letters.read().len();
        assert!(count == 1 || count == 2, "{count} letters");
    });
}

#[test]
fn a_reader_wakes_for_one_letter_after_another() {
    loom::model(|| {
        let letters = Arc::new(Letters::default());
        let sender = send(&letters, &[1, 2]);
        assert_eq!(read_until(&letters, &[1, 2]), 2);
        sender.join().unwrap();
        assert!(letters.read().is_empty());
    });
}

/// A wake says that something has changed. Whoever is woken must see it.
#[test]
fn what_was_written_before_the_letter_is_seen_after_it() {
    loom::model(|| {
        let letters = Arc::new(Letters::default());
        let written = Arc::new(AtomicBool::new(false));
        let (post, write) = (letters.clone(), written.clone());
        let sender = thread::spawn(move || {
            write.store(true, Ordering::Relaxed);
            post.put(1);
        });
        read_until(&letters, &[1]);
        assert!(written.load(Ordering::Relaxed));
        sender.join().unwrap();
    });
}

/// The task looks at the flag, and sleeps if it is down: the flag may be
/// raised, and the letter put, at any moment in between.
#[test]
fn a_task_that_looks_before_it_sleeps_misses_nothing() {
    loom::model(|| {
        let letters = Arc::new(Letters::default());
        let flag = Arc::new(AtomicBool::new(false));
        let (post, raise) = (letters.clone(), flag.clone());
        let sender = thread::spawn(move || {
            raise.store(true, Ordering::Release);
            post.put(1);
        });
        while !flag.load(Ordering::Acquire) {
            if letters.read().is_empty() {
                letters.wait();
            }
        }
        sender.join().unwrap();
    });
}

/// A waker that is used while the loop ends holds the box a little longer.
#[test]
fn the_box_goes_with_whoever_lets_go_of_it_last() {
    loom::model(|| {
        let letters = Arc::new(Letters::default());
        let senders = [send(&letters, &[1]), send(&letters, &[2])];
        drop(letters);
        senders.into_iter().for_each(|sender| sender.join().unwrap());
    });
}
