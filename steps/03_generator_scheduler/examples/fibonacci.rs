//! Two rows of Fibonacci numbers, one every 0.1 s and one every 1/3 s, on a
//! scheduler. A generator yields its delay, and does not sleep.

use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

use shared::say;
use step_03_generator_scheduler::Scheduler;

/// What everybody sees: each row's latest number.
type Board = Rc<[Cell<u64>; 2]>;

fn main() {
    shared::start_scene();
    let board = Board::default();
    let tenth = Duration::from_secs(1) / 10;
    let third = Duration::from_secs(1) / 3;
    let fast = fibonacci(&board, 0, tenth).take(20);
    let slow = fibonacci(&board, 1, third).take(6);

    let mut scheduler = Scheduler::default();
    scheduler.add(fast);
    scheduler.add(slow);
    scheduler.run();
}

fn fibonacci(board: &Board, row: usize, delay: Duration) -> Fibonacci {
    Fibonacci { board: board.clone(), row, delay, pair: (0, 1) }
}

struct Fibonacci {
    board: Board,
    row: usize,
    delay: Duration,
    pair: (u64, u64),
}

impl Iterator for Fibonacci {
    type Item = Duration;

    fn next(&mut self) -> Option<Duration> {
        let (a, b) = self.pair;
        self.pair = (b, a + b);
        self.board[self.row].set(b);
        print_board(&self.board);
        Some(self.delay)
    }
}

fn print_board(board: &Board) {
    let [fast, slow] = board.each_ref().map(Cell::get);
    say!("fast {fast:>4}   slow {slow:>2}");
}
