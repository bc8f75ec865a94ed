//! What spreadsheets make of the cells of a table, and what is done so that text stays text.

use crate::format::OptionSpec;

/// The option of tables that says for which.
pub const FOR: OptionSpec = OptionSpec {
    name: "for",
    default: "any",
    summary: "any, excel, sheets or libreoffice: a file that this program opens as text",
};

/// The program that a table is for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Program {
    /// Any that reads CSV: the text as it is.
    #[default]
    Any,
    /// Microsoft's Excel.
    Excel,
    /// Google's Sheets.
    Sheets,
    /// LibreOffice Calc.
    LibreOffice,
}

impl Program {
    /// The names of all of them.
    pub const NAMES: [(&'static str, Program); 4] = [
        ("any", Program::Any),
        ("excel", Program::Excel),
        ("sheets", Program::Sheets),
        ("libreoffice", Program::LibreOffice),
    ];

    /// What is said where a name is none of them.
    pub const EXPECTED: &'static str = "it is any, excel, sheets or libreoffice";

    /// Whether it takes cells for formulas, quoted or not, so that a table for it is guarded.
    pub fn is_guarded(self) -> bool {
        matches!(self, Program::Excel | Program::Sheets)
    }
}

/// Whether a spreadsheet could take a text for a formula, apostrophes in front apart.
pub fn is_live(text: &str) -> bool {
    text.trim_start_matches('\'').starts_with(['=', '+', '-', '@', '\t', '\r', '\n'])
}

/// A cell that a spreadsheet would take for a formula with an apostrophe before it, which makes it text. One
/// that begins with apostrophes before such a sign gets one more, so that [`unguarded`] gives what the card
/// says.
pub fn guarded(text: &str) -> Option<String> {
    is_live(text).then(|| format!("'{text}"))
}

/// What a guarded cell says: exactly one apostrophe is taken away where one was put.
pub fn unguarded(cell: &str) -> &str {
    cell.strip_prefix('\'').filter(|text| is_live(text)).unwrap_or(cell)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_looks_like_a_formula_gets_one_apostrophe() {
        let live = ["=1+1", "+1", "-1", "@staticmethod", "\tx", "\nx", "'=='", "''-", "'@", "="];
        for text in live {
            let cell = guarded(text).unwrap();
            assert_eq!((cell.as_str(), unguarded(&cell)), (format!("'{text}").as_str(), text));
        }
        for text in ["", "a=b", "'", "'a", " =1", "1-1", "“=”"] {
            assert_eq!((guarded(text), unguarded(text)), (None, text));
        }
    }
}
