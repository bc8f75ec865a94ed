//! A sheet of a workbook: a row of names that stays in sight and filters, and a row for each card.

use rust_xlsxwriter::{
    Color, Format, FormatAlign, FormatBorder, FormatUnderline, IgnoreError, Url, Worksheet, XlsxError,
};

use super::links::Target;
use super::measure::{height, width};
use super::sheets::Sheet;
use super::{WORKBOOK, library, links};
use crate::columns::{Column, Columns};
use crate::export::ExportError;
use crate::model::Card;

/// How many cards a sheet holds: Excel's rows but the one with names.
const MOST_CARDS: usize = 1_048_575;

/// How long the text of a cell is at most, in UTF-16 units, as Excel has it.
const LONGEST: usize = 32_767;

/// The room that a cell has beside its text, in characters.
const PADDING: usize = 2;

/// The number that Excel gives its format for text, `@`.
const TEXT: u8 = 49;

/// How high a line is, in points, and how high a row can be in Excel.
const LINE: usize = 15;
const HIGHEST: usize = 409;

/// The room of the button beside a column's name.
const BUTTON: usize = 3;

/// How cells look.
pub struct Looks {
    head: Format,
    text: Format,
    link: Format,
    /// Cells below the table.
    plain: Format,
}

impl Looks {
    /// Text that is at the top of its cell, and goes on below where the cell is too narrow; it stays text when
    /// somebody edits it.
    pub fn new() -> Looks {
        let plain = Format::new().set_num_format_index(TEXT).set_align(FormatAlign::Top).set_text_wrap();
        let head = plain.clone().set_bold().set_background_color(Color::RGB(0xE7_EE_F5));
        // A line below a card parts it from the next where cells have none around them, as on paper.
        let text = plain.clone().set_border_bottom(FormatBorder::Thin);
        let text = text.set_border_bottom_color(Color::RGB(0xD0_D7_DE));
        Looks {
            head: head.set_border_bottom(FormatBorder::Thin),
            link: text.clone().set_font_color(Color::RGB(0x05_63_C1)).set_underline(FormatUnderline::Single),
            text,
            plain,
        }
    }
}

/// Writes a sheet, and says how many links are plain text in it, for Excel takes no more or no longer ones.
pub fn write(
    sheet: &Sheet,
    columns: &Columns,
    looks: &Looks,
    worksheet: &mut Worksheet,
) -> Result<usize, ExportError> {
    if sheet.cards.len() > MOST_CARDS {
        let what = format!(
            "{} cards would be on one sheet, and {MOST_CARDS} is the most: `xlsx.sheets=section` or `level` makes \
             several sheets, CSV has no most",
            sheet.cards.len()
        );
        return Err(ExportError::Deck { format: WORKBOOK, what });
    }
    let mut cells = Cells { worksheet, looks, links: 0, unlinked: 0 };
    cells.worksheet.set_name(&sheet.name).map_err(library)?;
    let mut widths: Vec<usize> = columns.heads().map(|head| width(head) + BUTTON).collect();
    for (at, head) in (0..).zip(columns.heads()) {
        cells.put(0, at, head, &looks.head).map_err(library)?;
    }
    for (row, (card, leaf)) in (1..).zip(&sheet.cards) {
        let texts = columns.all().iter().zip(columns.cells(card, leaf));
        for ((at, ((head, column), text)), wide) in (0..).zip(texts).zip(&mut widths) {
            let can_hold = |what| hold(card, head, what);
            fits(&text).map_err(can_hold)?;
            let target = links::of(*column, card, &text);
            cells.write(row, at, &text, target).map_err(|cause| can_hold(cause.to_string()))?;
            *wide = width(&text).max(*wide);
        }
    }
    let unlinked = cells.unlinked;
    for (wide, (_, column)) in widths.iter_mut().zip(columns.all()) {
        let (least, most) = limits(*column);
        *wide = (*wide + PADDING).clamp(least, most);
    }
    frame(sheet, columns, &widths, looks, worksheet).map_err(library)?;
    Ok(unlinked)
}

/// The error that a card has what a cell can't hold.
fn hold(card: &Card, head: &str, what: String) -> ExportError {
    ExportError::Card {
        format: WORKBOOK,
        name: card.origin.name().to_owned(),
        line: card.origin.line as usize,
        what: format!("its {head}: {what}"),
    }
}

/// Whether a cell can hold a text, else why not.
fn fits(text: &str) -> Result<(), String> {
    // No text has more units than bytes.
    let length = if text.len() > LONGEST { text.encode_utf16().count() } else { 0 };
    match length > LONGEST {
        true => Err(format!("{length} characters (as Excel counts them), and {LONGEST} are the most")),
        false => Ok(()),
    }
}

/// The cells of a sheet.
struct Cells<'a> {
    worksheet: &'a mut Worksheet,
    looks: &'a Looks,
    /// How many cells lead somewhere.
    links: usize,
    /// How many would, if Excel took more links and longer ones.
    unlinked: usize,
}

impl Cells<'_> {
    /// Writes a cell that leads to a place, where one is given. It looks like a link where it is nothing else.
    fn write(&mut self, row: u32, column: u16, text: &str, target: Option<Target>) -> Result<(), XlsxError> {
        let Some(target) = target.filter(|_| is_linkable(text)) else {
            return self.put(row, column, text, &self.looks.text);
        };
        let look = if target.is_all { &self.looks.link } else { &self.looks.text };
        let address = links::address(target.address).filter(|_| self.links < links::MOST);
        let Some(address) = address else {
            self.unlinked += 1;
            return self.put(row, column, text, &self.looks.text);
        };
        self.links += 1;
        self.worksheet.write_url_with_options(row, column, Url::new(address), text, "", Some(look))?;
        Ok(())
    }

    /// Writes a text; as a run of one, where the crate that writes workbooks would not do it right otherwise.
    fn put(&mut self, row: u32, column: u16, text: &str, format: &Format) -> Result<(), XlsxError> {
        match is_markup(text) || has_escape(text) {
            true => {
                // In runs, the crate leaves to us what stands for an underscore before an x.
                let run = text.replace("_x", "_x005F_x");
                let runs = [(&Format::default(), run.as_str())];
                self.worksheet.write_rich_string_with_format(row, column, &runs, format)?
            }
            false => self.worksheet.write_string_with_format(row, column, text, format)?,
        };
        Ok(())
    }
}

/// Whether a cell with this text can lead somewhere: not an empty one, and in one of runs the crate would say
/// the address as well.
fn is_linkable(text: &str) -> bool {
    !(text.is_empty() || is_markup(text) || has_escape(text))
}

/// Whether the crate would take a text for its own markup of runs.
fn is_markup(text: &str) -> bool {
    text.starts_with("<r>") && text.ends_with("</r>")
}

/// Whether LibreOffice would take a part of a text, such as `_xD_`, for the number of a character. Excel wants
/// four figures, and with four the crate writes the underscore as a number itself.
fn has_escape(text: &str) -> bool {
    text.match_indices("_x").any(|(at, sign)| {
        let rest = &text[at + sign.len()..];
        let figures = rest.bytes().take_while(u8::is_ascii_hexdigit).count();
        figures > 0 && figures != 4 && rest[figures..].starts_with('_')
    })
}

/// All about a sheet but its cells.
fn frame(
    sheet: &Sheet,
    columns: &Columns,
    widths: &[usize],
    looks: &Looks,
    worksheet: &mut Worksheet,
) -> Result<(), XlsxError> {
    for (at, wide) in (0..).zip(widths) {
        worksheet.set_column_width(at, *wide as f64)?;
        // So that what is typed below the table is text as well.
        worksheet.set_column_format(at, &looks.plain)?;
    }
    for (row, (card, leaf)) in (1..).zip(&sheet.cards) {
        // More characters are in a line than it has widths of a figure, which is what columns are measured by.
        let lines = columns.cells(card, leaf).zip(widths).map(|(text, wide)| height(&text, wide + wide / 10));
        let points = (lines.max().unwrap_or(1) * LINE).min(HIGHEST);
        worksheet.set_row_height(row, points as f64)?;
    }
    let last_row = u32::try_from(sheet.cards.len()).map_err(|_| XlsxError::RowColumnLimitError)?;
    let last = u16::try_from(widths.len()).map_err(|_| XlsxError::RowColumnLimitError)?.saturating_sub(1);
    worksheet.set_freeze_panes(1, 0)?.autofilter(0, 0, last_row, last)?;
    // Text that looks like a number is meant to be text: no warning about it.
    worksheet.ignore_error_range(0, 0, last_row, last, IgnoreError::NumberStoredAsText)?;
    worksheet.set_right_to_left(sheet.is_right_to_left);
    worksheet.set_landscape().set_print_fit_to_pages(1, 0).set_repeat_rows(0, 0)?;
    Ok(())
}

/// How narrow and how wide a column is, in characters.
fn limits(column: Column) -> (usize, usize) {
    match column {
        Column::Number => (6, 14),
        Column::Question => (24, 50),
        Column::Answer => (40, 80),
        Column::Level => (8, 14),
        Column::Section | Column::Tags | Column::Deck => (8, 28),
        Column::Source => (8, 32),
        Column::Id => (8, 18),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Deck;

    #[test]
    fn rows_have_a_most() {
        let (card, deck) = (Card::default(), Deck::default());
        let cards = vec![(&card, &deck); MOST_CARDS + 1];
        let sheet = Sheet { name: "All".to_owned(), cards, is_right_to_left: false };
        let columns = Columns::chosen(None).unwrap();
        let error = write(&sheet, &columns, &Looks::new(), &mut Worksheet::new()).unwrap_err();
        let expected = "a workbook can't hold these cards: 1048576 cards would be on one sheet, and 1048575 is \
                        the most: `xlsx.sheets=section` or `level` makes several sheets, CSV has no most";
        assert_eq!(error.to_string(), expected);
    }

    #[test]
    fn length_is_counted_as_excel_does() {
        let long = "a".repeat(LONGEST - 1);
        assert_eq!((fits(&long), fits(&(long.clone() + "é"))), (Ok(()), Ok(())));
        let error = fits(&(long + "📦")).unwrap_err();
        assert_eq!(error, "32768 characters (as Excel counts them), and 32767 are the most");
    }
}
