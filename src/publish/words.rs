//! The phrases that feedfold itself writes, in the language of the site.

use std::fmt;

use crate::html::MediaKind;
use crate::model::{ChangeKind, CorrectionKind, EntryKind, Evidence, Role, Site, StoryRelation};

/// The phrases of one language. `{}` stands for a name, a number or a list.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Words {
    video: &'static str,
    audio: &'static str,
    document: &'static str,
    page: &'static str,
    /// Between an outlet and a title.
    colon: &'static str,
    /// Between the names of a list.
    comma: &'static str,
    /// Between the last two names of a list.
    and: &'static str,
    /// After the names of a list, for those that it leaves out.
    and_others: &'static str,
    /// Between the remarks in parentheses.
    semicolon: &'static str,
    parentheses: &'static str,
    carried_by: &'static str,
    published_again: &'static str,
    more_reposts: &'static str,
    related: &'static str,
    corrections: CorrectionPhrases,
    changed_title: &'static str,
    corrected_title: &'static str,
    withdrawn_title: &'static str,
    title: &'static str,
    representative: &'static str,
    full: &'static str,
    excerpt: &'static str,
    founded: &'static str,
    same_text: &'static str,
    alike: &'static str,
    by_hand: &'static str,
    about_feed: &'static str,
    about_changes: &'static str,
    read_as_page: &'static str,
}

/// What the relation of a story to another one is called, if one of them corrects the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct CorrectionPhrases {
    pub(super) corrected_by: &'static str,
    pub(super) withdrawn_by: &'static str,
    pub(super) corrects: &'static str,
    pub(super) withdraws: &'static str,
}

impl CorrectionPhrases {
    /// The phrase for a relation; `None` for a story that is only related.
    pub(super) fn phrase(&self, relation: StoryRelation) -> Option<&'static str> {
        match relation {
            StoryRelation::CorrectedBy => Some(self.corrected_by),
            StoryRelation::WithdrawnBy => Some(self.withdrawn_by),
            StoryRelation::Corrects => Some(self.corrects),
            StoryRelation::Withdraws => Some(self.withdraws),
            StoryRelation::Related => None,
        }
    }
}

/// Most outlets that the heading of a list of reposts names.
const NAMED: usize = 3;

const ENGLISH: Words = Words {
    video: "Video: ",
    audio: "Audio: ",
    document: "Document: ",
    page: "Embedded page: ",
    colon: ": ",
    comma: ", ",
    and: " and ",
    and_others: " and {} more",
    semicolon: "; ",
    parentheses: " ({})",
    carried_by: "Also carried by {}:",
    published_again: "Also published as:",
    more_reposts: "and {} more",
    related: "Related:",
    corrections: CorrectionPhrases {
        corrected_by: "Corrected by ",
        withdrawn_by: "Withdrawn by ",
        corrects: "Corrects ",
        withdraws: "Withdraws ",
    },
    changed_title: "Changed: {}",
    corrected_title: "Corrected: {}",
    withdrawn_title: "Withdrawn: {}",
    title: "Title: {}",
    representative: "shown here",
    full: "whole text",
    excerpt: "excerpt",
    founded: "the first copy",
    same_text: "the same {} characters",
    alike: "alike by {} points",
    by_hand: "merged by a person",
    about_feed: "This is a feed: put its address into a feed reader. Every story appears once, \
                 with those who reposted it.",
    about_changes: "This is a feed: put its address into a feed reader. It tells what changed in \
                    stories after they were published.",
    read_as_page: "Read on the web",
};

const SIMPLIFIED: Words = Words {
    video: "视频：",
    audio: "音频：",
    document: "文件：",
    page: "嵌入页面：",
    colon: "：",
    comma: "、",
    and: "和",
    and_others: "和 {} 家",
    semicolon: "；",
    parentheses: "（{}）",
    carried_by: "另有转载：{}",
    published_again: "同一媒体另有发表：",
    more_reposts: "另有 {} 家",
    related: "相关：",
    corrections: CorrectionPhrases {
        corrected_by: "已被更正：",
        withdrawn_by: "已被撤回：",
        corrects: "更正此前报道：",
        withdraws: "撤回此前报道：",
    },
    changed_title: "已修改：{}",
    corrected_title: "已被更正：{}",
    withdrawn_title: "已被撤回：{}",
    title: "标题：{}",
    representative: "本文",
    full: "全文",
    excerpt: "节选",
    founded: "最早一篇",
    same_text: "{} 字全同",
    alike: "相似度 {} 分",
    by_hand: "人工合并",
    about_feed: "这是一份订阅源：把它的地址抄进任何阅读器即可。每篇稿件只出现一次，转载都列在其下。",
    about_changes: "这是一份订阅源：把它的地址抄进任何阅读器即可。稿件发布之后的改动都列在这里。",
    read_as_page: "以网页阅读",
};

const TRADITIONAL: Words = Words {
    video: "影片：",
    audio: "音訊：",
    document: "文件：",
    page: "嵌入頁面：",
    carried_by: "另有轉載：{}",
    published_again: "同一媒體另有發表：",
    related: "相關：",
    corrections: CorrectionPhrases {
        corrected_by: "已被更正：",
        withdrawn_by: "已被撤回：",
        corrects: "更正此前報道：",
        withdraws: "撤回此前報道：",
    },
    title: "標題：{}",
    representative: "本文",
    excerpt: "節錄",
    alike: "相似度 {} 分",
    by_hand: "人工合併",
    about_feed: "這是一份訂閱源：把它的地址抄進任何閱讀器即可。每篇稿件只出現一次，轉載都列在其下。",
    about_changes: "這是一份訂閱源：把它的地址抄進任何閱讀器即可。稿件發布之後的改動都列在這裡。",
    read_as_page: "以網頁閱讀",
    ..SIMPLIFIED
};

/// The languages that have phrases.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tongue {
    English,
    Simplified,
    Traditional,
}

impl Tongue {
    /// The language of a site; English if there are no phrases in its language.
    pub(super) fn of(site: &Site) -> Self {
        let tag = site.language.as_deref().unwrap_or_default();
        let parts: Vec<String> = tag.split(['-', '_']).map(str::to_ascii_lowercase).collect();
        match parts.split_first() {
            Some((primary, others)) if primary == "zh" => {
                let is_any = |wanted: &[&str]| {
                    let mut others = others.iter();
                    others.any(|part| wanted.contains(&part.as_str()))
                };
                if is_any(&["hant", "tw", "hk", "mo"]) && !is_any(&["hans"]) {
                    Self::Traditional
                } else {
                    Self::Simplified
                }
            }
            _ => Self::English,
        }
    }

    /// Returns the value in this language.
    pub(super) fn choose<T>(self, english: T, simplified: T, traditional: T) -> T {
        match self {
            Self::English => english,
            Self::Simplified => simplified,
            Self::Traditional => traditional,
        }
    }
}

impl Words {
    /// The phrases in the language of a site; in English if there are none.
    pub(super) fn for_site(site: &Site) -> &'static Self {
        Tongue::of(site).choose(&ENGLISH, &SIMPLIFIED, &TRADITIONAL)
    }

    /// English, for text that no site publishes.
    pub(super) fn english() -> &'static Self {
        &ENGLISH
    }

    /// The text of a link to a player, before the host.
    pub(super) fn player(&self, kind: MediaKind) -> &'static str {
        match kind {
            MediaKind::Video => self.video,
            MediaKind::Audio => self.audio,
            MediaKind::Document => self.document,
            MediaKind::Page => self.page,
        }
    }

    /// The heading of the list of reposts: three names of other outlets, then the number of the
    /// rest. Without other outlets, one outlet published the text more than once.
    pub(super) fn carried_by(&self, outlets: &[&str]) -> String {
        let named: Vec<&str> = outlets.iter().take(NAMED).copied().collect();
        let rest = outlets.len() - named.len();
        let names = match (named.split_last(), rest) {
            (None, _) => return self.published_again.to_owned(),
            (Some((last, [])), 0) => (*last).to_owned(),
            (Some((last, before)), 0) => [&before.join(self.comma), *last].join(self.and),
            (Some(_), rest) => named.join(self.comma) + &with(self.and_others, &[&rest]),
        };
        with(self.carried_by, &[&names])
    }

    /// The line below the list, for reposts that it leaves out.
    pub(super) fn more_reposts(&self, count: usize) -> String {
        with(self.more_reposts, &[&count])
    }

    /// The heading of the list of related stories.
    pub(super) fn related(&self) -> &'static str {
        self.related
    }

    /// What a person reads who opens a feed with such entries in a browser.
    pub(super) fn about_feed(&self, entries: EntryKind) -> &'static str {
        match entries {
            EntryKind::Stories => self.about_feed,
            EntryKind::Changes(_) => self.about_changes,
        }
    }

    /// The text of the link from a feed to the site.
    pub(super) fn read_as_page(&self) -> &'static str {
        self.read_as_page
    }

    /// What stands before the name of a correction; `None` for a story that is only related.
    pub(super) fn correction(&self, relation: StoryRelation) -> Option<&'static str> {
        self.corrections.phrase(relation)
    }

    /// The title of an entry about a change of a story with this title.
    pub(super) fn changed_title(&self, kind: ChangeKind, title: &str) -> String {
        let phrase = match kind {
            ChangeKind::Edited | ChangeKind::Replaced => self.changed_title,
            ChangeKind::Said { kind, .. } => match kind {
                CorrectionKind::Corrects => self.corrected_title,
                CorrectionKind::Withdraws => self.withdrawn_title,
            },
        };
        with(phrase, &[&title])
    }

    /// The line with a changed title.
    pub(super) fn title(&self, title: &str) -> String {
        with(self.title, &[&title])
    }

    /// One item of a list: outlet, title, and remarks in parentheses.
    pub(super) fn item(&self, outlet: &str, title: &str, remarks: &[&str]) -> String {
        let remarks = with(self.parentheses, &[&remarks.join(self.semicolon)]);
        [outlet, self.colon, title, &remarks].concat()
    }

    /// The relation of a copy to the story.
    pub(super) fn role(&self, role: Role) -> &'static str {
        match role {
            Role::Representative => self.representative,
            Role::Full => self.full,
            Role::Excerpt => self.excerpt,
        }
    }

    /// That two texts are equal.
    pub(super) fn same_text(&self, chars: u32) -> String {
        with(self.same_text, &[&chars])
    }

    /// Why a copy is in its story, in a few words.
    pub(super) fn evidence(&self, evidence: &Evidence) -> String {
        match evidence {
            Evidence::Founded => self.founded.to_owned(),
            Evidence::SameText { chars, .. } => self.same_text(*chars),
            Evidence::Alike { score, .. } => with(self.alike, &[&format_args!("{score:.1}")]),
            Evidence::ByHand { .. } => self.by_hand.to_owned(),
        }
    }
}

/// A phrase with texts in the places of its `{}`, in order. In `{} [story|stories]`, the number
/// before the brackets chooses the form: the first one after 1.
pub(super) fn with(phrase: &str, texts: &[&dyn fmt::Display]) -> String {
    let mut parts = phrase.split("{}");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for (text, part) in texts.iter().zip(parts) {
        let text = text.to_string();
        out.push_str(&text);
        push_forms(&mut out, part, &text);
    }
    out
}

/// Appends a part of a phrase, of each `[one|many]` in it the form that follows this number.
fn push_forms(out: &mut String, part: &str, number: &str) {
    let mut rest = part;
    while let Some((before, forms, after)) = next_forms(rest) {
        let (one, many) = forms;
        out.push_str(before);
        out.push_str(if number == "1" { one } else { many });
        rest = after;
    }
    out.push_str(rest);
}

/// What is before the next `[one|many]`, its forms, and what is after it.
fn next_forms(text: &str) -> Option<(&str, (&str, &str), &str)> {
    let (before, rest) = text.split_once('[')?;
    let (forms, after) = rest.split_once(']')?;
    Some((before, forms.split_once('|')?, after))
}

#[cfg(test)]
mod tests {
    use super::with;

    #[test]
    fn the_number_before_them_chooses_among_the_forms_of_a_word() {
        let phrase = "The {} [story|stories] of {} [day|days]; [no forms] here";
        assert_eq!(
            with(phrase, &[&1, &20]),
            "The 1 story of 20 days; [no forms] here"
        );
        assert_eq!(with("{} 家", &[&1]), "1 家");
    }
}
