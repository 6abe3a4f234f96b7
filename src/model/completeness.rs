//! Whether documents and entries are complete, and when an incomplete entry may replace another.

/// Whether a feed document has its end.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum DocumentEnd {
    /// The document is complete.
    #[default]
    Reached,
    /// The bytes end before the document does: entries may be missing, and the last may be
    /// incomplete.
    Missing,
}

/// How much of an entry its document has.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Completeness {
    /// All of it.
    #[default]
    Whole,
    /// The document ends between two of its fields: those present are whole, others may be
    /// missing.
    Unclosed,
    /// The document ends inside one of its fields.
    Cut,
}

/// Whether an earlier pass brought the same incomplete form of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sighting {
    /// This pass is the first with this form.
    First,
    /// An earlier pass had it too.
    Repeated,
}

/// Length of a form's text, compared with the stored text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Length {
    /// It has fewer characters.
    Shorter,
    /// It has as many characters, or more.
    NotShorter,
}

/// What the store does with an entry when its document has another form of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Replacement {
    /// The new form replaces it; the publisher changed the entry.
    Change,
    /// The stored form was incomplete and the new one is whole: it replaces it, and does not count
    /// as a change.
    Completion,
    /// Both are incomplete and the new one is not worse: it replaces it, and the entry stays
    /// incomplete.
    Extension,
    /// The stored form stays.
    Nothing,
}

impl Completeness {
    /// Decides what to do with a stored form of completeness `self` when another form arrives.
    ///
    /// An incomplete form does not replace a whole one: a cut text is no correction. But some
    /// publishers never close their last entry. Their form ends between two fields and comes again
    /// in a later pass. Such a repeated form counts as whole, unless it is shorter than a whole
    /// stored one.
    pub fn replaced_by(self, arriving: Self, sighting: Sighting, length: Length) -> Replacement {
        let is_repeated = sighting == Sighting::Repeated;
        let is_shorter = length == Length::Shorter;
        match (self, arriving) {
            (Self::Whole, Self::Whole) => Replacement::Change,
            (Self::Whole, Self::Unclosed) if is_repeated && !is_shorter => Replacement::Change,
            (Self::Whole, Self::Unclosed | Self::Cut) => Replacement::Nothing,
            (Self::Unclosed | Self::Cut, Self::Whole) => Replacement::Completion,
            (Self::Unclosed | Self::Cut, Self::Unclosed) if is_repeated => Replacement::Completion,
            (Self::Unclosed | Self::Cut, Self::Unclosed | Self::Cut) => {
                if is_repeated || !is_shorter {
                    Replacement::Extension
                } else {
                    Replacement::Nothing
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Completeness::{Cut, Unclosed, Whole};
    use super::Length::{NotShorter, Shorter};
    use super::Replacement::{Change, Completion, Extension, Nothing};
    use super::Sighting::{First, Repeated};

    #[test]
    fn an_incomplete_form_replaces_a_whole_one_only_if_it_is_repeated_between_fields_and_as_long() {
        for (sighting, length) in [(First, NotShorter), (First, Shorter), (Repeated, Shorter)] {
            assert_eq!(Whole.replaced_by(Unclosed, sighting, length), Nothing);
        }
        for sighting in [First, Repeated] {
            for length in [Shorter, NotShorter] {
                assert_eq!(Whole.replaced_by(Cut, sighting, length), Nothing);
            }
        }
        assert_eq!(Whole.replaced_by(Unclosed, Repeated, NotShorter), Change);
    }

    #[test]
    fn a_whole_form_completes_an_incomplete_one_and_a_longer_half_extends_it() {
        for stored in [Unclosed, Cut] {
            assert_eq!(stored.replaced_by(Whole, First, Shorter), Completion);
            assert_eq!(stored.replaced_by(Cut, First, NotShorter), Extension);
            assert_eq!(stored.replaced_by(Cut, First, Shorter), Nothing);
        }
    }

    #[test]
    fn a_repeated_incomplete_form_is_taken_whatever_its_length() {
        for stored in [Unclosed, Cut] {
            assert_eq!(stored.replaced_by(Cut, Repeated, Shorter), Extension);
            assert_eq!(stored.replaced_by(Unclosed, Repeated, Shorter), Completion);
        }
    }
}
