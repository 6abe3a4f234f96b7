//! The finding of one check, and the remedy.

use serde::Serialize;

/// The severity of a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Weight {
    /// In order.
    Ok,
    /// Somebody should look at it.
    Note,
    /// Somebody must correct it.
    Wrong,
}

impl Weight {
    /// The word in the report and in JSON.
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
    /// The subject of the check: `store`, `output`, `source` …
    pub(super) check: &'static str,
    /// The file or source that was checked.
    pub(super) about: String,
    /// The result.
    pub(super) found: String,
    /// What to do; `None` only if it is in order.
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
