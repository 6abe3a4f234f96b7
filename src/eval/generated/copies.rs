//! Makes copies: the text of an entry cut short, under another lead-in or headline, or spelled in
//! another way.

use fastrand::Rng;

use super::GeneratedChange;
use super::draft::Draft;
use super::spelling::{Letters, full_width, respelled, typographic};
use super::tokens::{ideographs, is_ideograph_or_kana, tokens};

/// Least length of a text that is cut short, and of what is left of it, in ideographs.
const MIN_LEFT: usize = 40;

/// Least and greatest share of a text that is left of it.
const SHARE_LEFT: (f64, f64) = (0.4, 0.85);

/// Longest first sentence that becomes a headline, in ideographs; a word counts as two.
const MAX_TITLE_LENGTH: usize = 60;

/// In how many characters a lead-in ends: `海港,6月5日(海角社)-`.
const MAX_LEAD_IN_CHARS: usize = 60;

/// Lead-ins of an invented agency, in scripts without and with spaces between words.
const IDEOGRAPHIC_LEAD_INS: [&str; 4] = [
    "海角社讯，",
    "海角社电（记者 林海）",
    "据海角社报道，",
    "海角社消息：",
];
const SPACED_LEAD_INS: [&str; 3] = [
    "HARBOUR CITY (Seagull News) - ",
    "HARBOUR CITY (SN) -- ",
    "HARBOUR CITY, Seagull News — ",
];

/// What ends a lead-in.
const LEAD_IN_ENDS: [&str; 9] = [
    "电，",
    "讯，",
    "获悉，",
    "电 ",
    "讯 ",
    ") - ",
    ") -- ",
    " — ",
    " – ",
];

/// Makes copies, with the tables it takes.
pub(super) struct Copies {
    letters: Letters,
}

impl Copies {
    pub(super) fn new() -> Self {
        Self {
            letters: Letters::new(),
        }
    }

    /// One copy for each change that the texts allow.
    pub(super) fn copies_of(&self, draft: &Draft, rng: &mut Rng) -> Vec<(GeneratedChange, Draft)> {
        let with_text = |text: Option<String>| {
            text.map(|text| Draft {
                text,
                ..draft.clone()
            })
        };
        let made = [
            (GeneratedChange::Cut, with_text(cut(&draft.text, rng))),
            (GeneratedChange::OtherLead, with_text(led(&draft.text, rng))),
            (GeneratedChange::OtherTitle, titled(draft)),
            (
                GeneratedChange::OtherLetters,
                Some(self.lettered(draft, rng)),
            ),
            (GeneratedChange::OtherSpelling, Some(draft.map(respelled))),
        ];
        made.into_iter()
            .filter_map(|(change, made)| Some((change, made.filter(|made| made != draft)?)))
            .collect()
    }

    fn lettered(&self, draft: &Draft, rng: &mut Rng) -> Draft {
        if !is_ideographic(&draft.title) {
            return draft.map(typographic);
        }
        if rng.bool() {
            draft.map(|text| self.letters.traditional(text))
        } else {
            draft.map(full_width)
        }
    }
}

/// The beginning of a text: up to the end of a sentence, or to a place within a word. `None` if
/// the text is too short for it.
fn cut(text: &str, rng: &mut Rng) -> Option<String> {
    let all = ideographs(&tokens(text));
    let within = |text: &str| {
        let left = ideographs(&tokens(text));
        let share = number(left) / number(all.max(1));
        left >= MIN_LEFT && SHARE_LEFT.0 <= share && share <= SHARE_LEFT.1
    };
    let (places, end): (Vec<usize>, &str) = if rng.bool() {
        (sentence_ends(text), "")
    } else {
        let places = text.char_indices().map(|(at, _)| at);
        (places.collect(), if rng.bool() { "…" } else { "..." })
    };
    let mut left: Vec<&str> = places.iter().filter_map(|at| text.get(..*at)).collect();
    left.retain(|text| within(text));
    let left = rng.choice(left)?;
    Some(format!("{}{end}", left.trim_end()))
}

/// The text with another agency's lead-in.
fn led(text: &str, rng: &mut Rng) -> Option<String> {
    if ideographs(&tokens(text)) < MIN_LEFT {
        return None;
    }
    let lead_in = if is_ideographic(text) {
        rng.choice(IDEOGRAPHIC_LEAD_INS)
    } else {
        rng.choice(SPACED_LEAD_INS)
    };
    Some(format!("{}{}", lead_in?, without_lead_in(text)))
}

/// The entry with the first sentence of its text for a headline; `None` if it is the only sentence
/// or too long, or if the headline is the beginning of the text already.
fn titled(draft: &Draft) -> Option<Draft> {
    let text = without_lead_in(&draft.text);
    let end = *sentence_ends(text).first()?;
    let (sentence, rest) = text.split_at_checked(end)?;
    let sentence = sentence.trim().trim_end_matches(['。', '.']);
    let fits = (MIN_LEFT / 4..=MAX_TITLE_LENGTH).contains(&ideographs(&tokens(sentence)));
    let begins_alike = draft.text.contains(&format!("】{}", draft.title))
        || without_lead_in(&draft.text).starts_with(&draft.title);
    if !fits || begins_alike || ideographs(&tokens(rest)) < MIN_LEFT / 2 {
        return None;
    }
    Some(Draft {
        title: sentence.to_owned(),
        text: text.to_owned(),
    })
}

/// The text after a headline in brackets and an agency's lead-in.
pub(super) fn without_lead_in(text: &str) -> &str {
    let headline = text
        .strip_prefix('【')
        .and_then(|rest| rest.split_once('】'));
    let text = headline.map_or(text, |(_, rest)| rest);
    let length = text.char_indices().nth(MAX_LEAD_IN_CHARS);
    let beginning = length.and_then(|(length, _)| text.get(..length));
    let beginning = beginning.unwrap_or(text);
    let ends = LEAD_IN_ENDS
        .iter()
        .filter_map(|end| Some(beginning.find(end)? + end.len()));
    ends.min().and_then(|end| text.get(end..)).unwrap_or(text)
}

/// The places after the ends of sentences, but for the last one.
fn sentence_ends(text: &str) -> Vec<usize> {
    let mut ends = Vec::new();
    let mut characters = text.char_indices().peekable();
    while let Some((at, character)) = characters.next() {
        let next = characters.peek().map(|(_, next)| *next);
        let is_end = match character {
            '。' | '！' | '？' | '\n' => true,
            '.' | '!' | '?' => next.is_some_and(char::is_whitespace),
            _ => false,
        };
        if is_end && next.is_some() {
            ends.push(at + character.len_utf8());
        }
    }
    ends
}

/// Whether a third of the letters are ideographs.
fn is_ideographic(text: &str) -> bool {
    let letters = text.chars().filter(|character| character.is_alphabetic());
    let ideographs = text
        .chars()
        .filter(|character| is_ideograph_or_kana(*character));
    3 * ideographs.count() > letters.count()
}

fn number(value: usize) -> f64 {
    f64::from(u32::try_from(value).unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests {
    use fastrand::Rng;

    use super::{Copies, cut, sentence_ends, without_lead_in};
    use crate::eval::generated::{GeneratedChange, draft::Draft};

    const TEXT: &str = "【海港公布新航线】灯塔社6月5日电，海港公司今日公布三条新航线，投资额为12.5亿元。\
                        第一条航线于8月开通，连接南港与北港。其余两条航线的日期尚未确定，公司表示将另行通知。";

    #[test]
    fn a_cut_is_the_beginning_of_the_text_and_the_same_seed_gives_the_same_cut() {
        for seed in 0..50 {
            let Some(left) = cut(TEXT, &mut Rng::with_seed(seed)) else {
                continue;
            };
            let beginning = left.trim_end_matches(['…', '.']);
            assert!(TEXT.starts_with(beginning) && beginning.len() < TEXT.len());
            assert_eq!(Some(left), cut(TEXT, &mut Rng::with_seed(seed)));
        }
        assert_eq!(cut("潮水退了。", &mut Rng::with_seed(1)), None);
    }

    #[test]
    fn a_text_has_one_copy_for_each_change() {
        let draft = Draft {
            title: "海港公布新航线".to_owned(),
            text: TEXT.to_owned(),
        };
        let made = Copies::new().copies_of(&draft, &mut Rng::with_seed(2));
        let changes: Vec<GeneratedChange> = made.iter().map(|(change, _)| *change).collect();
        assert_eq!(
            changes,
            [
                GeneratedChange::Cut,
                GeneratedChange::OtherLead,
                GeneratedChange::OtherTitle,
                GeneratedChange::OtherLetters,
                GeneratedChange::OtherSpelling
            ]
        );
        let (_, titled) = &made[2];
        assert_eq!(titled.title, "海港公司今日公布三条新航线，投资额为12.5亿元");
        for (change, made) in &made {
            assert_ne!(made, &draft, "{change:?}");
        }
    }

    #[test]
    fn lead_ins_of_two_scripts_are_taken_off() {
        assert!(without_lead_in(TEXT).starts_with("海港公司今日"));
        assert_eq!(
            without_lead_in("HARBOUR CITY, June 5 (Lamp) - The ferry sails."),
            "The ferry sails."
        );
        assert_eq!(without_lead_in("The ferry sails."), "The ferry sails.");
    }

    #[test]
    fn a_point_within_a_number_ends_no_sentence() {
        assert_eq!(sentence_ends("Up 3.5 percent. Then down."), [15]);
    }
}
