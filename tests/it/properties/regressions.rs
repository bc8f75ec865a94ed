//! Inputs that once broke a law, smallest form first found. Each is tried on all laws of reading.
//!
//! To add one: take the case that a failed law shows, give it a name and a row in [`PAGES`].

use libtest_mimic::{Failed, Trial};

use super::pages::{is_partitioned, read};
use super::reads_back;

/// Name, file name, text.
const PAGES: &[(&str, &str, &str)] = &[
    ("heading_without_anything_behind_it", "a.md", "### w0001 w0002\n\n### w0003 w0004?\n"),
    (
        "text_that_a_table_puts_before_itself",
        "a.html",
        "<h2>Why is it so?</h2><table>### one <br>\ntwo<sup>three</sup> &amp; more\n\n",
    ),
    (
        "mark_of_a_deck_without_a_title",
        "a.md",
        "<!-- deckmill deck -->\n\n<!-- deckmill id=x -->\n## Why?\n\nSo.\n",
    ),
    (
        "mark_of_an_answer_behind_an_empty_item",
        "a.md",
        "<!-- deckmill deck -->\n# A\n\n<!-- deckmill untitled=yes -->\n\n- <!-- -->\n\n<!-- deckmill answer -->\n\nb\n",
    ),
    ("box_of_an_inner_list", "a.md", "# A\n\n## Why is it so?\n\n- `\t`\n  - [ ] b\n"),
    ("code_beside_code", "a.html", "<h2>Why is it so?</h2><p><code>a</code><code>b</code></p>"),
    (
        "link_that_looks_like_a_definition",
        "a.html",
        "<h2>Why is it so?</h2><p><a href=''><code>\\[a]: </code></a></p>",
    ),
    ("circled_letter_in_emphasis", "a.html", "<h2>Why is it so?</h2><p><em>Ⓐ</em>list</p>"),
    ("space_inside_of_emphasis", "a.html", "<h2>Why is it so?</h2><p>a<b> b <br></b>c<i>&#160;d</i></p>"),
    (
        "line_break_at_the_end_of_a_link",
        "a.html",
        "<h2>Why is it so?</h2><p><a href=x>a<br></a><img src=x alt=b></p>",
    ),
    (
        "link_in_a_link",
        "a.html",
        "<h2>Why is it so?</h2><a href=x>a<table><tr><td><a href=y>b</a></table> c</a>",
    ),
    ("picture_in_an_anchor", "a.html", "<h2>Why is it so?</h2><p><a href='#'><img src=x alt=y>#</a></p>"),
    (
        "footnote_sign_beside_text",
        "a.html",
        "<h2>Why is it so?</h2><p>a<sup><a href='#n'>1</a>b</sup></p><div id=n>note</div>",
    ),
    ("number_of_ten_figures", "a.html", "<h2>Why is it so?</h2><ol start=999999999><li>a<li>b</ol>"),
    (
        "mathematics_with_a_brace_alone",
        "a.html",
        "<h2>Why is it so?</h2><p>a <span class=math>\\(x}\\)</span> b</p>",
    ),
    ("quoted_title_with_a_dash", "a.md", "---\nkey: a--b-->c\n---\n# A\n\n## Why is it so?\n\nSo.\n"),
];

/// One trial per input.
pub fn trials() -> Vec<Trial> {
    PAGES
        .iter()
        .map(|(name, file, text)| Trial::test(format!("regressions::{name}"), || try_page(file, text)))
        .collect()
}

fn try_page(file: &str, text: &str) -> Result<(), Failed> {
    let page = read(file, text);
    is_partitioned(&page)?;
    if page.is_empty() {
        return Err("there is no card on it".into());
    }
    Ok(reads_back(page.deck)?)
}
