//! The images and sounds that a page's cards refer to: each is looked for once, what is found is held for
//! the packages, and what is not is said, with its place.

use std::collections::{BTreeMap, HashMap};

use deckmill::diagnostic::Diagnostic;
use deckmill::media::{self, Address, Kind, LARGEST, Reference};
use deckmill::model::{Block, Deck};
use deckmill::package;
use deckmill::source::Span;
use deckmill::{Page, Source};

use crate::files::{Allowed, Fetching, Found, Problem, Store};

/// What is needed of a source when its page was read: the bytes of a package, in which its files are.
pub fn bytes_of(source: &Source) -> Vec<u8> {
    if package::is_package(&source.bytes) { source.bytes.clone() } else { Vec::new() }
}

/// Gives the cards of a page the names of their files; `bytes` are those of a page that is a package.
pub fn take_in(store: &mut Store, found: &Found, bytes: &[u8], page: &mut Page, allowed: &Allowed) {
    let is_package = page.reader == "anki";
    let mut taking = Taking {
        store,
        found,
        allowed,
        package: is_package.then(|| package::Files::open(bytes).ok()).flatten(),
        is_package,
        known: HashMap::new(),
        text: &page.text,
        findings: Vec::new(),
        remote: Vec::new(),
    };
    taking.deck(&mut page.deck);
    let Taking { findings, remote, .. } = taking;
    findings.into_iter().for_each(|finding| page.diagnostics.push(finding));
    if let Some((first, span)) = remote.first() {
        page.diagnostics.push(match allowed.web {
            Fetching::Offline => Diagnostic::media_offline(remote.len(), first, *span),
            _ => Diagnostic::remote_media(remote.len(), first, *span),
        });
    }
}

/// What a file is for, its address, and what a package calls it where that is known.
type Key = (Kind, String, Option<String>);

/// A page whose files are looked for.
struct Taking<'a> {
    store: &'a mut Store,
    found: &'a Found,
    allowed: &'a Allowed,
    /// The package that the page is.
    package: Option<package::Files<'a>>,
    is_package: bool,
    /// What became of the addresses so far.
    known: HashMap<Key, Option<String>>,
    text: &'a str,
    findings: Vec<Diagnostic>,
    /// Files on the web that nobody was asked for.
    remote: Vec<(String, Span)>,
}

impl Taking<'_> {
    fn deck(&mut self, deck: &mut Deck) {
        let images = self.names(&[&deck.description], &deck.media);
        deck.media =
            images.into_iter().map(|(address, name)| (address, self.store.for_description(&name))).collect();
        for card in &mut deck.cards {
            card.media = self.names(&[&card.question, &card.answer], &card.media);
        }
        deck.children.iter_mut().for_each(|child| self.deck(child));
    }

    /// The names of the files that blocks refer to, by their addresses; `called` has what a package calls
    /// them.
    fn names(&mut self, parts: &[&[Block]], called: &BTreeMap<String, String>) -> BTreeMap<String, String> {
        let mut names = BTreeMap::new();
        for reference in parts.iter().flat_map(|blocks| media::references(blocks)) {
            let called = called.get(reference.address).filter(|_| self.is_package).cloned();
            let key = (reference.kind, reference.address.to_owned(), called);
            let name = match self.known.get(&key) {
                Some(known) => known.clone(),
                None => {
                    let name = self.find(&reference, key.2.as_deref());
                    self.known.insert(key, name.clone());
                    name
                }
            };
            names.extend(name.map(|name| (reference.address.to_owned(), name)));
        }
        names
    }

    /// The name of a file; none where it can't be had, which is then said.
    fn find(&mut self, reference: &Reference, called: Option<&str>) -> Option<String> {
        let Reference { kind, address, .. } = *reference;
        let span = self.place(reference);
        if let Some(found) = self.in_package(kind, called.unwrap_or(address)) {
            return found.map_err(|problem| self.say(kind, address, problem, span)).ok();
        }
        let found = match Address::of(address) {
            Address::Nothing => return None,
            Address::Data => match media::decode(address) {
                Ok(bytes) => self.store.bytes(&bytes, kind),
                Err(problem) => {
                    self.findings.push(Diagnostic::broken_data(address, problem, span));
                    return None;
                }
            },
            Address::Remote(whole) => match self.allowed.web {
                Fetching::Yes => self.store.remote(&whole, kind),
                Fetching::Later => return None,
                Fetching::No | Fetching::Offline => {
                    self.remote.push((address.to_owned(), span));
                    return None;
                }
            },
            Address::Other => {
                self.findings.push(Diagnostic::media_address(kind, address, span));
                return None;
            }
            Address::File(_) if self.is_package => Err(Problem::Missing),
            // A page of somebody else's must not choose among the files of this machine.
            Address::File(_) if self.found.address.is_some() => {
                self.findings.push(Diagnostic::media_address(kind, address, span));
                return None;
            }
            Address::File(path) => {
                let page = (!self.found.is_stdin()).then_some(self.found.path.as_path());
                self.store.local(page, &path, kind, self.allowed)
            }
        };
        found.map_err(|problem| self.say(kind, address, problem, span)).ok()
    }

    /// A file of the package that the page is; none where that has no such file.
    fn in_package(&mut self, kind: Kind, name: &str) -> Option<Result<String, Problem>> {
        match self.package.as_mut()?.read(name, LARGEST) {
            Ok(bytes) => bytes.map(|bytes| self.store.bytes(&bytes, kind)),
            Err(error) => Some(Err(Problem::Unavailable(error.to_string()))),
        }
    }

    fn say(&mut self, kind: Kind, address: &str, problem: Problem, span: Span) {
        self.findings.push(match problem {
            Problem::Missing if self.is_package => Diagnostic::file_not_in_package(address, span),
            Problem::Missing => Diagnostic::image_without_file(kind, address, span),
            Problem::Outside(root) => Diagnostic::media_outside(address, &root.display().to_string(), span),
            Problem::Nowhere => Diagnostic::media_nowhere(address, span),
            Problem::Unfit(unfit) => Diagnostic::unfit_media(kind, address, &unfit, span),
            Problem::Unavailable(reason) => Diagnostic::media_unavailable(address, &reason, span),
        });
    }

    /// Where an address stands in the page, or else the block that it is in.
    fn place(&self, reference: &Reference) -> Span {
        let Reference { address, span, .. } = *reference;
        let held = self.text.get(span.range()).and_then(|text| text.find(address));
        let start = held.map(|at| span.start() + at);
        start.map_or(span, |start| Span::new(start, start + address.len()))
    }
}
