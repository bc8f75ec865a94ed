//! Rows as SQLite stores them: the types of all values in front, then the values, each as short as it can
//! be. <https://www.sqlite.org/fileformat2.html#record_format> has the rules.

use rusqlite::types::ValueRef;

/// Appends a row to bytes.
pub fn write(values: &[ValueRef], out: &mut Vec<u8>) {
    let start = out.len();
    out.push(0);
    values.iter().for_each(|value| write_number(kind(value), out));
    // The length of the types counts itself: one byte, and a second one where there are many columns.
    match out.len() - start {
        length @ ..0x80 => out[start] = length as u8,
        length => {
            let mut bytes = Vec::new();
            write_number(length as u64 + 1, &mut bytes);
            out.splice(start..=start, bytes);
        }
    }
    for value in values {
        match *value {
            ValueRef::Null => {}
            ValueRef::Integer(number) => {
                out.extend((0..width(kind(value))).rev().map(|at| (number >> (8 * at)) as u8));
            }
            ValueRef::Real(number) => out.extend_from_slice(&number.to_be_bytes()),
            ValueRef::Text(bytes) | ValueRef::Blob(bytes) => out.extend_from_slice(bytes),
        }
    }
}

/// The number that stands for the type of a value, and for its length.
fn kind(value: &ValueRef) -> u64 {
    match *value {
        ValueRef::Null => 0,
        ValueRef::Integer(0) => 8,
        ValueRef::Integer(1) => 9,
        ValueRef::Integer(number) => match 65 - (number ^ (number >> 63)).leading_zeros() {
            ..=8 => 1,
            9..=16 => 2,
            17..=24 => 3,
            25..=32 => 4,
            33..=48 => 5,
            49.. => 6,
        },
        ValueRef::Real(_) => 7,
        ValueRef::Blob(bytes) => bytes.len() as u64 * 2 + 12,
        ValueRef::Text(bytes) => bytes.len() as u64 * 2 + 13,
    }
}

/// How many bytes an integer of a type takes.
fn width(kind: u64) -> usize {
    match kind {
        1..=4 => kind as usize,
        5 => 6,
        6 => 8,
        _ => 0,
    }
}

/// Appends a number in groups of seven bits, the high ones first; a ninth byte has eight.
pub fn write_number(number: u64, out: &mut Vec<u8>) {
    // Most are as short as that.
    if number < 0x80 {
        return out.push(number as u8);
    }
    let length = (64 - number.leading_zeros()).div_ceil(7).min(9);
    let last = if length == 9 { 8 } else { 7 };
    for group in (1..length).rev() {
        out.push((number >> (7 * (group - 1) + last)) as u8 | 0x80);
    }
    out.push(if length == 9 { number as u8 } else { number as u8 & 0x7f });
}
