//! Addresses that are files themselves: `data:image/png;base64,…`.

use std::borrow::Cow;

use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig};

/// Base64 as browsers take it: with padding or without.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

/// What is before the comma of an address, and what is behind it.
fn parts(address: &str) -> Option<(&str, &str)> {
    let rest = address.trim().get("data:".len()..)?;
    rest.split_once(',')
}

/// What an address says that it is: "image/png".
pub(super) fn media_type(address: &str) -> &str {
    let head = parts(address).map_or("", |(head, _)| head);
    head.split(';').next().unwrap_or_default()
}

/// Whether an address says that it is a sound or a film.
pub(super) fn is_sound(address: &str) -> bool {
    let kind = media_type(address).split('/').next().unwrap_or_default();
    ["audio", "video"].iter().any(|known| known.eq_ignore_ascii_case(kind))
}

/// The bytes that a `data:` address is; else what is wrong with it, in words.
pub fn decode(address: &str) -> Result<Vec<u8>, &'static str> {
    let (head, body) = parts(address).ok_or("there is no comma in it, behind which the data would stand")?;
    let is_base64 = head.rsplit(';').next().is_some_and(|last| last.trim().eq_ignore_ascii_case("base64"));
    let bytes = unquoted(body);
    if !is_base64 {
        return Ok(bytes.into_owned());
    }
    let bytes: Vec<u8> = bytes.iter().copied().filter(|byte| !byte.is_ascii_whitespace()).collect();
    BASE64.decode(bytes).map_err(|_| "it is no base64")
}

/// `%20` and the like as the bytes that they stand for.
fn unquoted(text: &str) -> Cow<'_, [u8]> {
    if !text.contains('%') {
        return Cow::Borrowed(text.as_bytes());
    }
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let code = after.get(..2).filter(|_| *first == b'%').and_then(|code| std::str::from_utf8(code).ok());
        let byte = code.and_then(|code| u8::from_str_radix(code, 16).ok());
        bytes.push(byte.unwrap_or(*first));
        rest = if byte.is_some() { &after[2..] } else { after };
    }
    Cow::Owned(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn data_are_decoded_as_browsers_do() {
        let cases: [(&str, Result<&[u8], &str>); 8] = [
            ("data:image/png;base64,iVBORw0KGgo=", Ok(b"\x89PNG\r\n\x1a\n")),
            ("data:image/png;base64,iVBORw0KGgo", Ok(b"\x89PNG\r\n\x1a\n")),
            ("DATA:;BASE64,aGk%3D", Ok(b"hi")),
            ("data:text/plain;base64,aG\nk=", Ok(b"hi")),
            ("data:image/svg+xml,%3Csvg%20/%3E", Ok(b"<svg />")),
            ("data:image/svg+xml;charset=utf-8,<svg/>", Ok(b"<svg/>")),
            ("data:image/png;base64,!!", Err("it is no base64")),
            ("data:image/png", Err("there is no comma in it, behind which the data would stand")),
        ];
        for (address, expected) in cases {
            assert_eq!(decode(address).as_deref(), expected.as_ref().map(|bytes| *bytes), "{address}");
        }
    }
}
