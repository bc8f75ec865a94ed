//! Exports whose cards are written as they come: a page is read, written, and let go of, so that a million
//! pages take no more memory than the longest of them.

use anyhow::Result;
use deckmill::diagnostic::{Diagnostic, Diagnostics};
use deckmill::export::Context;
use deckmill::identity::Separator;

use crate::files::{self, Found};
use crate::outputs::{self, Destinations, Output, Written};
use crate::writer::{Batch, Writer};

/// The output, where all cards go to one alone whose format lets them come one after the other.
pub fn output<'a>(writer: &Writer, destinations: &'a Destinations) -> Result<Option<&'a Output>> {
    let has_memory = writer.remember.has_lock() || writer.remember.has_previous();
    match destinations.single.as_slice() {
        [output] if destinations.folders.is_empty() && !has_memory => {
            Ok(output.format.exporter(&writer.settings)?.is_stream().then_some(output))
        }
        _ => Ok(None),
    }
}

/// Writes the cards of pages, each page as soon as it is read.
pub fn run(writer: &mut Writer, pages: &[Found], output: &Output) -> Result<()> {
    let exporter = output.format.exporter(&writer.settings)?;
    let (mut cards, mut diagnostics, mut separator) = (0, Diagnostics::default(), Separator::default());
    files::stream(&output.target, |out| {
        for found in pages {
            let mut batch = Batch::default();
            writer.read(found, &[], &mut batch)?;
            writer.recall(&mut batch.pages, &[], &Default::default())?;
            for mut page in batch.pages {
                separator.separate(&mut page.deck);
                let mut context = Context::new(&mut diagnostics);
                exporter
                    .export(&page.deck, out, &mut context)
                    .map_err(|error| outputs::failed(error, output))?;
                out.flush().map_err(|error| outputs::failed(error.into(), output))?;
                cards += page.deck.all_cards().count();
                writer.session.tally.good += 1;
            }
        }
        Ok(cards > 0)
    })?;
    if let Some((count, again, first)) = separator.repeated() {
        diagnostics.push(Diagnostic::shared_cards(count, first, again));
    }
    writer.session.said(output.target.path(), &diagnostics)?;
    if cards > 0 {
        let written = Written { output: output.clone(), cards, diagnostics };
        let counts = writer.session.tally.counts;
        writer.session.report.written(&written, counts);
    }
    Ok(())
}
