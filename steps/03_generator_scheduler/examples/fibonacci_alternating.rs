//! Two rows of Fibonacci numbers, one every 0.1 s and one every 1/3 s, take
//! turns. Each sleeps as if it were alone, so the other has to wait.

use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

use shared::{clock, say};

/// What everybody sees: each row's latest number.
type Board = Rc<[Cell<u64>; 2]>;

fn main() {
    shared::start_scene();
    let board = Board::default();
    let tenth = Duration::from_secs(1) / 10;
    let third = Duration::from_secs(1) / 3;
    let mut fast = fibonacci(&board, 0, tenth).take(20);
    let mut slow = fibonacci(&board, 1, third).take(6);

    // `|` and not `||`, which would not ask the second.
    while fast.next().is_some() | slow.next().is_some() {}
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
    type Item = ();

    fn next(&mut self) -> Option<()> {
        let (a, b) = self.pair;
        self.pair = (b, a + b);
        self.board[self.row].set(b);
        print_board(&self.board);
        clock::sleep(self.delay);
        Some(())
    }
}

fn print_board(board: &Board) {
    let [fast, slow] = board.each_ref().map(Cell::get);
    say!("fast {fast:>4}   slow {slow:>2}");
}
