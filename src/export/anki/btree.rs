//! Tables of a SQLite database, written row after row without SQLite: each page once, behind the one
//! before, and full. Rows come in the order of their ids, so no page is ever looked for or split, which is
//! most of what an `INSERT` costs.
//!
//! SQLite itself makes the head: the pages in which the tables are named and the short ones kept. The roots of
//! the tables are among these, so the head comes last, into the room that was left for it. What a row holds
//! is not known here. <https://www.sqlite.org/fileformat2.html> has the rules.

use std::io::{self, BufWriter, Seek, Write};

use super::record::write_number;

/// What stands in the header for SQLite's version: any will do, and a constant outlives an update.
const SQLITE_VERSION: u32 = 3_040_000;

/// Where SQLite locks a file: no database uses the page that this byte is in.
const LOCK: usize = 1 << 30;

/// The longest row that SQLite takes.
const LONGEST: usize = 1_000_000_000;

/// How many bytes are handed on at once.
const PART: usize = 1 << 18;

/// The pages of a database, all but the head on their way.
pub struct Pages<W: Write + Seek> {
    out: BufWriter<W>,
    /// How large each is.
    size: usize,
    head: Vec<u8>,
    /// How many there are; their numbers begin with 1.
    count: u32,
}

impl<W: Write + Seek> Pages<W> {
    /// Begins with a head of whole pages.
    pub fn new(out: W, head: Vec<u8>, size: usize) -> io::Result<Pages<W>> {
        let mut out = BufWriter::with_capacity(PART, out);
        out.write_all(&head)?;
        let count = (head.len() / size) as u32;
        Ok(Pages { out, size, head, count })
    }

    /// Adds a page, and gives its number.
    fn add(&mut self, page: &[u8]) -> io::Result<u32> {
        let number = self.behind(self.count);
        if number > self.count + 1 {
            self.out.write_all(&vec![0; self.size])?;
        }
        self.out.write_all(page)?;
        self.count = number;
        Ok(number)
    }

    /// The number of the page that comes behind one.
    fn behind(&self, number: u32) -> u32 {
        let is_locked = number as usize == LOCK / self.size;
        number + 1 + u32::from(is_locked)
    }

    /// Adds the part of a row that its leaf has no room for, in pages of which each names the next, and gives
    /// the number of the first.
    fn add_rest(&mut self, rest: &[u8]) -> io::Result<u32> {
        let first = self.behind(self.count);
        let mut parts = rest.chunks(self.size - 4).peekable();
        while let Some(part) = parts.next() {
            let next = self.behind(self.behind(self.count));
            let mut page = Vec::with_capacity(self.size);
            page.extend(if parts.peek().is_some() { next } else { 0 }.to_be_bytes());
            page.extend_from_slice(part);
            page.resize(self.size, 0);
            self.add(&page)?;
        }
        Ok(first)
    }

    /// Ends all tables and puts the head in front. Its header says how many pages there are, and does not say
    /// what depends on how SQLite came to build it: the change counter, the change that the count belongs to,
    /// and SQLite's version.
    pub fn finish(mut self, tables: impl IntoIterator<Item = Table>) -> io::Result<()> {
        for table in tables {
            let start = (table.root as usize - 1) * self.size;
            let root = table.finish(&mut self)?;
            self.head[start..start + root.len()].copy_from_slice(&root);
        }
        for (at, number) in [(24, 1), (28, self.count), (92, 1), (96, SQLITE_VERSION)] {
            self.head[at..at + 4].copy_from_slice(&number.to_be_bytes());
        }
        self.out.rewind()?;
        self.out.write_all(&self.head)?;
        self.out.flush()
    }
}

/// A table that grows at its end.
pub struct Table {
    /// The number of its root, which is a page of the head.
    root: u32,
    /// The page that is filled now.
    leaf: Page,
    last_id: i64,
    /// The numbers of those that are full, with the last id in each.
    full: Vec<(u32, i64)>,
    cell: Vec<u8>,
}

impl Table {
    /// An empty one in pages of a size.
    pub fn new(root: u32, size: usize) -> Table {
        Table { root, leaf: Page::leaf(size), last_id: 0, full: Vec::new(), cell: Vec::new() }
    }

    /// Adds a row, whose id is greater than those of all before.
    pub fn add<W: Write + Seek>(&mut self, pages: &mut Pages<W>, id: i64, row: &[u8]) -> io::Result<()> {
        if row.len() > LONGEST {
            return Err(io::Error::other("a row is longer than SQLite takes"));
        }
        let (kept, rest) = row.split_at(kept(row.len(), pages.size));
        let cell = &mut self.cell;
        cell.clear();
        write_number(row.len() as u64, cell);
        write_number(id.cast_unsigned(), cell);
        cell.extend_from_slice(kept);
        if !rest.is_empty() {
            cell.extend(pages.add_rest(rest)?.to_be_bytes());
        }
        if !self.leaf.has_room(cell.len()) {
            self.full.push((pages.add(self.leaf.finish())?, self.last_id));
            self.leaf.clear();
        }
        self.leaf.add(&self.cell);
        self.last_id = id;
        Ok(())
    }

    /// Adds the pages that lead to the leaves, level by level, and gives the root.
    fn finish<W: Write + Seek>(mut self, pages: &mut Pages<W>) -> io::Result<Vec<u8>> {
        let mut level = self.full;
        if level.is_empty() {
            return Ok(self.leaf.finish().to_vec());
        }
        level.push((pages.add(self.leaf.finish())?, self.last_id));
        let most = (pages.size - Page::INNER) / (LONGEST_POINTER + 2) + 1;
        while level.len() > most {
            let groups = level.len().div_ceil(most);
            // None much shorter than another: a page that leads to one alone is none for SQLite.
            let start_of = |group: usize| group * level.len() / groups;
            let mut above = Vec::with_capacity(groups);
            for group in 0..groups {
                let below = &level[start_of(group)..start_of(group + 1)];
                let last_id = below.last().map_or(0, |(_, id)| *id);
                above.push((pages.add(&Page::above(below, pages.size))?, last_id));
            }
            level = above;
        }
        Ok(Page::above(&level, pages.size))
    }
}

/// How many bytes of a row its leaf keeps: all that a page has room for; of a longer one so many that the
/// rest fills its own pages, or else the least. The numbers are SQLite's.
fn kept(length: usize, size: usize) -> usize {
    let most = size - 35;
    if length <= most {
        return length;
    }
    let least = (size - 12) * 32 / 255 - 23;
    let even = least + (length - least) % (size - 4);
    if even <= most { even } else { least }
}

/// The most bytes that a page needs to lead to another: its number and an id.
const LONGEST_POINTER: usize = 4 + 9;

/// A page on its way: cells from its end, and where they begin from its start.
struct Page {
    bytes: Vec<u8>,
    /// How long what comes before the cells' places is.
    header: usize,
    cells: usize,
    /// Where the cells begin.
    start: usize,
}

impl Page {
    /// How long the header of a leaf is, and of a page that leads to others.
    const LEAF: usize = 8;
    const INNER: usize = 12;

    fn leaf(size: usize) -> Page {
        Page::new(0x0d, Page::LEAF, size)
    }

    /// The page that leads to others.
    fn above(below: &[(u32, i64)], size: usize) -> Vec<u8> {
        let mut page = Page::new(0x05, Page::INNER, size);
        let Some(((last, _), others)) = below.split_last() else { return page.bytes };
        for (number, last_id) in others {
            let mut cell = Vec::with_capacity(LONGEST_POINTER);
            cell.extend(number.to_be_bytes());
            write_number(last_id.cast_unsigned(), &mut cell);
            page.add(&cell);
        }
        page.bytes[8..12].copy_from_slice(&last.to_be_bytes());
        page.finish();
        page.bytes
    }

    fn new(kind: u8, header: usize, size: usize) -> Page {
        let mut bytes = vec![0; size];
        bytes[0] = kind;
        Page { bytes, header, cells: 0, start: size }
    }

    fn has_room(&self, length: usize) -> bool {
        self.header + 2 * (self.cells + 1) + length <= self.start
    }

    fn add(&mut self, cell: &[u8]) {
        let place = self.header + 2 * self.cells;
        let start = self.start - cell.len();
        self.bytes[start..self.start].copy_from_slice(cell);
        self.bytes[place..place + 2].copy_from_slice(&(start as u16).to_be_bytes());
        self.start = start;
        self.cells += 1;
    }

    /// The whole page.
    fn finish(&mut self) -> &[u8] {
        // What is left of another that was here is no part of this one.
        self.bytes[self.header + 2 * self.cells..self.start].fill(0);
        self.bytes[3..5].copy_from_slice(&(self.cells as u16).to_be_bytes());
        self.bytes[5..7].copy_from_slice(&(self.start as u16).to_be_bytes());
        &self.bytes
    }

    /// Makes room for another.
    fn clear(&mut self) {
        self.cells = 0;
        self.start = self.bytes.len();
    }
}

#[cfg(test)]
mod tests;
