//! Decides which columns of a table to show, how wide each is, and where to break its cells.

use console::measure_text_width;

use super::{Column, GAP};

/// A wider word may be broken; it is usually an address. The later widths are for terminals that
/// are too narrow for the earlier ones. Figures are never broken.
const LONGEST_WORD: [usize; 8] = [24, 20, 18, 16, 14, 12, 10, 8];

/// Spare columns are omitted until each column of words has this width, or the width that it
/// needs.
const READABLE: usize = 24;

/// The least width of a column of words.
const NARROWEST: usize = 8;

/// The columns that are shown, from left to right.
pub(super) struct Layout {
    pub(super) shown: Vec<Shown>,
}

/// A column that is shown.
pub(super) struct Shown {
    pub(super) column: Column,
    /// Its index among all columns.
    pub(super) at: usize,
    /// Its width in terminal columns; `None` if it is not limited.
    width: Option<usize>,
    needs: Needs,
}

/// The widths that a column needs.
#[derive(Debug, Clone, Copy, Default)]
struct Needs {
    /// The width with which no cell is broken.
    whole: usize,
    /// The width with which only words are broken that may be.
    least: usize,
}

impl Layout {
    /// The layout of `rows` in a terminal of `width` columns, or without a limit.
    pub(super) fn of(
        width: Option<usize>,
        columns: &[Column],
        rows: &[Vec<String>],
        spare: &[&str],
    ) -> Self {
        let shown = columns.iter().enumerate().map(|(at, column)| Shown {
            column: *column,
            at,
            width: None,
            needs: Needs::default(),
        });
        let mut layout = Self {
            shown: shown.collect(),
        };
        let Some(width) = width else {
            return layout;
        };
        for longest in LONGEST_WORD {
            for shown in &mut layout.shown {
                let cells = rows.iter().filter_map(|row| row.get(shown.at));
                shown.needs = Needs::of(shown.column, longest, cells);
            }
            layout.leave_out(width, spare);
            if layout.sum(|shown| shown.needs.least) <= width {
                break;
            }
        }
        layout.share(width);
        layout
    }

    fn sum(&self, width_of: impl Fn(&Shown) -> usize) -> usize {
        let gaps = usize::from(GAP) * self.shown.len().saturating_sub(1);
        self.shown.iter().map(width_of).sum::<usize>() + gaps
    }

    fn leave_out(&mut self, width: usize, spare: &[&str]) {
        for heading in spare {
            if self.sum(|shown| shown.needs.readable()) <= width {
                return;
            }
            self.shown
                .retain(|shown| shown.column.heading() != *heading);
        }
    }

    /// Gives each column its least width, then distributes the rest to the narrowest columns that
    /// need more.
    fn share(&mut self, width: usize) {
        if self.sum(|shown| shown.needs.whole) <= width {
            return;
        }
        let mut left = width.saturating_sub(self.sum(|shown| shown.needs.least));
        for shown in &mut self.shown {
            shown.width = Some(shown.needs.least);
        }
        while left > 0 {
            let wanting = self.shown.iter_mut();
            let wanting = wanting.filter(|shown| shown.width < Some(shown.needs.whole));
            let Some(narrowest) = wanting.min_by_key(|shown| shown.width) else {
                return;
            };
            narrowest.width = narrowest.width.map(|width| width + 1);
            left -= 1;
        }
    }
}

impl Needs {
    fn readable(self) -> usize {
        self.whole.min(READABLE.max(self.least))
    }

    fn of<'a>(column: Column, longest: usize, cells: impl Iterator<Item = &'a String>) -> Self {
        let heading = column.heading();
        let mut needs = Self {
            whole: measure_text_width(heading),
            least: longest_word(heading, longest),
        };
        for cell in cells {
            let whole = measure_text_width(cell);
            let least = match column {
                Column::Left(_) => longest_word(cell, longest),
                Column::Right(_) => whole,
            };
            needs.whole = needs.whole.max(whole);
            needs.least = needs.least.max(least);
        }
        if matches!(column, Column::Left(_)) {
            needs.least = needs.least.max(NARROWEST.min(needs.whole));
        }
        needs
    }
}

impl Shown {
    /// Breaks a cell or a heading into lines of the width of the column.
    pub(super) fn broken(&self, text: &str) -> String {
        match self.width {
            Some(width) => lines(text, width).join("\n"),
            None => text.to_owned(),
        }
    }
}

/// The width of the widest word that may not be broken: a figure, or a word of at most `longest`
/// columns.
fn longest_word(text: &str, longest: usize) -> usize {
    words(text)
        .into_iter()
        .map(|word| (word, measure_text_width(word.trim_end())))
        .filter(|(word, width)| *width <= longest || is_figure(word))
        .map(|(_, width)| width)
        .max()
        .unwrap_or(0)
}

/// Whether a word is a date, a number with its unit, or an id.
fn is_figure(word: &str) -> bool {
    let is_part =
        |character: char| character.is_ascii_hexdigit() || "-+:.,/% sKMGiB".contains(character);
    word.contains(|character: char| character.is_ascii_digit()) && word.chars().all(is_part)
}

/// Breaks a text between words into lines of at most `width` columns.
fn lines(text: &str, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    for word in words(text) {
        let room = width.saturating_sub(measure_text_width(&line));
        if measure_text_width(word.trim_end()) <= room {
            line.push_str(word);
            continue;
        }
        if !line.is_empty() {
            lines.push(std::mem::take(&mut line));
        }
        for character in word.chars() {
            let mut buffer = [0; 4];
            let character = character.encode_utf8(&mut buffer);
            let is_full = measure_text_width(&line) + measure_text_width(character) > width;
            if is_full && character != " " && !line.is_empty() {
                lines.push(std::mem::take(&mut line));
            }
            line.push_str(character);
        }
    }
    lines.push(line);
    for line in &mut lines {
        line.truncate(line.trim_end().len());
    }
    lines
}

/// Splits a text into words, each with the space after it. An ideograph with the marks after it is
/// a word. A date with its time is one word, and so is a number with its unit.
fn words(text: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let mut begin = 0;
    let mut last = None;
    for (at, character) in text.char_indices() {
        if last.is_some_and(|last| ends_word(last, character)) {
            let word = text.get(begin..at).unwrap_or_default();
            let rest = text.get(at..).unwrap_or_default();
            if !is_bound(word, rest) {
                words.push(word);
                begin = at;
            }
        }
        last = Some(character);
    }
    words.extend(text.get(begin..).filter(|rest| !rest.is_empty()));
    words
}

/// Whether a word ends between two characters.
fn ends_word(last: char, next: char) -> bool {
    if next == ' ' {
        return false;
    }
    // A line must not begin with a closing mark or end with an opening one.
    let closes = "，。、；：！？）》」』”’％…,.;:!?)]}%".contains(next);
    let opens = "（《「『“‘([{".contains(last);
    let wide = |character: char| {
        let mut buffer = [0; 4];
        measure_text_width(character.encode_utf8(&mut buffer)) > 1
    };
    last == ' ' || (!closes && !opens && (wide(last) || wide(next)))
}

/// Whether a word that ends with a space must stay with the next one: `2026-11-24 09:00`, `3.2 s`,
/// `12 KiB`.
fn is_bound(word: &str, rest: &str) -> bool {
    let Some(word) = word.strip_suffix(' ') else {
        return false;
    };
    let next = rest.split(' ').next().unwrap_or_default();
    let is_day = word.len() == 10 && word.bytes().filter(|byte| *byte == b'-').count() == 2;
    let is_time = next.len() == 5 && next.as_bytes().get(2) == Some(&b':');
    let is_number = word
        .bytes()
        .all(|byte| byte.is_ascii_digit() || byte == b'.');
    let is_unit = matches!(next, "s" | "B" | "KiB" | "MiB" | "GiB" | "%");
    !word.is_empty() && ((is_day && is_time) || (is_number && is_unit))
}

#[cfg(test)]
mod tests {
    use console::measure_text_width;
    use proptest::prelude::*;

    use super::super::{Column, fitted};
    use super::{lines, words};

    fn rows() -> Vec<Vec<String>> {
        [
            [
                "岚港海洋与渔业发展研究院的公告",
                "ok",
                "1042",
                "2026-11-24 09:00",
                "2026-11-25 09:00",
                "",
            ],
            [
                "harbour",
                "failing",
                "7",
                "2026-11-23 21:30",
                "now",
                "https://feeds.harbour.example.org/a/very/long/path.xml answered 404 (Not Found)",
            ],
        ]
        .map(|row| row.map(str::to_owned).to_vec())
        .to_vec()
    }

    const COLUMNS: [Column; 6] = [
        Column::Left("source"),
        Column::Left("state"),
        Column::Right("full texts"),
        Column::Left("last success"),
        Column::Left("due"),
        Column::Left("last error"),
    ];

    #[test]
    fn a_table_fits_eighty_and_sixty_columns_and_breaks_no_date_and_no_number() {
        for width in [100, 80, 60] {
            let spare = ["full texts", "last success"];
            let drawn = fitted(Some(width), &COLUMNS, &rows(), &spare);
            for line in drawn.lines() {
                assert!(measure_text_width(line) <= width, "{width}: {line}");
            }
            assert!(drawn.contains("2026-11-25 09:00"), "{width}: {drawn}");
            assert_eq!(drawn.contains("2026-11-24 09:00"), width == 100, "{drawn}");
            assert!(!drawn.contains("1042"), "{drawn}");
        }
    }

    #[test]
    fn where_nothing_is_to_spare_long_words_are_broken_and_ids_and_dates_are_not() {
        let columns = [
            Column::Left("story"),
            Column::Left("published"),
            Column::Left("outlets"),
        ];
        let row = [
            "4f9c2a7d01e3",
            "2026-11-24 09:00",
            "finance.harbour.example.org",
        ];
        let drawn = fitted(Some(42), &columns, &[row.map(str::to_owned).to_vec()], &[]);
        assert!(
            drawn.lines().all(|line| measure_text_width(line) <= 42),
            "{drawn}"
        );
        assert!(
            drawn.contains("4f9c2a7d01e3") && drawn.contains("2026-11-24 09:00"),
            "{drawn}"
        );
    }

    #[test]
    fn a_wide_terminal_is_used_and_a_pipe_has_no_width() {
        let wide = fitted(Some(200), &COLUMNS, &rows(), &["full texts"]);
        assert_eq!(wide.lines().count(), 3);
        assert_eq!(fitted(None, &COLUMNS, &rows(), &["full texts"]), wide);
    }

    #[test]
    fn words_keep_dates_sizes_and_marks_together() {
        assert_eq!(
            words("岚港（a b），2026-11-24 09:00 3.2 s x"),
            [
                "岚",
                "港",
                "（a ",
                "b），",
                "2026-11-24 09:00 ",
                "3.2 s ",
                "x"
            ]
        );
        assert_eq!(
            lines("今日共有12班渡轮。", 9),
            ["今日共有", "12班渡", "轮。"]
        );
        assert_eq!(lines("abcdefgh", 3), ["abc", "def", "gh"]);
    }

    proptest! {
        #[test]
        fn broken_lines_fit_and_lose_nothing_but_spaces(text in "[a-z0-9岚港，。 .:-]{0,60}", width in 2_usize..30) {
            let broken = lines(&text, width);
            let squeezed = |text: &str| text.replace(' ', "");
            prop_assert_eq!(squeezed(&broken.concat()), squeezed(&text));
            for line in broken {
                prop_assert!(measure_text_width(&line) <= width, "{}", line);
            }
        }
    }
}
