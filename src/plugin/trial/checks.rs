//! The table of checks. The first is the handshake, which the others need.

use std::collections::BTreeMap;

use anyhow::Result;
use deckmill::Deck;
use serde_json::{Value, json};

use super::super::protocol::Way;
use super::{Bench, Check, Ran, Trouble, Verdict, decks};

/// A value that no option lists.
const STRANGE: &str = "\u{202e}no such value";

/// What is looked at, in this order.
pub const CHECKS: &[Check] = &[
    Check { name: "handshake", summary: "says what it is", look: |_| Ok(Verdict::Good) },
    Check {
        name: "bare-card",
        summary: "writes a card with nothing but a question",
        look: |bench| writes(bench, &decks::bare()),
    },
    Check {
        name: "every-kind",
        summary: "writes each kind of content",
        look: |bench| writes(bench, &decks::everything()),
    },
    Check {
        name: "hostile-text",
        summary: "writes text that looks like markup, code or commands",
        look: |bench| writes(bench, &decks::hostile()),
    },
    Check {
        name: "long-answer",
        summary: "writes an answer of a megabyte",
        look: |bench| writes(bench, &decks::long()),
    },
    Check {
        name: "several-decks",
        summary: "writes several decks in one",
        look: |bench| writes(bench, &decks::several()),
    },
    Check { name: "clean-output", summary: "writes the output and nothing else", look: clean_output },
    Check { name: "same-bytes", summary: "writes the same bytes twice", look: same_bytes },
    Check {
        name: "unknown-fields",
        summary: "passes over fields that it does not know",
        look: unknown_fields,
    },
    Check {
        name: "option-values",
        summary: "takes the values that it lists for its options",
        look: option_values,
    },
    Check {
        name: "wrong-value",
        summary: "refuses a value that it does not list, and says so",
        look: wrong_value,
    },
    Check {
        name: "other-protocol",
        summary: "refuses a protocol that it does not speak, and says so",
        look: other_protocol,
    },
];

/// Whether a deck gives an output.
fn writes(bench: &Bench, deck: &Deck) -> Result<Verdict> {
    Ok(verdict_of(bench, bench.deck(deck)?))
}

fn verdict_of(bench: &Bench, ran: Ran) -> Verdict {
    bench.output(ran).map_or_else(|verdict| verdict, |_| Verdict::Good)
}

/// Whether what it writes is text where it says so, and nothing stands beside its file.
fn clean_output(bench: &Bench) -> Result<Verdict> {
    let (output, beside) = match bench.output(bench.deck(&decks::everything())?) {
        Ok(ran) => ran,
        Err(verdict) => return Ok(verdict),
    };
    let handshake = &bench.plugin.handshake;
    let is_bare = |c: char| c.is_control() && !"\t\r\n".contains(c);
    Ok(match std::str::from_utf8(&output) {
        _ if handshake.output == Way::File && beside > 0 => {
            failed("it writes to standard output, beside its file; messages go to standard error")
        }
        _ if handshake.binary => Verdict::Good,
        Err(_) => failed("the output is not UTF-8, and the handshake does not say `binary`"),
        Ok(text) if text.contains(is_bare) => {
            failed("control characters are in the output, and the handshake does not say `binary`")
        }
        Ok(_) => Verdict::Good,
    })
}

fn same_bytes(bench: &Bench) -> Result<Verdict> {
    if !bench.plugin.handshake.reproducible {
        return Ok(Verdict::Skipped("its handshake says that it is not `reproducible`"));
    }
    let deck = decks::everything();
    Ok(match (bench.output(bench.deck(&deck)?), bench.output(bench.deck(&deck)?)) {
        (Ok(one), Ok(other)) if one.0 == other.0 => Verdict::Good,
        (Ok(_), Ok(_)) => {
            failed("the second run wrote other bytes; is there a time or a random number in them?")
        }
        (Err(verdict), _) | (_, Err(verdict)) => verdict,
    })
}

fn unknown_fields(bench: &Bench) -> Result<Verdict> {
    let ran = bench.changed(&decks::everything(), |header, file| {
        let strange = json!({"of": ["a later", 1.5, null]});
        let add = |value: Option<&mut Value>| {
            if let Some(object) = value.and_then(Value::as_object_mut) {
                object.insert("something_new".to_owned(), strange.clone());
            }
        };
        add(Some(header));
        add(header.get_mut("output"));
        add(file.get_mut("deck"));
        file.get_mut("cards")
            .and_then(Value::as_array_mut)
            .into_iter()
            .flatten()
            .for_each(|card| add(Some(card)));
        add(Some(file));
    })?;
    Ok(verdict_of(bench, ran))
}

fn option_values(bench: &Bench) -> Result<Verdict> {
    let options = &bench.plugin.handshake.options;
    let values = options.iter().flat_map(|option| option.values.iter().map(|value| (&option.name, value)));
    let mut verdict = Verdict::Skipped("it lists no values of options");
    for (name, value) in values {
        match verdict_of(bench, with(bench, name, value)?) {
            Verdict::Failed(why) => return Ok(Verdict::Failed(format!("with `{name}={value}`: {why}"))),
            good => verdict = good,
        }
    }
    Ok(verdict)
}

/// An option that lists no values may take any.
fn wrong_value(bench: &Bench) -> Result<Verdict> {
    let mut verdict = Verdict::Skipped("it has no options");
    for option in &bench.plugin.handshake.options {
        let ran = with(bench, &option.name, STRANGE)?;
        let outcome = match ran.outcome {
            Ok(_) if option.values.is_empty() => Verdict::Good,
            _ => refusal(bench, ran),
        };
        match outcome {
            Verdict::Failed(why) => {
                return Ok(Verdict::Failed(format!("with `{}={STRANGE:?}`: {why}", option.name)));
            }
            good => verdict = good,
        }
    }
    Ok(verdict)
}

fn other_protocol(bench: &Bench) -> Result<Verdict> {
    let ran = bench.changed(&decks::bare(), |header, _| {
        if let Some(header) = header.as_object_mut() {
            header.insert("deckmill_protocol".to_owned(), json!(999));
        }
    })?;
    Ok(refusal(bench, ran))
}

/// A run on a small deck with one option at another value.
fn with(bench: &Bench, name: &str, value: &str) -> Result<Ran> {
    let given = BTreeMap::from([(name.to_owned(), value.to_owned())]);
    let options = bench.defaults()?.into_iter().chain(given).collect();
    bench.with_options(&decks::bare(), options)
}

/// Whether a run was refused: an exit code other than 0, and a word about it.
fn refusal(bench: &Bench, ran: Ran) -> Verdict {
    match &ran.outcome {
        Ok(_) => failed("it wrote an output all the same, instead of ending with another exit code than 0"),
        Err(Trouble::Failed(status)) if status.code().is_some() => match ran.complaint.is_empty() {
            true => failed("it ended without a word on standard error about why"),
            false => Verdict::Good,
        },
        Err(_) => verdict_of(bench, ran),
    }
}

fn failed(why: &str) -> Verdict {
    Verdict::Failed(why.to_owned())
}
