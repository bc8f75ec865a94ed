//! Templates as far as they can be judged without showing anything: which fields they name, and whether
//! a card is made of a note.

/// A place in a template where a field stands.
pub struct Place<'a> {
    /// The field's name.
    pub field: &'a str,
    /// What is done with it: "hint", "cloze", "type".
    pub filters: Vec<&'a str>,
}

impl Place<'_> {
    /// Whether a learner sees the field there without doing something.
    pub fn is_shown(&self) -> bool {
        let hides = |filter: &&str| {
            let name = filter.split(' ').next().unwrap_or_default();
            ["hint", "type", "tts", "tts-voices"].contains(&name)
        };
        !self.filters.iter().any(hides)
    }
}

/// A part of a template.
enum Part<'a> {
    Place(Place<'a>),
    /// What follows is for notes in which a field is filled, or is not.
    Open(&'a str, bool),
    Close,
}

/// The places of a template.
pub fn places(template: &str) -> Vec<Place<'_>> {
    let place = |part| if let Part::Place(place) = part { Some(place) } else { None };
    parts(template).into_iter().filter_map(place).collect()
}

/// Whether a template shows any field of a note, of which those are filled that `is_filled` says.
pub fn shows(template: &str, is_filled: impl Fn(&str) -> bool) -> bool {
    // How many of the open sections are not for this note.
    let mut open: Vec<bool> = Vec::new();
    for part in parts(template) {
        match part {
            Part::Open(field, wanted) => open.push(is_filled(field) == wanted),
            Part::Close => {
                open.pop();
            }
            Part::Place(place) if is_filled(place.field) && open.iter().all(|is_met| *is_met) => return true,
            Part::Place(_) => {}
        }
    }
    false
}

fn parts(template: &str) -> Vec<Part<'_>> {
    let mut found = Vec::new();
    let mut rest = template;
    while let Some((_, behind)) = rest.split_once("{{") {
        let Some((inner, behind)) = behind.split_once("}}") else { break };
        rest = behind;
        let inner = inner.trim_matches(['{', '}']).trim();
        let section = inner.get(1..).unwrap_or_default().trim();
        found.push(match inner.chars().next() {
            Some('#') => Part::Open(section, true),
            Some('^') => Part::Open(section, false),
            Some('/') => Part::Close,
            Some('!' | '=') | None => continue,
            Some(_) => {
                let mut filters: Vec<&str> = inner.split(':').map(str::trim).collect();
                let field = filters.pop().unwrap_or_default();
                Part::Place(Place { field, filters })
            }
        });
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_template_shows_what_is_filled() {
        let cases = [
            ("{{Front}}", "Front", true),
            ("a <b>word</b>", "Front", false),
            ("{{#Back}}{{Front}}{{/Back}}", "Front", false),
            ("{{^Back}}{{Front}}{{/Back}}", "Front", true),
            ("{{#Front}}{{^Back}}{{hint:Front}}{{/Back}}{{/Front}}", "Front", true),
            ("{{#Front}}{{Back}}{{/Front}}", "Front", false),
            ("{{ Front", "Front", false),
        ];
        for (template, filled, shown) in cases {
            assert_eq!(shows(template, |field| field == filled), shown, "{template}");
        }
    }
}
