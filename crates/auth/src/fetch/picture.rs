use std::{fmt, sync::Arc};

/// A picture of a kind that runs nothing: no SVG, which is a program in the eyes of a browser.
#[derive(Clone, PartialEq, Eq)]
pub struct Picture {
    /// By what the bytes are, not by what their server calls them.
    pub content_type: &'static str,
    pub bytes: Arc<[u8]>,
}

impl Picture {
    /// What the first bytes say; none if it is something else.
    pub(super) fn read(bytes: &[u8]) -> Option<Self> {
        let content_type = match bytes {
            [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1A, b'\n', ..] => "image/png",
            [0xFF, 0xD8, 0xFF, ..] => "image/jpeg",
            [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => "image/gif",
            [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => "image/webp",
            _ => return None,
        };
        Some(Self {
            content_type,
            bytes: bytes.into(),
        })
    }
}

impl fmt::Debug for Picture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} of {} bytes", self.content_type, self.bytes.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_pictures_that_run_nothing_are_shown() {
        for (bytes, expected) in [
            (&b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"[..], Some("image/png")),
            (b"\xff\xd8\xff\xe0\0\x10JFIF", Some("image/jpeg")),
            (b"GIF89a\x01\0", Some("image/gif")),
            (b"GIF87a\x01\0", Some("image/gif")),
            (b"RIFF\x24\0\0\0WEBPVP8 ", Some("image/webp")),
            (b"RIFF\x24\0\0\0WAVEfmt ", None),
            (b"<svg xmlns=\"http://www.w3.org/2000/svg\"/>", None),
            (b"<?xml version=\"1.0\"?><svg/>", None),
            (b"<!doctype html>", None),
            (b"\0\0\x01\0", None),
            (b"%PDF-1.7", None),
            (b"", None),
        ] {
            let found = Picture::read(bytes).map(|picture| picture.content_type);
            assert_eq!(found, expected, "{bytes:?}");
        }
    }
}
