//! No panic and no hang on any bytes: pages that are large in one way only, as each reader and each
//! layout takes them, and what comes out through all exporters.
//!
//! To add one: its row in [`PAGES`]. A page of some hundred kilobytes must be done in seconds, though
//! this crate itself is not optimised in tests; so what grows with the square of a page shows here.

use std::time::{Duration, Instant};

use deckmill::export::{self, EXPORTERS, ExportError};
use deckmill::read::READERS;
use libtest_mimic::{Failed, Trial};

use crate::partition;

/// How long a page may take in one reading, with exports.
const LIMIT: Duration = Duration::from_secs(10);

/// How often the part is repeated that makes a page large.
const FULL: usize = 10_000;

/// A name, and the page of a size.
type Extreme = (&'static str, fn(usize) -> String);

const PAGES: &[Extreme] = &[
    ("nested_div", |n| nested(n, "<div>", "x", "</div>")),
    ("nested_div_unclosed", |n| "<div>".repeat(n)),
    ("nested_div_with_text", |n| "<div>a<p>b".repeat(n)),
    ("nested_b", |n| nested(n, "<b>", "x", "</b>")),
    ("nested_b_in_paragraphs", |n| "<p><b>a".repeat(n)),
    ("nested_fonts", |n| (0..n / 20).map(|at| format!("<p><font color={at}>a")).collect()),
    ("nested_lists", |n| nested(n, "<ul><li>", "x", "</li></ul>")),
    ("nested_lists_with_text", |n| nested(n, "<ul><li>a", "x", "</ul>")),
    ("nested_ordered_lists", |n| nested(n, "<ol><li>What is it?", "x", "</ol>")),
    ("nested_tables", |n| nested(n, "<table><tr><td>a", "x", "</table>")),
    ("nested_details", |n| nested(n, "<details><summary>What?</summary>", "x", "</details>")),
    ("nested_quotes", |n| nested(n, "<blockquote>", "x", "</blockquote>")),
    ("nested_raised", |n| nested(n, "<sup>", "x", "</sup>")),
    ("nested_raised_links", |n| nested(n, "<sup><a href=#x>", "x", "</a></sup>")),
    ("nested_spans", |n| nested(n, "<span class=badge>", "x", "</span>")),
    ("nested_definitions", |n| nested(n, "<dl><dt>a<dd>", "x", "</dl>")),
    ("nested_templates", |n| nested(n, "<template>", "x", "</template>")),
    ("nested_svg", |n| nested(n, "<svg><g>", "x", "</svg>")),
    ("nested_math", |n| nested(n, "<math><mi>", "x", "</math>")),
    ("nested_unknown", |n| nested(n, "<x-y>", "x", "</x-y>")),
    ("foster_parents", |n| "<table>a".repeat(n)),
    ("foster_parents_in_rows", |n| "<table><tr>a<b>".repeat(n)),
    ("many_badges", |n| "<span class=badge>a</span>".repeat(n)),
    ("many_links", |n| "<a href=#a>a</a> ".repeat(n)),
    ("many_notes", |n| (0..n).map(|at| format!("a[^{at}]\n\n[^{at}]: b\n\n")).collect()),
    ("many_breaks", |n| format!("<b>{}</b>", "<br>".repeat(n))),
    ("many_breaks_in_a_heading", |n| format!("<h2>{}</h2>", "<br>".repeat(n))),
    ("many_comments", |n| "<!-- a -->\n\n".repeat(n)),
    ("many_marks", |n| "<!-- deckmill id=x -->\n\n".repeat(n)),
    ("many_marks_with_questions", |n| "<!-- deckmill id=x -->\n\n## What?\n\na\n\n".repeat(n)),
    ("many_scripts", |n| "a<script>b</script>".repeat(n)),
    ("many_styles_unclosed", |n| "<style>".repeat(n)),
    ("many_cells", |n| "<tr><td>a".repeat(n)),
    ("many_columns", |n| format!("<table><tr>{}</table>", "<td>a".repeat(n))),
    ("many_table_lines", |n| format!("|a|b|\n|-|-|\n{}", "|a|b|\n".repeat(n))),
    ("many_questions_in_other_words", |n| {
        "## What is a list?\n\na\n\n## Explain lists\n\nb\n\n".repeat(n / 2)
    }),
    ("many_questions_with_one_word_more", |n| {
        let question =
            |at| format!("## How does this small part of it turn w{at} over and over again?\n\na\n\n");
        (0..n).map(question).collect()
    }),
    ("many_lines_of_contents", |n| {
        "- [What is a list?](#a)\n".repeat(n) + &"\n## What is a list?\n\na\n".repeat(n)
    }),
    ("many_answers", |n| "## A\n\nAnswer: b\n\n".repeat(n)),
    ("many_empty_headings", |n| "## \n\n".repeat(n)),
    ("raw_script", |n| format!("<script>{}", "<b>a\n\n".repeat(n))),
    ("raw_style", |n| format!("<style>{}", "<b>a\n\n".repeat(n))),
    ("raw_textarea", |n| format!("<textarea>{}", "<b>a\n\n".repeat(n))),
    ("raw_title", |n| format!("<title>{}", "<b>a\n\n".repeat(n))),
    ("raw_plaintext", |n| format!("<plaintext>{}", "<b>a\n\n".repeat(n))),
    ("raw_xmp", |n| format!("<xmp>{}", "<b>a\n\n".repeat(n))),
    ("raw_noscript", |n| format!("<noscript>{}", "<b>a\n\n".repeat(n))),
    ("raw_select", |n| format!("<select>{}", "<option>a\n\n".repeat(n))),
    ("raw_frameset", |n| format!("<frameset>{}", "<frame>a\n\n".repeat(n))),
    ("raw_cdata", |n| format!("<svg><![CDATA[{}", "<b>a\n\n".repeat(n))),
    ("raw_comment", |n| format!("<!--{}", "<b>a\n\n".repeat(n))),
    ("raw_comments", |n| "<!--a\n\n".repeat(n)),
    ("raw_php", |n| "<?php a\n\n".repeat(n)),
    ("raw_end_tags", |n| "</b>".repeat(n)),
    ("raw_attributes", |n| format!("<a {}>x", "b=c ".repeat(n))),
    ("markdown_quotes", |n| "> ".repeat(n)),
    ("markdown_quotes_with_text", |n| (1..n / 30).map(|at| format!("{}a\n", "> ".repeat(at))).collect()),
    ("markdown_brackets", |n| "[".repeat(n)),
    ("markdown_links", |n| "[a](".repeat(n)),
    ("markdown_images", |n| "![a](".repeat(n)),
    ("markdown_nested_images", |n| nested(n, "![", "x", "](y)")),
    ("markdown_round_brackets", |n| "(".repeat(10 * n)),
    ("markdown_bullets", |n| "- ".repeat(n)),
    ("markdown_stars", |n| "*".repeat(n)),
    ("markdown_stars_and_letters", |n| "*a_b**c__".repeat(n)),
    ("markdown_backticks", |n| (1..n / 25).map(|at| format!("{} a ", "`".repeat(at))).collect()),
    ("markdown_maths", |n| "$a ".repeat(n)),
    ("markdown_tildes", |n| "~~a~".repeat(n)),
    ("markdown_numbers", |n| "1. ".repeat(n)),
    ("markdown_indented_list", |n| indented(n, "- a")),
    ("markdown_indented_numbers", |n| indented(n, "1. What?")),
    ("markdown_code", |n| "    a\n\n".repeat(n)),
    ("markdown_fences", |n| "```\n".repeat(n)),
    ("markdown_definitions", |n| "a\n: b\n\n".repeat(n)),
    ("markdown_references", |n| (0..n).map(|at| format!("[{at}]: /x\n")).collect()),
    ("markdown_reference_uses", |n| format!("{}\n\n[a]: /x", "[a]".repeat(n))),
    ("markdown_raw_lines", |n| "a <b>b\n".repeat(n)),
    ("front_matter", |n| format!("---\n{}---\n", "a: b\n".repeat(n))),
    ("front_matter_nested", |n| format!("---\na: {}\n---\nx", "[".repeat(10 * n))),
    ("front_matter_lists", |n| format!("---\na:\n  {} b\n---\nx", "- ".repeat(n))),
    ("front_matter_keys", |n| format!("---\n{} b\n---\nx", "? ".repeat(n))),
    ("front_matter_indented", |n| format!("---\n{}---\nx", indented(n, "a:"))),
    ("front_matter_toml", |n| format!("+++\na = {}\n+++\nx", "[".repeat(n))),
    ("one_line", |n| "word ".repeat(10 * n)),
    ("one_word", |n| "w".repeat(20 * n)),
    ("one_line_of_signs", |n| "?".repeat(10 * n)),
    ("one_line_of_questions", |n| "<h2>What?</h2><p>a</p>".repeat(n)),
    ("one_line_of_spaces", |n| " ".repeat(20 * n)),
    ("short_lines", |n| "a\n".repeat(10 * n)),
    ("short_paragraphs", |n| "a\n\n".repeat(n)),
    ("short_lines_with_tabs", |n| "a\tb\nc\n".repeat(n)),
    ("empty_lines", |n| "\n".repeat(20 * n)),
    ("same_questions", |n| "1. What?\n\na\n\n".repeat(n)),
    ("counted_questions", |n| (1..n).map(|at| format!("{at}. What?\n\na\n\n")).collect()),
    ("counted_lines", |n| (1..n).map(|at| format!("{at}. What?\n")).collect()),
    ("counted_downwards", |n| (1..n).rev().map(|at| format!("{at}. a\n\n")).collect()),
    ("same_numbers", |n| format!("1. What?\n\n{}", "5. a\n\n".repeat(n))),
    ("same_statements", |n| "1. a\n\n".repeat(n)),
    ("numbers_alone", |n| "1.\n\n".repeat(n)),
    ("labels", |n| "Q: What?\nA: a\n".repeat(n)),
    ("labels_of_answers", |n| format!("Q: What?\n\n{}", "A: a\n\n".repeat(n))),
    ("levels", |n| format!("## What?\n\n{}", "easy\n\n".repeat(n))),
    ("rules", |n| "---\n\n".repeat(n)),
    ("text_code", |n| "x\n\n".repeat(3) + &"      a\n\n".repeat(n)),
    ("text_stairs", |n| (0..n / 20).map(|at| format!("{}- a\n", "  ".repeat(at))).collect()),
    ("text_numbers_in_lists", |n| format!("- a\n{}", "  5. b\n".repeat(n))),
    ("text_bullets", |n| "- a\n".repeat(n)),
    ("text_columns", |n| (0..n).map(|at| format!("{}1. What?\n\n", " ".repeat(at % 97))).collect()),
    ("trails", |n| "a › b › c\n\n".repeat(n)),
    ("trails_nested", |n| nested(n, "<div class=breadcrumb>a", "x", "</div>")),
    ("ads_nested", |n| nested(n, "<div class=ad>a", "x", "</div>")),
    ("signs_of_contents", |n| "- [What?](#a)\n".repeat(n)),
];

/// All trials of this module.
pub fn trials() -> Vec<Trial> {
    let trial = |page: &'static Extreme| Trial::test(format!("extremes::{}", page.0), || check(page.1));
    PAGES.iter().map(trial).collect()
}

fn nested(n: usize, open: &str, inner: &str, close: &str) -> String {
    [&open.repeat(n), inner, &close.repeat(n)].concat()
}

/// A line again and again, each a step further in.
fn indented(n: usize, line: &str) -> String {
    (0..n / 25).map(|depth| format!("{}{line}\n", "   ".repeat(depth))).collect()
}

/// The page in full size as it is read best, with exports; and smaller, with each layout.
fn check(page: fn(usize) -> String) -> Result<(), Failed> {
    let full = page(FULL);
    for reader in READERS {
        let start = Instant::now();
        let found = partition::read(reader.name, full.as_bytes(), None);
        let read = start.elapsed();
        partition::check(&found)?;
        for exporter in EXPORTERS {
            match export::to_bytes(exporter.name, &found.deck) {
                // The cells of a workbook have a most.
                Ok(_) | Err(ExportError::Card { format: "workbook", .. }) => {}
                Err(error) => return Err(error.to_string().into()),
            }
        }
        let all = start.elapsed();
        if all > LIMIT {
            return Err(format!("as {}: {all:?}, {read:?} of it to read", reader.name).into());
        }
    }
    let small = page(FULL / 20);
    let start = Instant::now();
    partition::every_reading(small.as_bytes(), &partition::check)?;
    match start.elapsed() {
        all if all > LIMIT => Err(format!("with all layouts: {all:?}").into()),
        _ => Ok(()),
    }
}
