//! Whether a publisher writes the day or the month first in dates of numbers only.

/// The order of the two numbers before a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    DayFirst,
    MonthFirst,
}

/// What all dates of one document show about their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Agreed {
    /// No date shows it.
    Nothing,
    /// All dates that show it agree.
    On(Order),
    /// They contradict each other.
    Both,
}

/// Combines the orders that single dates show.
pub(super) fn agreed(evidence: impl Iterator<Item = Order>) -> Agreed {
    let mut agreed = Agreed::Nothing;
    for order in evidence {
        agreed = match agreed {
            Agreed::Nothing => Agreed::On(order),
            Agreed::On(other) if other == order => agreed,
            Agreed::On(_) | Agreed::Both => return Agreed::Both,
        };
    }
    agreed
}

/// Whether a text may have two short numbers before a year. A cheap test, because most dates do
/// not.
pub(super) fn is_numeric(text: &str) -> bool {
    let bytes = text.as_bytes();
    let digits = |from: usize| {
        let rest = bytes.get(from..).unwrap_or_default();
        rest.iter().take_while(|byte| byte.is_ascii_digit()).count()
    };
    let Some(start) = bytes.iter().position(u8::is_ascii_digit) else {
        // Full-width digits.
        return !text.is_ascii();
    };
    let first = digits(start);
    let mark = bytes.get(start + first);
    matches!(first, 1 | 2) && matches!(mark, Some(b'/' | b'-' | b'.' | b' ')) || !text.is_ascii()
}

/// The usual order in a language with this tag; `None` for English without a country and for East
/// Asian languages.
pub(super) fn language_order(tag: &str) -> Option<Order> {
    let primary = tag.split('-').next().unwrap_or_default();
    match (primary, tag) {
        (_, "en-us") => Some(Order::MonthFirst),
        // Canada writes both; `en` names no country. The others write the year first.
        (_, "en" | "en-ca" | "fr-ca") | ("zh" | "ja" | "ko" | "hu" | "lt" | "mn", _) => None,
        (primary, _) if primary.len() == 2 => Some(Order::DayFirst),
        _ => None,
    }
}

/// The usual order in a country, by its top-level domain.
pub(super) fn country_order(domain: &str) -> Option<Order> {
    match domain {
        "gov" | "mil" | "us" => Some(Order::MonthFirst),
        "uk" | "ie" | "au" | "nz" | "in" | "za" | "sg" | "de" | "at" | "ch" | "fr" | "be"
        | "nl" | "it" | "es" | "pt" | "br" | "ar" | "mx" | "cl" | "pl" | "cz" | "sk" | "dk"
        | "no" | "fi" | "ru" | "ua" | "gr" | "tr" | "ro" | "bg" | "hr" | "rs" | "il" | "id"
        | "vn" | "th" | "eu" => Some(Order::DayFirst),
        _ => None,
    }
}
