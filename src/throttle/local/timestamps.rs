/// Times in a block: with the link to the next, it has 64 bytes.
const TIMES: usize = 15;
/// The same, as a number of the logs.
const TIMES_U16: u16 = 15;
/// Blocks in a page: 16 KiB are allocated at once.
const PAGE: usize = 256;
/// Stands where there is no block.
const NONE: u32 = u32::MAX;

#[derive(Clone, Copy, Debug)]
struct Block {
    times: [u32; TIMES],
    next: u32,
}

/// The blocks that logs are made of. Those given back are used again; pages stay.
#[derive(Debug)]
pub struct Blocks {
    pages: Vec<Box<[Block]>>,
    /// The first of the blocks given back, linked with each other.
    free: u32,
    /// Blocks that were ever in use.
    used: u32,
}

impl Default for Blocks {
    fn default() -> Self {
        Self { pages: Vec::new(), free: NONE, used: 0 }
    }
}

impl Blocks {
    fn at(&mut self, block: u32) -> &mut Block {
        let index = block as usize;
        &mut self.pages[index / PAGE][index % PAGE]
    }

    fn take(&mut self) -> u32 {
        if self.free != NONE {
            let block = self.free;
            self.free = self.at(block).next;
            return block;
        }
        let block = self.used;
        if block as usize == self.pages.len() * PAGE {
            self.pages.push(vec![Block { times: [0; TIMES], next: NONE }; PAGE].into());
        }
        self.used += 1;
        block
    }

    /// Takes a chain of blocks back.
    fn give_back(&mut self, first: u32, last: u32) {
        self.at(last).next = self.free;
        self.free = first;
    }
}

/// The times of one connection's accepted calls, oldest first: a chain of blocks, never without one.
///
/// Times are milliseconds modulo 2³², 49 days. Whoever reads them knows that they are not older.
#[derive(Clone, Copy, Debug)]
pub struct Log {
    head: u32,
    tail: u32,
    /// Where in the first block the oldest time stands.
    first: u16,
    len: u16,
}

impl Log {
    pub fn new(blocks: &mut Blocks) -> Self {
        let block = blocks.take();
        Self { head: block, tail: block, first: 0, len: 0 }
    }

    pub fn len(self) -> u32 {
        self.len.into()
    }

    pub fn oldest(self, blocks: &mut Blocks) -> Option<u32> {
        (self.len > 0).then(|| blocks.at(self.head).times[usize::from(self.first)])
    }

    pub fn push(&mut self, time: u32, blocks: &mut Blocks) {
        let place = (self.first + self.len) % TIMES_U16;
        if place == 0 && self.len > 0 {
            let block = blocks.take();
            blocks.at(self.tail).next = block;
            self.tail = block;
        }
        blocks.at(self.tail).times[usize::from(place)] = time;
        self.len += 1;
    }

    /// Drops the oldest time.
    pub fn pop(&mut self, blocks: &mut Blocks) {
        if self.len <= 1 {
            self.clear(blocks);
            return;
        }
        self.len -= 1;
        self.first += 1;
        if self.first == TIMES_U16 {
            let head = self.head;
            self.head = blocks.at(head).next;
            self.first = 0;
            blocks.give_back(head, head);
        }
    }

    /// Drops all times, at the cost of one.
    pub fn clear(&mut self, blocks: &mut Blocks) {
        if self.head != self.tail {
            let second = blocks.at(self.head).next;
            blocks.give_back(second, self.tail);
        }
        *self = Self { head: self.head, tail: self.head, first: 0, len: 0 };
    }

    /// Ends the log and gives its blocks back.
    pub fn end(self, blocks: &mut Blocks) {
        blocks.give_back(self.head, self.tail);
    }
}

#[cfg(test)]
mod tests {
    use std::collections::VecDeque;

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_block_is_a_line_of_the_cache() {
        assert_eq!(size_of::<Block>(), 64);
    }

    proptest! {
        #[test]
        fn logs_that_share_blocks_are_queues(
            steps in prop::collection::vec((0..3_usize, 0..10_u8), 0..2_000),
        ) {
            let mut blocks = Blocks::default();
            let mut logs = [(); 3].map(|()| (Log::new(&mut blocks), VecDeque::new()));
            for (time, (which, what)) in (0..).zip(steps) {
                let (log, model) = &mut logs[which];
                match what {
                    0..6 => {
                        log.push(time, &mut blocks);
                        model.push_back(time);
                    }
                    6..9 => {
                        log.pop(&mut blocks);
                        model.pop_front();
                    }
                    _ if time % 7 == 0 => {
                        log.clear(&mut blocks);
                        model.clear();
                    }
                    _ => {}
                }
                for (log, model) in &logs {
                    prop_assert_eq!(log.oldest(&mut blocks), model.front().copied());
                    prop_assert_eq!(log.len() as usize, model.len());
                }
            }
            let used = blocks.used;
            for (log, _) in logs {
                log.end(&mut blocks);
            }
            for _ in 0..used {
                blocks.take();
            }
            prop_assert_eq!(blocks.used, used, "every block came back");
        }
    }
}
