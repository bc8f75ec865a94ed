//! Formulas: TeX as MathML, which browsers show without a script or a font of ours.
//!
//! What can't be set is shown as its TeX. So is what is longer or nested deeper than formulas are:
//! the setter walks its input by recursion.

use std::panic;

use pulldown_latex::config::DisplayMode;
use pulldown_latex::{Event, Parser, RenderConfig, Storage, push_mathml};

use crate::render::html::escape;

/// How long a formula can be, in bytes.
const LONGEST: usize = 4_000;

/// How deep it can nest.
const DEEPEST: usize = 60;

/// The elements of MathML that a formula is made of.
const ELEMENTS: [&str; 19] = [
    "math",
    "mrow",
    "mi",
    "mn",
    "mo",
    "mtext",
    "mspace",
    "mfrac",
    "msqrt",
    "mroot",
    "msub",
    "msup",
    "msubsup",
    "munder",
    "mover",
    "munderover",
    "mtable",
    "mtr",
    "mtd",
];

/// The attributes that they may have. Colours and other styles are left out: a policy would forbid
/// them, and not every colour can be read by day and by night.
const ATTRIBUTES: [&str; 15] = [
    "class",
    "depth",
    "display",
    "displaystyle",
    "height",
    "largeop",
    "linethickness",
    "mathvariant",
    "maxsize",
    "minsize",
    "movablelimits",
    "scriptlevel",
    "stretchy",
    "symmetric",
    "width",
];

/// A formula as MathML, else its TeX as code.
pub fn html(tex: &str, is_block: bool) -> String {
    set(tex, is_block).unwrap_or_else(|| format!("<code class=\"tex\">{}</code>", escape(tex)))
}

fn set(tex: &str, is_block: bool) -> Option<String> {
    // The setter panics at some of what may follow `\char`, which is no mathematics anyway.
    if tex.len() > LONGEST || depth(tex) > DEEPEST || tex.trim().is_empty() || tex.contains("\\char") {
        return None;
    }
    // The setter is young: should a formula break it, only that formula is shown as it is written.
    let mathml = panic::catch_unwind(|| mathml(tex, is_block)).ok().flatten()?;
    clean(&mathml)
}

fn mathml(tex: &str, is_block: bool) -> Option<String> {
    let storage = Storage::new();
    let events: Vec<Event> = Parser::new(tex, &storage).collect::<Result<_, _>>().ok()?;
    let display_mode = if is_block { DisplayMode::Block } else { DisplayMode::Inline };
    let config = RenderConfig { display_mode, ..RenderConfig::default() };
    let mut out = String::new();
    let never_fails = events.into_iter().map(Ok::<_, std::fmt::Error>);
    push_mathml(&mut out, never_fails, config).ok()?;
    Some(out)
}

/// How many braces are open at most.
fn depth(tex: &str) -> usize {
    let steps = tex.bytes().map(|byte| i32::from(byte == b'{') - i32::from(byte == b'}'));
    let depths = steps.scan(0_i32, |depth, step| {
        *depth += step;
        Some(usize::try_from(*depth).unwrap_or(0))
    });
    depths.max().unwrap_or(0)
}

/// MathML without styles; none if there is anything in it that is not known to be harmless.
fn clean(mathml: &str) -> Option<String> {
    let mut out = String::with_capacity(mathml.len());
    let mut rest = mathml;
    while let Some((text, behind)) = rest.split_once('<') {
        out.push_str(text);
        if !behind.starts_with(|c: char| c == '/' || c.is_ascii_alphabetic()) {
            // The setter leaves the sign for "less" as it is.
            out.push_str("&lt;");
            rest = behind;
            continue;
        }
        let (tag, after) = behind.split_once('>')?;
        let (name, attributes) = tag.split_once(' ').unwrap_or((tag, ""));
        if !ELEMENTS.contains(&name.trim_start_matches('/')) {
            return None;
        }
        out.push('<');
        out.push_str(name);
        push_attributes(&mut out, attributes.trim())?;
        out.push('>');
        rest = after;
    }
    out.push_str(rest);
    Some(out)
}

/// The attributes that are known, of `a="b" c="d" /`.
fn push_attributes(out: &mut String, mut attributes: &str) -> Option<()> {
    while !matches!(attributes, "" | "/") {
        let (name, behind) = attributes.split_once("=\"")?;
        let (value, after) = behind.split_once('"')?;
        if ATTRIBUTES.contains(&name) {
            out.push_str(&format!(" {name}=\"{value}\""));
        } else if name != "style" {
            return None;
        }
        attributes = after.trim_start();
    }
    if attributes == "/" {
        out.push('/');
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_set(tex: &str) -> bool {
        html(tex, false).starts_with("<math")
    }

    #[test]
    fn a_formula_is_mathml() {
        let expected = "<math display=\"inline\"><mi>x</mi><mo>&lt;</mo><mn>1</mn></math>";
        assert_eq!(html("x < 1", false), expected);
        assert!(html("x", true).starts_with("<math display=\"block\">"));
        for tex in [
            r"\frac{1}{2}",
            r"\sum_{k=1}^{n} k^2",
            r"a \neq b \not< c",
            r"\mathbb{R}^{2\times 2}",
            r"\begin{pmatrix} a & b \\ c & d \end{pmatrix}",
            r"\operatorname{sgn}(x)",
            r"O(n \log n)",
            r"\text{if } x > 0",
            r"\begin{align} a &= b \\ &= c \end{align}",
            r"\sqrt[3]{x}",
            r"\vec{v} \cdot \hat{u}",
            r"\lim_{x \to 0}",
        ] {
            assert!(is_set(tex), "{tex}");
        }
    }

    #[test]
    fn colours_are_left_out() {
        let coloured =
            html(r"\color{red} x + \textcolor{blue}{y} \begin{matrix} a \\[2pt] b \end{matrix}", true);
        assert!(coloured.starts_with("<math") && !coloured.contains("style="), "{coloured}");
    }

    #[test]
    fn what_cannot_be_set_is_shown_as_it_is_written() {
        let long = "x+".repeat(LONGEST);
        let deep = r"\sqrt{".repeat(100) + "x" + &"}".repeat(100);
        for tex in [r"\ce{H2O}", "a & b", "{", r"\frac{1}", r"\char\u{301}", " ", &long, &deep] {
            assert_eq!(html(tex, false), format!("<code class=\"tex\">{}</code>", escape(tex)), "{tex}");
        }
    }

    #[test]
    fn nothing_but_known_elements_gets_through() {
        for bad in [
            "<script>",
            "<mi onclick=\"x\">",
            "<mi class=x>",
            "<mi",
            "<mi class=\"x>",
            "<a href=\"x\">",
            "<!-- -->",
        ] {
            let cleaned = clean(bad);
            assert!(
                cleaned.is_none() || cleaned == Some(escape(bad).replace("&gt;", ">")),
                "{bad}: {cleaned:?}"
            );
        }
        for tex in
            [r"\text{</mtext><script>x</script>}", r"\text{<b>}", r"<script>", r"\href{javascript:x}{y}"]
        {
            assert!(!html(tex, false).contains("<script") && !html(tex, false).contains("<b>"), "{tex}");
        }
    }
}
