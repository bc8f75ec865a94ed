//! The tags in a piece of HTML, as a browser's tokenizer sees them.

use std::cell::RefCell;

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{
    BufferQueue, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
};

/// An element, as its start tag says; a comment or a declaration is one with a sign for its name.
#[derive(Debug)]
pub struct Element {
    /// Its name, in lower case.
    pub name: String,
    /// Its attributes.
    pub attributes: Vec<(String, String)>,
}

/// All elements that begin in a piece of HTML.
pub fn elements(html: &str) -> Vec<Element> {
    let tokenizer = Tokenizer::new(Collector::default(), TokenizerOpts::default());
    let queue = BufferQueue::default();
    queue.push_back(StrTendril::from(html));
    let _ = tokenizer.feed(&queue);
    tokenizer.end();
    tokenizer.sink.found.into_inner()
}

#[derive(Default)]
struct Collector {
    found: RefCell<Vec<Element>>,
}

impl TokenSink for Collector {
    type Handle = ();

    fn process_token(&self, token: Token, _: u64) -> TokenSinkResult<()> {
        let element = match token {
            Token::TagToken(tag) if tag.kind == TagKind::StartTag => Element {
                name: tag.name.to_string(),
                attributes: tag
                    .attrs
                    .iter()
                    .map(|a| (a.name.local.to_string(), a.value.to_string()))
                    .collect(),
            },
            Token::CommentToken(_) => Element { name: "!--".to_owned(), attributes: Vec::new() },
            Token::DoctypeToken(_) => Element { name: "!".to_owned(), attributes: Vec::new() },
            _ => return TokenSinkResult::Continue,
        };
        self.found.borrow_mut().push(element);
        TokenSinkResult::Continue
    }
}
