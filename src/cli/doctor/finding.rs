//! What a check found: how it stands, and what to do about it.

use serde::Serialize;

/// How much a finding weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Weight {
    /// In order.
    Ok,
    /// Worth a look.
    Note,
    /// Has to be put right.
    Wrong,
}

impl Weight {
    /// As shown and printed.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Note => "note",
            Self::Wrong => "wrong",
        }
    }
}

/// One line of the report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Finding {
    pub(super) weight: Weight,
    /// What was checked: `store`, `output`, `source` …
    pub(super) check: &'static str,
    /// Which one.
    pub(super) about: String,
    /// How it stands.
    pub(super) found: String,
    /// What to do; `None` only for what is in order.
    pub(super) remedy: Option<String>,
}

/// Makes the findings of one check about one thing.
pub(super) struct About {
    pub(super) check: &'static str,
    pub(super) name: String,
}

impl About {
    pub(super) fn new(check: &'static str, name: impl Into<String>) -> Self {
        Self {
            check,
            name: name.into(),
        }
    }

    pub(super) fn ok(&self, found: impl Into<String>) -> Finding {
        self.finding(Weight::Ok, found.into(), None)
    }

    pub(super) fn note(&self, found: impl Into<String>, remedy: impl Into<String>) -> Finding {
        self.finding(Weight::Note, found.into(), Some(remedy.into()))
    }

    pub(super) fn wrong(&self, found: impl Into<String>, remedy: impl Into<String>) -> Finding {
        self.finding(Weight::Wrong, found.into(), Some(remedy.into()))
    }

    fn finding(&self, weight: Weight, found: String, remedy: Option<String>) -> Finding {
        Finding {
            weight,
            check: self.check,
            about: self.name.clone(),
            found,
            remedy,
        }
    }
}
