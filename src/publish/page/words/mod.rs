//! The phrases of pages, in the language of the site.

mod alarms;
mod causes;
mod editing;
mod english;
mod evidence;
mod simplified;
mod traditional;

use jiff::civil::{Date, Weekday};

use crate::model::{
    AlarmKind, Cause, QueryMistake, ReadOutcome, Site, StoryRelation, published_language,
};
use crate::publish::words::{CorrectionPhrases, Tongue, with};
use english::ENGLISH;
use simplified::SIMPLIFIED;
use traditional::TRADITIONAL;

/// The phrases of one language. `{}` stands for a name or a number, which chooses a form of the
/// `[one|many]` after it.
#[derive(Debug)]
pub(super) struct PageWords {
    tongue: Tongue,
    pub(super) skip: &'static str,
    pub(super) latest_stories: &'static str,
    pub(super) outlets: &'static str,
    pub(super) outlets_count: &'static str,
    pub(super) since: &'static str,
    pub(super) reposted_by: &'static str,
    pub(super) and_more: &'static str,
    pub(super) related_count: &'static str,
    pub(super) addressed_to: &'static str,
    pub(super) changed_at: &'static str,
    pub(super) changed_times: &'static str,
    pub(super) day_counts: &'static str,
    pub(super) most_carried: &'static str,
    pub(super) changed_stories: &'static str,
    pub(super) of_this_page: &'static str,
    pub(super) times_are: &'static str,
    pub(super) no_stories: &'static str,
    pub(super) apart: &'static str,
    pub(super) main_pages: &'static str,
    pub(super) latest: &'static str,
    pub(super) sources: &'static str,
    pub(super) feeds: &'static str,
    pub(super) search: &'static str,
    pub(super) search_hint: &'static str,
    pub(super) as_json: &'static str,
    pub(super) labels: &'static str,
    pub(super) all: &'static str,
    pub(super) older: &'static str,
    pub(super) newest: &'static str,
    pub(super) no_story_of_day: &'static str,
    pub(super) no_story_of_list: &'static str,
    pub(super) look_at: &'static str,
    pub(super) failing_since: &'static str,
    pub(super) never_read: &'static str,
    pub(super) withdrawn_feed: &'static str,
    pub(super) cut_since: &'static str,
    pub(super) outlets_carry: &'static str,
    pub(super) latest_lag: &'static str,
    pub(super) original_page: &'static str,
    pub(super) rest_of_text: &'static str,
    pub(super) no_text: &'static str,
    pub(super) damaged_text: &'static str,
    pub(super) text_of_copy: &'static str,
    pub(super) document: &'static str,
    pub(super) documents: &'static str,
    pub(super) changed_later: &'static str,
    pub(super) decided_by_people: &'static str,
    pub(super) issued_by: &'static str,
    pub(super) number: &'static str,
    pub(super) together_with: &'static str,
    pub(super) signed: &'static str,
    pub(super) names: &'static str,
    pub(super) cites: &'static str,
    pub(super) related_stories: &'static str,
    pub(super) is_related: &'static str,
    pub(super) who_when: &'static str,
    pub(super) lag_note: &'static str,
    pub(super) time: &'static str,
    pub(super) lag_head: &'static str,
    pub(super) outlet: &'static str,
    /// What the time of a story in a list is.
    pub(super) published: &'static str,
    pub(super) time_axis: &'static str,
    pub(super) title: &'static str,
    pub(super) carried: &'static str,
    pub(super) why_here: &'static str,
    pub(super) compare: &'static str,
    pub(super) same_title: &'static str,
    pub(super) characters: &'static str,
    pub(super) full: &'static str,
    pub(super) excerpt: &'static str,
    pub(super) represents: &'static str,
    pub(super) first_copy: &'static str,
    pub(super) stored_first: &'static str,
    pub(super) same_text: &'static str,
    pub(super) alike: &'static str,
    pub(super) by_hand: &'static str,
    pub(super) differences: &'static str,
    pub(super) same_sentences: &'static str,
    pub(super) not_carried: &'static str,
    pub(super) why_folded: &'static str,
    pub(super) begins_at: &'static str,
    pub(super) points: &'static str,
    pub(super) term: &'static str,
    pub(super) history: &'static str,
    pub(super) no_history: &'static str,
    pub(super) represented_by: &'static str,
    pub(super) ruled_merge: &'static str,
    pub(super) ruled_split: &'static str,
    pub(super) ruled_pin: &'static str,
    pub(super) refused: &'static str,
    pub(super) other_number: &'static str,
    pub(super) corrects_other: &'static str,
    pub(super) only_related: &'static str,
    pub(super) refused_by_others: &'static str,
    pub(super) not_compared: &'static str,
    pub(super) not_alike: &'static str,
    pub(super) split_by_hand: &'static str,
    pub(super) source: &'static str,
    pub(super) state: &'static str,
    pub(super) format: &'static str,
    pub(super) last_read: &'static str,
    pub(super) next_read: &'static str,
    pub(super) trouble: &'static str,
    pub(super) reads_well: &'static str,
    pub(super) failing: &'static str,
    pub(super) cut: &'static str,
    pub(super) disabled: &'static str,
    pub(super) unread: &'static str,
    pub(super) no_source: &'static str,
    pub(super) new_entries: &'static str,
    pub(super) new_of_read: &'static str,
    pub(super) own: &'static str,
    pub(super) reposts: &'static str,
    pub(super) are_reposts: &'static str,
    pub(super) in_window: &'static str,
    pub(super) hours_head: &'static str,
    pub(super) hours_note: &'static str,
    pub(super) newest_stories: &'static str,
    pub(super) not_compared_lines: &'static str,
    pub(super) lines_note: &'static str,
    pub(super) settings: &'static str,
    pub(super) interval: &'static str,
    pub(super) priority: &'static str,
    pub(super) full_text: &'static str,
    pub(super) from_pages: &'static str,
    pub(super) from_feed: &'static str,
    pub(super) default_interval: &'static str,
    pub(super) none: &'static str,
    pub(super) results: &'static str,
    pub(super) found: &'static str,
    pub(super) found_newest: &'static str,
    pub(super) how_to_search: &'static str,
    pub(super) search_lacks: &'static str,
    pub(super) newest_first: &'static str,
    pub(super) best_first: &'static str,
    pub(super) more_hits: &'static str,
    pub(super) open_quotation: &'static str,
    pub(super) unknown_field: &'static str,
    pub(super) no_value: &'static str,
    pub(super) no_date: &'static str,
    pub(super) no_count: &'static str,
    pub(super) no_number: &'static str,
    pub(super) no_letters: &'static str,
    pub(super) no_hits: &'static str,
    pub(super) issuers: &'static str,
    pub(super) about_feeds: &'static str,
    pub(super) feed: &'static str,
    pub(super) entries: &'static str,
    pub(super) last_change: &'static str,
    pub(super) not_written: &'static str,
    pub(super) no_output: &'static str,
    pub(super) window: &'static str,
    pub(super) changes: &'static str,
    pub(super) statistics: &'static str,
    pub(super) window_days: &'static str,
    pub(super) from_to: &'static str,
    pub(super) from_day: &'static str,
    pub(super) to_day: &'static str,
    pub(super) show_window: &'static str,
    pub(super) longest_window: &'static str,
    pub(super) counted_note: &'static str,
    pub(super) other_zone: &'static str,
    pub(super) nothing_counted: &'static str,
    pub(super) stories: &'static str,
    pub(super) stories_column: &'static str,
    pub(super) times_published: &'static str,
    pub(super) by_several: &'static str,
    pub(super) entries_by_day: &'static str,
    pub(super) numbers: &'static str,
    pub(super) day_column: &'static str,
    pub(super) who_is_first: &'static str,
    pub(super) who_is_first_note: &'static str,
    pub(super) first_column: &'static str,
    pub(super) share_column: &'static str,
    pub(super) all_sources: &'static str,
    pub(super) sources_per_story: &'static str,
    pub(super) who_follows: &'static str,
    pub(super) matrix_note: &'static str,
    pub(super) behind_first: &'static str,
    pub(super) behind_first_note: &'static str,
    pub(super) median_lag: &'static str,
    pub(super) first_of_several: &'static str,
    pub(super) follows: &'static str,
    pub(super) followed_by: &'static str,
    pub(super) changes_note: &'static str,
    pub(super) edited: &'static str,
    pub(super) replaced: &'static str,
    pub(super) small_too: &'static str,
    pub(super) substantial_only: &'static str,
    pub(super) older_changes: &'static str,
    pub(super) newest_changes: &'static str,
    pub(super) no_changes: &'static str,
    pub(super) no_changes_here: &'static str,
    pub(super) addressee: &'static str,
    /// Between facts of one line.
    pub(super) gap: &'static str,
    /// Between the names of a list.
    pub(super) comma: &'static str,
    /// Before the phrase that counts those that a list leaves out.
    pub(super) before_more: &'static str,
    corrections: CorrectionPhrases,
    minutes: &'static str,
    hours: &'static str,
    hours_minutes: &'static str,
    days: &'static str,
    days_hours: &'static str,
}

impl PageWords {
    /// Says why a query cannot be read.
    pub(super) fn mistake(&self, mistake: &QueryMistake) -> String {
        match mistake {
            QueryMistake::Nothing => self.how_to_search.to_owned(),
            QueryMistake::OpenQuotation => self.open_quotation.to_owned(),
            QueryMistake::UnknownField(name) => with(self.unknown_field, &[name]),
            QueryMistake::NoValue(field) => with(self.no_value, &[field]),
            QueryMistake::NoDate(value) => with(self.no_date, &[value]),
            QueryMistake::NoCount(value) => with(self.no_count, &[value]),
            QueryMistake::NoNumber(value) => with(self.no_number, &[value]),
            QueryMistake::NoLetters(value) => with(self.no_letters, &[value]),
        }
    }

    /// The phrases in the language of a site; in English if there are none.
    pub(super) fn for_site(site: &Site) -> &'static Self {
        Tongue::of(site).choose(&ENGLISH, &SIMPLIFIED, &TRADITIONAL)
    }

    /// The language of these phrases, a BCP 47 tag: that of the site, if it is one of them.
    pub(super) fn tag(&self, site: &Site) -> String {
        let (primary, default) =
            self.tongue
                .choose(("en", "en"), ("zh", "zh-CN"), ("zh", "zh-Hant"));
        let configured = site.language.as_deref().and_then(published_language);
        let is_ours = |tag: &String| {
            let first = tag.split('-').next().unwrap_or_default();
            first.eq_ignore_ascii_case(primary)
        };
        configured
            .filter(is_ours)
            .unwrap_or_else(|| default.to_owned())
    }

    /// A day with its weekday.
    pub(super) fn day(&self, day: Date) -> String {
        if self.tongue == Tongue::English {
            return day.strftime("%A, %-d %B %Y").to_string();
        }
        let weekday = self.weekday(day.weekday());
        let (year, month, day) = (day.year(), day.month(), day.day());
        format!("{year}年{month}月{day}日　星期{weekday}")
    }

    /// The short name of a day of the week.
    pub(super) fn weekday(&self, day: Weekday) -> &'static str {
        let (english, chinese) = match day {
            Weekday::Monday => ("Mon", "一"),
            Weekday::Tuesday => ("Tue", "二"),
            Weekday::Wednesday => ("Wed", "三"),
            Weekday::Thursday => ("Thu", "四"),
            Weekday::Friday => ("Fri", "五"),
            Weekday::Saturday => ("Sat", "六"),
            Weekday::Sunday => ("Sun", "日"),
        };
        match self.tongue {
            Tongue::English => english,
            Tongue::Simplified | Tongue::Traditional => chinese,
        }
    }

    /// How long after the first copy another one came, in minutes, hours or days.
    pub(super) fn lag(&self, seconds: i64) -> String {
        let minutes = seconds.max(0) / 60;
        let (hours, days) = (minutes / 60, minutes / 60 / 24);
        match (days, hours % 24, minutes % 60) {
            (0, 0, minutes) => with(self.minutes, &[&minutes]),
            (0, hours, 0) => with(self.hours, &[&hours]),
            (0, hours, minutes) => with(self.hours_minutes, &[&hours, &minutes]),
            (days, 0, _) => with(self.days, &[&days]),
            (days, hours, _) => with(self.days_hours, &[&days, &hours]),
        }
    }

    /// A time between two instants, in minutes, hours or days.
    pub(super) fn minutes_apart(&self, minutes: u64) -> String {
        let seconds = i64::try_from(minutes.saturating_mul(60)).unwrap_or(i64::MAX);
        self.lag(seconds).trim_start_matches('+').to_owned()
    }

    /// The meaning of a term of the evidence, by its name; `None` where its English words are
    /// shown.
    pub(super) fn evidence(&self, term: &str) -> Option<&'static str> {
        evidence::chinese(term, self.tongue)
    }

    /// What an alarm is about.
    pub(super) fn alarm(&self, kind: AlarmKind) -> &'static str {
        alarms::alarm(kind, self.tongue)
    }

    /// How a read ended.
    pub(super) fn read(&self, outcome: ReadOutcome) -> &'static str {
        alarms::read(outcome, self.tongue)
    }

    /// The heads of the sections with the open alarms and the last reads.
    pub(super) fn alarm_heads(&self) -> [&'static str; 2] {
        alarms::heads(self.tongue)
    }

    /// Why a source cannot be read; `None` where the English message is enough.
    pub(super) fn cause(&self, cause: Cause) -> Option<&'static str> {
        causes::chinese(cause, self.tongue)
    }

    /// What a correction or withdrawal makes of the story; `None` for a related story.
    pub(super) fn correction(&self, relation: StoryRelation) -> Option<&'static str> {
        self.corrections.phrase(relation)
    }
}

#[cfg(test)]
mod tests {
    use super::{ENGLISH, SIMPLIFIED};

    #[test]
    fn a_lag_has_two_units_at_most() {
        for (seconds, english, chinese) in [
            (0, "+0 min", "+0 分"),
            (59, "+0 min", "+0 分"),
            (960, "+16 min", "+16 分"),
            (7200, "+2 h", "+2 小时"),
            (8700, "+2 h 25 min", "+2 小时 25 分"),
            (86_400, "+1 d", "+1 天"),
            (200_000, "+2 d 7 h", "+2 天 7 小时"),
            (-5, "+0 min", "+0 分"),
        ] {
            assert_eq!(ENGLISH.lag(seconds), english);
            assert_eq!(SIMPLIFIED.lag(seconds), chinese);
        }
    }

    #[test]
    fn a_day_is_named_with_its_weekday() {
        let day = jiff::civil::date(2026, 11, 27);
        assert_eq!(ENGLISH.day(day), "Friday, 27 November 2026");
        assert_eq!(SIMPLIFIED.day(day), "2026年11月27日　星期五");
    }
}
