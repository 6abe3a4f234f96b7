//! The phrases of the forms by which a person overrules a story.

use super::PageWords;
use crate::publish::words::Tongue;

/// The phrases of one language. `{}` stands for a name.
#[derive(Debug)]
pub(in crate::publish::page) struct EditingWords {
    pub(in crate::publish::page) edit: &'static str,
    pub(in crate::publish::page) hide: &'static str,
    pub(in crate::publish::page) label: &'static str,
    pub(in crate::publish::page) add_label: &'static str,
    pub(in crate::publish::page) remove_label: &'static str,
    pub(in crate::publish::page) copy: &'static str,
    pub(in crate::publish::page) pin: &'static str,
    pub(in crate::publish::page) split: &'static str,
    pub(in crate::publish::page) other_story: &'static str,
    pub(in crate::publish::page) merge: &'static str,
    pub(in crate::publish::page) rulings: &'static str,
    pub(in crate::publish::page) undo: &'static str,
    pub(in crate::publish::page) was_hidden: &'static str,
    pub(in crate::publish::page) label_added: &'static str,
    pub(in crate::publish::page) label_removed: &'static str,
    pub(in crate::publish::page) was_pinned: &'static str,
    pub(in crate::publish::page) were_merged: &'static str,
    pub(in crate::publish::page) were_split: &'static str,
}

impl PageWords {
    /// The phrases of the forms.
    pub(in crate::publish::page) fn editing(&self) -> &'static EditingWords {
        match self.tongue {
            Tongue::English => &ENGLISH,
            Tongue::Simplified => &SIMPLIFIED,
            Tongue::Traditional => &TRADITIONAL,
        }
    }
}

const ENGLISH: EditingWords = EditingWords {
    edit: "Edit",
    hide: "Do not publish",
    label: "Label",
    add_label: "Add label",
    remove_label: "Remove label",
    copy: "Copy of the story",
    pin: "Make it represent the story",
    split: "Take it out",
    other_story: "Id or address of another story",
    merge: "Merge",
    rulings: "Decisions of people",
    undo: "Undo",
    was_hidden: "Not published",
    label_added: "Label “{}” added",
    label_removed: "Label “{}” removed",
    was_pinned: "{} represents the story",
    were_merged: "{} put together with {}",
    were_split: "{} kept apart from {}",
};

const SIMPLIFIED: EditingWords = EditingWords {
    edit: "编辑",
    hide: "不发布",
    label: "标签",
    add_label: "加标签",
    remove_label: "去标签",
    copy: "本稿的某一篇",
    pin: "改为代表",
    split: "拆出",
    other_story: "另一稿件的编号或地址",
    merge: "并入",
    rulings: "人工裁定",
    undo: "撤销",
    was_hidden: "不发布",
    label_added: "加上标签“{}”",
    label_removed: "去掉标签“{}”",
    was_pinned: "指定 {} 为代表",
    were_merged: "{} 与 {} 并为一稿",
    were_split: "{} 与 {} 分开",
};

const TRADITIONAL: EditingWords = EditingWords {
    edit: "編輯",
    hide: "不發佈",
    label: "標籤",
    add_label: "加標籤",
    remove_label: "去標籤",
    copy: "本稿的某一篇",
    pin: "改為代表",
    split: "拆出",
    other_story: "另一稿件的編號或地址",
    merge: "併入",
    rulings: "人工裁定",
    undo: "撤銷",
    was_hidden: "不發佈",
    label_added: "加上標籤「{}」",
    label_removed: "去掉標籤「{}」",
    was_pinned: "指定 {} 為代表",
    were_merged: "{} 與 {} 併為一稿",
    were_split: "{} 與 {} 分開",
};
