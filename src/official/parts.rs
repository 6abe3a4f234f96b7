//! Splits a text into the parts that decide whether a number is its own: title, header,
//! salutation, opening, lead, running text.

use std::sync::LazyLock;

use regex::Regex;

use super::spelling::unified;

/// Longest line of a header, in bytes; a longer line is a paragraph.
const MAX_HEADER_LINE: usize = 240;

/// Length of the lead, in bytes of the first paragraph.
const MAX_LEAD: usize = 700;

/// The part of a text that an offset is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum DocumentPart {
    /// In the title of the entry.
    Title,
    /// In the short lines before the salutation or the lead.
    Header,
    /// In the paragraph that begins with the salutation.
    Opening,
    /// In the first paragraph of a text without salutation.
    Lead,
    /// Anywhere else.
    Running,
}

/// A text in unified spelling, with the limits of its parts.
#[derive(Debug)]
pub(super) struct Parts {
    /// Title, line break, body.
    pub(super) text: String,
    /// The addressee in the salutation.
    pub(super) addressee: Option<String>,
    title_end: usize,
    header_end: usize,
    opening_end: usize,
    lead_end: usize,
}

static SALUTATION: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(concat!(
        r"^(?:[^\n。;:]{0,160}(?:的函|答复函|复函|答复|摘要))?",
        r"(?P<who>[^\n。;:《》]{2,60}?(?:委员|代表|常委|中央|工商联|妇联|青联|小组|代表团|界别|同志|人民政府|厅|局|部)们?",
        r"|各[^\n。;:《》]{2,160}):(?P<next>$|您|你|贵)",
    ))
    .ok()
});

impl Parts {
    /// Unifies the spelling of title and body and finds the parts. `body` has one block per line.
    pub(super) fn new(title: &str, body: &str) -> Self {
        let mut text = unified(title).replace('\n', "");
        text.push('\n');
        let title_end = text.len();
        text.push_str(unified(body).trim_start_matches('\n'));
        let body = text.get(title_end..).unwrap_or("");
        let (addressee, header, opening, lead) = if let Some(found) = salutation(body) {
            (Some(found.addressee), found.start, found.end, found.end)
        } else {
            let (start, end) = lead(body);
            (None, start, start, end)
        };
        Self {
            addressee,
            title_end,
            header_end: title_end + header,
            opening_end: title_end + opening,
            lead_end: title_end + lead,
            text,
        }
    }

    /// Returns the part that a byte offset is in.
    pub(super) fn part_at(&self, offset: usize) -> DocumentPart {
        if offset < self.title_end {
            DocumentPart::Title
        } else if offset < self.header_end {
            DocumentPart::Header
        } else if offset < self.opening_end {
            DocumentPart::Opening
        } else if offset < self.lead_end {
            DocumentPart::Lead
        } else {
            DocumentPart::Running
        }
    }

    /// Everything before the running text.
    pub(super) fn head(&self) -> &str {
        let end = self.opening_end.max(self.lead_end);
        self.text.get(..end).unwrap_or("")
    }

    /// The paragraph that begins with the salutation.
    pub(super) fn opening(&self) -> &str {
        self.text
            .get(self.header_end..self.opening_end)
            .unwrap_or("")
    }

    /// The lines of title and header.
    pub(super) fn header_lines(&self) -> impl Iterator<Item = &str> {
        self.text.get(..self.header_end).unwrap_or("").lines()
    }

    /// The lines of the body.
    pub(super) fn body_lines(&self) -> impl Iterator<Item = &str> {
        self.text.get(self.title_end..).unwrap_or("").lines()
    }

    /// The part before `offset` of the sentence around it.
    pub(super) fn sentence_before(&self, offset: usize) -> &str {
        let left = before(&self.text, offset);
        left.rsplit(['。', '\n', ';', '!', '?'])
            .next()
            .unwrap_or("")
    }

    /// The rest of the sentence from `offset` on.
    pub(super) fn sentence_after(&self, offset: usize) -> &str {
        let right = self.text.get(offset..).unwrap_or("");
        right
            .split(['。', '\n', ';', '!', '?'])
            .next()
            .unwrap_or("")
    }

    /// The line around `start..end`, as the parts before and after the range.
    pub(super) fn around(&self, start: usize, end: usize) -> (&str, &str) {
        let (left, right) = (before(&self.text, start), after(&self.text, end));
        (
            left.rsplit('\n').next().unwrap_or(""),
            right.split('\n').next().unwrap_or(""),
        )
    }
}

/// At most [`MAX_LEAD`] bytes before `offset`: otherwise a text without full stops would be read
/// again for every number in it.
fn before(text: &str, offset: usize) -> &str {
    let from = text.ceil_char_boundary(offset.saturating_sub(MAX_LEAD));
    text.get(from..offset).unwrap_or("")
}

/// At most [`MAX_LEAD`] bytes from `offset` on.
fn after(text: &str, offset: usize) -> &str {
    let to = text.floor_char_boundary(offset.saturating_add(MAX_LEAD));
    text.get(offset..to).unwrap_or("")
}

/// A salutation and its paragraph.
struct Salutation {
    addressee: String,
    start: usize,
    end: usize,
}

fn salutation(body: &str) -> Option<Salutation> {
    let mut start = 0;
    for line in body.lines().take(15) {
        if let Some(found) = salutation_of(body, start, line) {
            return Some(found);
        }
        start += line.len() + 1;
    }
    None
}

fn salutation_of(body: &str, at: usize, line: &str) -> Option<Salutation> {
    let head = line.get(..line.floor_char_boundary(MAX_LEAD))?;
    // The end of a salutation rules out nearly every line, and is cheaper than the expression.
    let ends = |rest: &str| rest.is_empty() || rest.starts_with(['您', '你', '贵']);
    if !head.split(':').skip(1).any(ends) {
        return None;
    }
    let found = SALUTATION.as_ref()?.captures(head)?;
    let (who, next) = (found.name("who")?, found.name("next")?);
    let start = at + who.start();
    let end = if next.is_empty() {
        let after = at + line.len() + 1;
        let paragraph = body.get(after..)?.lines().next()?;
        after + paragraph.floor_char_boundary(MAX_LEAD)
    } else {
        at + head.len()
    };
    let opening = body.get(start..end)?;
    let is_reply = ["收悉", "答复", "提出的", "来信"]
        .iter()
        .any(|word| opening.contains(word));
    (is_reply || who.as_str().starts_with('各')).then(|| Salutation {
        addressee: who.as_str().to_owned(),
        start,
        end,
    })
}

/// Returns where the first paragraph begins, after the short lines of a header, and where the lead
/// ends.
fn lead(body: &str) -> (usize, usize) {
    let mut start = 0;
    for line in body.lines().take(8) {
        let is_prose = line.contains('。') || line.matches(',').count() > 1;
        if is_prose || line.len() > MAX_HEADER_LINE || line.ends_with([';', ',']) {
            return (start, start + line.floor_char_boundary(MAX_LEAD));
        }
        start += line.len() + 1;
    }
    let end = start.min(body.len());
    (end, end)
}
