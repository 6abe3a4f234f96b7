//! Figures: the numbers of a text with scale, precision and kind, and when two of them say the
//! same.

use super::currency::Currencies;

/// What a number counts or names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum FigureKind {
    /// An amount, price, count or ordinal.
    Amount,
    /// `%`, and percentage points.
    Percent,
    /// `2026年`.
    Year,
    /// `6月`.
    Month,
    /// `17日`.
    Day,
    /// `周三`, `Wednesday`.
    Weekday,
    /// A security code: `603259.sh`, `(501046)`.
    Code,
    /// Part of a name: `标普500`, `Nikkei 225`. It counts nothing, and whoever writes the name
    /// writes it.
    Label,
}

impl FigureKind {
    /// All kinds.
    pub(crate) const ALL: [Self; 8] = [
        Self::Amount,
        Self::Percent,
        Self::Year,
        Self::Month,
        Self::Day,
        Self::Weekday,
        Self::Code,
        Self::Label,
    ];

    /// Whether it counts something: such a number may be rounded.
    pub(crate) fn is_amount(self) -> bool {
        matches!(self, Self::Amount | Self::Percent)
    }

    /// Whether numbers of these kinds may be one number. What digits alone count is inferred from
    /// the words around them, which another text writes otherwise.
    pub(crate) fn may_equal(self, other: Self) -> bool {
        let is_inferred = |kind| matches!(kind, Self::Amount | Self::Year | Self::Label);
        self == other || (is_inferred(self) && is_inferred(other))
    }
}

/// Part of a step by which a number may lie on the other side than its hedge says.
const HEDGE_TOLERANCE: f64 = 0.05;

/// Fewest digits of two numbers that may differ by one unit in the last place because two outlets
/// rounded one number: a unit is one per cent at most.
const MIN_DIGITS_APART: u8 = 3;

/// Fewest digits of a price or an index, greatest step of a rate of change, in per cent, and most
/// that a price moves within seconds, as a share of it.
const MIN_DIGITS_OF_PRICE: u8 = 4;
const FINE_PERCENT: f64 = 0.0101;
const MOST_MOVED: f64 = 1e-3;

/// Where the exact number lies, as a word around a rounded one says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Hedge {
    /// Above it: `超1%`, `20余家`.
    Above,
    /// Below it: `近20亿`.
    Below,
    /// On either side: `约3万`.
    Around,
}

/// The part of a number by which rounding changes it at most: `0.6%` is not `1%`.
const MOST_ROUNDED: f64 = 0.35;

/// A number as a text gives it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Figure {
    /// What it counts.
    pub(crate) kind: FigureKind,
    /// In units: `7.79亿` is 779,000,000.
    pub(crate) value: f64,
    /// What one step of its last digit is worth: of `7.79亿`, 1,000,000.
    pub(crate) step: f64,
    /// Significant digits, as written.
    pub(crate) digits: u8,
    /// Whether a scale word (万, 亿, million) was applied: such a number is rounded.
    pub(crate) scaled: bool,
    /// Of an amount of money, its currency.
    pub(crate) currencies: Currencies,
    /// What a word around it says about how exact it is.
    pub(crate) hedge: Option<Hedge>,
    /// Place of its token in the text.
    pub(crate) token: usize,
}

impl Figure {
    /// Whether both may be the same number, one of them rounded: `779,160,781` and `7.79亿`,
    /// `6.5%` and `超6%`, `294.17亿` and `294.16亿` (two outlets rounding the same figure). Amounts
    /// of two currencies are two numbers.
    pub(crate) fn agrees(&self, other: &Self) -> bool {
        // Few numbers of two texts have one value, so that few currencies are compared.
        self.has_value_of(other) && !self.currencies.differ(other.currencies)
    }

    fn has_value_of(&self, other: &Self) -> bool {
        if !self.kind.may_equal(other.kind) {
            return false;
        }
        let apart = (self.value - other.value).abs();
        let exact = apart <= 1e-9 * self.value.abs().max(1.0);
        if exact || !self.kind.is_amount() || !other.kind.is_amount() {
            return exact;
        }
        let (coarse, fine) = if self.step >= other.step {
            (self, other)
        } else {
            (other, self)
        };
        if (coarse.step - fine.step).abs() <= 1e-9 * coarse.step {
            let rounded_apart = coarse.scaled && fine.scaled && coarse.digits.min(fine.digits) >= 4;
            return rounded_apart && apart <= 1.01 * coarse.step;
        }
        // A half is rounded up: `4.055` becomes `4.06`, never `4.05`.
        let half = if coarse.value < fine.value {
            0.499
        } else {
            0.501
        };
        let rounded = apart <= half * coarse.step && apart <= MOST_ROUNDED * coarse.value.abs();
        let cut_off = apart < coarse.step;
        let above = fine.value - coarse.value;
        match coarse.hedge {
            None => rounded,
            // Outlets round before they say so.
            Some(Hedge::Above) => cut_off && above >= -HEDGE_TOLERANCE * coarse.step,
            Some(Hedge::Below) => cut_off && above <= HEDGE_TOLERANCE * coarse.step,
            Some(Hedge::Around) => rounded || cut_off,
        }
    }

    /// Whether both are rounded in one way and differ by one unit in the last place: `4.02亿` and
    /// `4.03亿`. A count (`3人`, `4人`) is not rounded, and of two digits a unit is no rounding
    /// error.
    pub(crate) fn is_last_place_apart(&self, other: &Self) -> bool {
        let is_rounded = |figure: &Self| {
            figure.kind.is_amount()
                && figure.digits >= MIN_DIGITS_APART
                && (figure.scaled || figure.step < 1.0)
        };
        let apart = (self.value - other.value).abs();
        self.kind == other.kind
            && is_rounded(self)
            && is_rounded(other)
            && (self.step - other.step).abs() <= 1e-9 * self.step
            && (0.99 * self.step..=1.01 * self.step).contains(&apart)
            && !self.currencies.differ(other.currencies)
    }

    /// Whether both may be readings of one price, index or rate of change that were taken some
    /// seconds apart: `279.82点` and `279.91点`, `0.65%` and `0.66%`.
    pub(crate) fn is_reading_apart(&self, other: &Self) -> bool {
        let apart = (self.value - other.value).abs();
        let is_fine = |figure: &Self| figure.step <= FINE_PERCENT;
        let is_price = |figure: &Self| {
            figure.digits >= MIN_DIGITS_OF_PRICE && figure.step < 1.0 && !figure.scaled
        };
        let is_apart = match (self.kind, other.kind) {
            (FigureKind::Percent, FigureKind::Percent) => {
                is_fine(self) && is_fine(other) && apart <= 1.01 * self.step.max(other.step)
            }
            (FigureKind::Amount, FigureKind::Amount) => {
                let greatest = self.value.abs().max(other.value.abs());
                is_price(self) && is_price(other) && apart <= MOST_MOVED * greatest
            }
            _ => false,
        };
        apart > 0.0
            && is_apart
            && self.hedge == other.hedge
            && !self.currencies.differ(other.currencies)
    }

    /// Whether the text says of which currency it is.
    pub(crate) fn is_money(&self) -> bool {
        self.currencies != Currencies::UNKNOWN
    }

    /// Whether few texts share this number by chance.
    pub(crate) fn is_specific(&self) -> bool {
        match self.kind {
            FigureKind::Amount | FigureKind::Percent => self.digits >= 3,
            FigureKind::Code => true,
            FigureKind::Year
            | FigureKind::Month
            | FigureKind::Day
            | FigureKind::Weekday
            | FigureKind::Label => false,
        }
    }

    /// Whether both are parts of dates that say other things. Outlets leave out the month or the
    /// year (`16日`, `6月16日`), so that a day stands where the other text has a month.
    pub(crate) fn is_other_part_of_date(&self, other: &Self) -> bool {
        self.is_date() && other.is_date() && self.kind != other.kind
    }

    /// Whether one of them tells when or names a security, and the other one does not: an outlet
    /// adds a date (`11月25日公告`) where another one adds a code (`(688991.SH)公告称`).
    pub(crate) fn is_of_another_sort(&self, other: &Self) -> bool {
        let names = |figure: &Self| figure.kind == FigureKind::Code;
        self.is_date() != other.is_date() || names(self) != names(other)
    }

    /// Whether it is part of a date.
    pub(crate) fn is_date(&self) -> bool {
        matches!(
            self.kind,
            FigureKind::Year | FigureKind::Month | FigureKind::Day | FigureKind::Weekday
        )
    }
}
