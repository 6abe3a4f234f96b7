//! The phrases for alarms and for the outcomes of reads.

use crate::model::{AlarmKind, ReadOutcome};
use crate::publish::words::Tongue;

/// What an alarm is about.
pub(super) fn alarm(kind: AlarmKind, tongue: Tongue) -> &'static str {
    let said = match kind {
        AlarmKind::Unreachable => ["cannot be read", "读不到", "讀不到"],
        AlarmKind::Gone => ["withdrawn by its publisher", "发布者已撤下", "發布者已撤下"],
        AlarmKind::Moved => ["has another address", "地址已变", "位址已變"],
        AlarmKind::Silent => [
            "silent for longer than usual",
            "沉默超出常态",
            "沉默超出常態",
        ],
        AlarmKind::Empty => ["its document is empty", "文件里没有条目", "文件裡沒有條目"],
        AlarmKind::Mojibake => ["titles in the wrong character set", "标题乱码", "標題亂碼"],
        AlarmKind::Gap => ["entries may be missing", "可能漏了条目", "可能漏了條目"],
        AlarmKind::OnlyReposts => ["only reposts", "只有转载", "只有轉載"],
        AlarmKind::OwnOutput => [
            "an output of this feedfold",
            "是 feedfold 自己的输出",
            "是 feedfold 自己的輸出",
        ],
        AlarmKind::Store => ["the store cannot be read", "数据库读不了", "資料庫讀不了"],
        AlarmKind::Output => ["an output cannot be written", "输出写不了", "輸出寫不了"],
        AlarmKind::Disk => ["the disk is nearly full", "磁盘快满了", "磁碟快滿了"],
        AlarmKind::Clock => ["the clock is wrong", "时钟不准", "時鐘不準"],
        AlarmKind::Backup => ["the backup is too old", "备份太旧", "備份太舊"],
    };
    in_tongue(said, tongue)
}

/// How a read ended.
pub(super) fn read(outcome: ReadOutcome, tongue: Tongue) -> &'static str {
    let said = match outcome {
        ReadOutcome::Read => ["read", "已读", "已讀"],
        ReadOutcome::NotModified => ["not modified", "没有变化", "沒有變化"],
        ReadOutcome::RetryLater => ["asked to wait", "对方要求稍后再来", "對方要求稍後再來"],
        ReadOutcome::Gone => ["withdrawn", "已撤下", "已撤下"],
        ReadOutcome::Failed => ["failed", "失败", "失敗"],
    };
    in_tongue(said, tongue)
}

/// The heads of the sections with the open alarms and the last reads.
pub(super) fn heads(tongue: Tongue) -> [&'static str; 2] {
    match tongue {
        Tongue::English => ["Open alarms", "Last reads"],
        Tongue::Simplified => ["未消的警报", "最近的读取"],
        Tongue::Traditional => ["未消的警報", "最近的讀取"],
    }
}

fn in_tongue(
    [english, simplified, traditional]: [&'static str; 3],
    tongue: Tongue,
) -> &'static str {
    match tongue {
        Tongue::English => english,
        Tongue::Simplified => simplified,
        Tongue::Traditional => traditional,
    }
}
