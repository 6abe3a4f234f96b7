//! Whether a document and its entries came whole, and what an incomplete form may replace.

/// Whether a feed document was read to its last end tag or bracket.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum DocumentEnd {
    /// The end of the document was read.
    #[default]
    Reached,
    /// The bytes end before the document does: entries may be missing, and the last may be
    /// incomplete.
    Missing,
}

/// How much of an entry its document holds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Completeness {
    /// All of it.
    #[default]
    Whole,
    /// The document ends between two of its fields: those that came are whole, others may be
    /// missing.
    Unclosed,
    /// The document ends inside one of its fields.
    Cut,
}

/// Whether the same incomplete form of an entry came in an earlier pass too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sighting {
    /// This pass is the first that brings it.
    First,
    /// An earlier pass brought it.
    Repeated,
}

/// How long the text of a form is beside the text that is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Length {
    /// It has fewer characters.
    Shorter,
    /// It has as many characters, or more.
    NotShorter,
}

/// What becomes of a stored entry when its document brings another form of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Replacement {
    /// The new form takes its place and counts as the publisher's change.
    Change,
    /// The stored form was incomplete and the new one is whole: it takes its place, and nobody
    /// changed anything.
    Completion,
    /// Both are incomplete and the new one is not worse: it takes its place and stays incomplete.
    Extension,
    /// The stored form stays.
    Nothing,
}

impl Completeness {
    /// Decides what becomes of a stored form of completeness `self` when another form arrives.
    ///
    /// An incomplete form never replaces a whole one: half a text is no correction. But some
    /// publishers never close their last entry. Their form ends between two fields and comes again
    /// in a later pass: such a repeated form counts as whole, unless it would take text away from
    /// a whole one.
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
    fn no_incomplete_form_is_frozen_a_repeated_one_is_taken_whatever_its_length() {
        for stored in [Unclosed, Cut] {
            assert_eq!(stored.replaced_by(Cut, Repeated, Shorter), Extension);
            assert_eq!(stored.replaced_by(Unclosed, Repeated, Shorter), Completion);
        }
    }
}
