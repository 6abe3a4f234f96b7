//! Decides whether a text has a word, and marks the words in it.

use std::ops::Range;

use super::terms::{End, Kind, kind, normalised, normalised_lines};
use crate::model::{StoredStory, TextPart};
use crate::normalize;

/// Characters of a snippet, and how many of them precede the first hit.
const SNIPPET: usize = 120;
const BEFORE: usize = 30;

/// Longer lines, in characters, are not marked to their end.
const MARKED: usize = 20_000;

/// A word or phrase as it is looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::pipeline) struct Needle {
    /// The word, normalised like the texts.
    pub(super) normalised: String,
    /// Whether a word that goes on after it is one, too.
    pub(super) end: End,
}

impl Needle {
    /// Whether a name has the word.
    pub(in crate::pipeline) fn is_in_name(&self, name: &str) -> bool {
        self.is_in(&normalised(name))
    }

    /// Whether a normalised line has the word.
    pub(in crate::pipeline) fn is_in(&self, line: &str) -> bool {
        let needle = self.normalised.as_str();
        let (Some(first), Some(last)) = (needle.chars().next(), needle.chars().next_back()) else {
            return false;
        };
        let mut from = 0;
        while let Some(rest) = line.get(from..)
            && let Some(found) = rest.find(needle)
        {
            let (begin, end) = (from + found, from + found + needle.len());
            let before = line.get(..begin).and_then(|text| text.chars().next_back());
            let after = line.get(end..).and_then(|text| text.chars().next());
            if is_apart(before, first) && (self.end == End::Open || is_apart(after, last)) {
                return true;
            }
            from = begin + first.len_utf8();
        }
        false
    }
}

/// Whether a word may begin or end at this letter, beside this neighbour.
fn is_apart(neighbour: Option<char>, letter: char) -> bool {
    kind(letter) != Kind::Letter || neighbour.is_none_or(|one| kind(one) != Kind::Letter)
}

/// The texts of a story, normalised.
pub(in crate::pipeline) struct Haystack {
    titles: Vec<String>,
    /// Issuers and titles of documents.
    names: Vec<String>,
    /// The lines of the text; `None` until they are needed.
    text: Option<Vec<String>>,
    /// The same lines as readers see them.
    lines: Vec<String>,
}

impl Haystack {
    /// The titles of a story; [`Haystack::read`] adds the text.
    pub(in crate::pipeline) fn new(story: &StoredStory) -> Self {
        let members = || story.members.iter();
        let documents = || members().filter_map(|member| member.document.as_ref());
        let names = documents()
            .flat_map(|document| document.issuer.iter().chain(&document.titles))
            .flat_map(|name| normalised_lines(name));
        Self {
            titles: members()
                .flat_map(|member| normalised_lines(&member.title))
                .collect(),
            names: names.collect(),
            text: None,
            lines: Vec::new(),
        }
    }

    /// Adds the text, by its HTML.
    pub(in crate::pipeline) fn read(&mut self, html: Option<&str>) {
        let text = html.map(normalize::body_text).unwrap_or_default();
        self.lines = text.lines().map(str::to_owned).collect();
        self.text = Some(self.lines.iter().map(|line| normalised(line)).collect());
    }

    /// Whether the text was read.
    pub(in crate::pipeline) fn is_read(&self) -> bool {
        self.text.is_some()
    }

    /// Whether one of the titles has the word.
    pub(in crate::pipeline) fn is_titled(&self, needle: &Needle) -> bool {
        self.titles.iter().any(|line| needle.is_in(line))
    }

    /// Whether any of the texts read so far has the word.
    pub(in crate::pipeline) fn has(&self, needle: &Needle) -> bool {
        let text = self.text.iter().flatten();
        let mut lines = self.names.iter().chain(text);
        self.is_titled(needle) || lines.any(|line| needle.is_in(line))
    }

    /// The lines of the text as readers see them, with how many of the words each has.
    fn best_line(&self, needles: &[&Needle]) -> Option<&str> {
        let lines = self.lines.iter().zip(self.text.iter().flatten());
        let hits = lines.map(|(line, normalised)| {
            let hits = needles.iter().filter(|needle| needle.is_in(normalised));
            (hits.count(), line.as_str())
        });
        let best = hits.fold(
            (0, ""),
            |best, line| if line.0 > best.0 { line } else { best },
        );
        (best.0 > 0).then_some(best.1)
    }
}

/// Returns the part of the text around the first words found, with each marked; nothing if the
/// text has none of them.
pub(in crate::pipeline) fn snippet(haystack: &Haystack, needles: &[&Needle]) -> Vec<TextPart> {
    let Some(line) = haystack.best_line(needles) else {
        return Vec::new();
    };
    let hits = hits(line, needles);
    let first = hits.first().map_or(0, |hit| hit.start);
    let before = line.get(..first).unwrap_or_default();
    let begin = before
        .char_indices()
        .rev()
        .nth(BEFORE - 1)
        .map_or(0, |(at, _)| at);
    let rest = line.get(begin..).unwrap_or_default();
    let end = rest
        .char_indices()
        .nth(SNIPPET)
        .map_or(line.len(), |(at, _)| begin + at);
    let mut parts = parts(line, begin..end, &hits);
    let mut dots = |at: usize| {
        let text = "…".to_owned();
        parts.insert(at.min(parts.len()), TextPart { text, hit: false });
    };
    if end < line.len() {
        dots(usize::MAX);
    }
    if begin > 0 {
        dots(0);
    }
    parts
}

/// Returns a line with every word marked.
pub(in crate::pipeline) fn marked(line: &str, needles: &[&Needle]) -> Vec<TextPart> {
    parts(line, 0..line.len(), &hits(line, needles))
}

fn parts(line: &str, within: Range<usize>, hits: &[Range<usize>]) -> Vec<TextPart> {
    let mut parts = Vec::new();
    let mut push = |range: Range<usize>, hit: bool| {
        if let Some(text) = line.get(range).filter(|text| !text.is_empty()) {
            let text = text.to_owned();
            parts.push(TextPart { text, hit });
        }
    };
    let mut at = within.start;
    for hit in hits {
        let (begin, end) = (hit.start.max(at), hit.end.min(within.end));
        if begin < end {
            push(at..begin, false);
            push(begin..end, true);
            at = end;
        }
    }
    push(at..within.end, false);
    parts
}

/// A normalised character, and the bytes of the line that it was made of.
struct Folded {
    character: char,
    from: Range<usize>,
    /// Whether white space precedes it.
    is_spaced: bool,
}

/// The places of all words in a line, in order and apart.
fn hits(line: &str, needles: &[&Needle]) -> Vec<Range<usize>> {
    let line = characters(line);
    let mut hits = Vec::new();
    for needle in needles {
        let wanted = characters(&needle.normalised);
        for begin in 0..line.len() {
            let found = line.get(begin..begin + wanted.len());
            if let Some(found) = found.filter(|found| is_here(&line, begin, found, &wanted, needle))
                && let (Some(first), Some(last)) = (found.first(), found.last())
            {
                hits.push(first.from.start..last.from.end);
            }
        }
    }
    hits.sort_unstable_by_key(|hit| (hit.start, hit.end));
    let mut apart: Vec<Range<usize>> = Vec::new();
    for hit in hits {
        match apart.last_mut() {
            Some(last) if hit.start < last.end => last.end = last.end.max(hit.end),
            _ => apart.push(hit),
        }
    }
    apart
}

fn is_here(
    line: &[Folded],
    begin: usize,
    found: &[Folded],
    wanted: &[Folded],
    needle: &Needle,
) -> bool {
    let is_letter = |one: &Folded| kind(one.character) == Kind::Letter;
    let is_same = |(at, (one, other)): (usize, (&Folded, &Folded))| {
        let before = at.checked_sub(1).and_then(|at| found.get(at));
        let is_word = is_letter(one) && before.is_some_and(is_letter);
        one.character == other.character && (!is_word || one.is_spaced == other.is_spaced)
    };
    let (Some(first), Some(last)) = (found.first(), found.last()) else {
        return false;
    };
    let before = begin.checked_sub(1).and_then(|at| line.get(at));
    let after = line.get(begin + found.len());
    let begins = first.is_spaced || is_apart(before.map(|one| one.character), first.character);
    let ends = needle.end == End::Open
        || after.is_none_or(|one| one.is_spaced)
        || is_apart(after.map(|one| one.character), last.character);
    begins && ends && found.iter().zip(wanted).enumerate().all(is_same)
}

/// Folds each character by itself, so that the place of each is known.
fn characters(line: &str) -> Vec<Folded> {
    let mut characters = Vec::new();
    let mut is_spaced = false;
    for (at, character) in line.char_indices().take(MARKED) {
        if character.is_whitespace() {
            is_spaced = true;
            continue;
        }
        let from = at..at + character.len_utf8();
        let mut push = |character| {
            characters.push(Folded {
                character,
                from: from.clone(),
                is_spaced: std::mem::take(&mut is_spaced),
            });
        };
        if character.is_ascii_alphanumeric() {
            push(character.to_ascii_lowercase());
        } else {
            normalised(character.encode_utf8(&mut [0; 4]))
                .chars()
                .for_each(push);
        }
    }
    characters
}

#[cfg(test)]
mod tests {
    use super::*;

    fn needle(word: &str) -> Needle {
        let (word, end) = match word.strip_suffix('*') {
            Some(word) => (word, End::Open),
            None => (word, End::Closed),
        };
        Needle {
            normalised: normalised(word),
            end,
        }
    }

    fn shown(parts: &[TextPart]) -> String {
        let shown = parts.iter().map(|part| {
            if part.hit {
                format!("[{}]", part.text)
            } else {
                part.text.clone()
            }
        });
        shown.collect()
    }

    #[test]
    fn letters_match_whole_words_and_ideographs_match_anywhere() {
        for (word, line, expected) in [
            ("rate", "the Rate is", true),
            ("rate", "corporate rates", false),
            ("rate*", "corporate rates", true),
            ("rate", "corporate rate", true),
            ("etf", "红利ETF净值", true),
            ("1323", "第1323号", true),
            ("323", "第1323号", false),
            ("体改", "經濟體改革", true),
            ("经济 体", "經濟體改革", true),
            ("rate cut", "rate  CUT", true),
            ("rate cut", "ratecut", false),
            ("a a", "ba a a", true),
            ("100%_红利", "100%_红利 ETF", true),
            ("1%0_红利", "100%_红利 ETF", false),
        ] {
            let normalised = normalised(line);
            assert_eq!(
                needle(word).is_in(&normalised),
                expected,
                "{word} in {line}"
            );
        }
    }

    #[test]
    fn each_word_is_marked_as_the_text_writes_it() {
        for (words, line, expected) in [
            (vec!["經濟"], "中国经济与經濟", "中国[经济]与[經濟]"),
            (vec!["a股"], "Ａ 股与A股", "[Ａ 股]与[A股]"),
            (
                vec!["rate"],
                "Rate, corporate, RATE",
                "[Rate], corporate, [RATE]",
            ),
            (vec!["ab*", "bc"], "abc", "[ab]c"),
            (vec!["反渗", "渗透"], "反渗透膜", "[反渗透]膜"),
            (vec!["rate cut"], "a rate  cut", "a [rate  cut]"),
            (vec![], "x", "x"),
        ] {
            let needles: Vec<Needle> = words.iter().map(|word| needle(word)).collect();
            let needles: Vec<&Needle> = needles.iter().collect();
            assert_eq!(shown(&marked(line, &needles)), expected, "{words:?}");
        }
    }
}
