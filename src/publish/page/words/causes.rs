//! The Chinese phrases for the causes of failures. In English the message itself is shown.

use crate::model::Cause;
use crate::publish::words::Tongue;

/// Why a source cannot be read; `None` in English.
pub(super) fn chinese(cause: Cause, tongue: Tongue) -> Option<&'static str> {
    let (simplified, traditional) = match cause {
        Cause::Name => ("找不到主机名", "找不到主機名"),
        Cause::Connection => ("连接失败或中断", "連線失敗或中斷"),
        Cause::Tls => ("安全连接不可信", "安全連線不可信"),
        Cause::TimedOut => ("超时", "逾時"),
        Cause::AskedToWait => ("对方要求稍后再来", "對方要求稍後再來"),
        Cause::Server => ("对方服务器出错", "對方伺服器出錯"),
        Cause::Access => ("对方拒绝访问", "對方拒絕存取"),
        Cause::Missing => ("地址上没有文件", "位址上沒有文件"),
        Cause::Redirect => ("转址有误", "轉址有誤"),
        Cause::Private => ("内网地址，未获准读取", "內網位址，未獲准讀取"),
        Cause::WebPage => ("是网页，不是订阅源", "是網頁，不是訂閱源"),
        Cause::NotAFeed => ("不是订阅源", "不是訂閱源"),
        Cause::OwnOutput => ("是 feedfold 自己的输出", "是 feedfold 自己的輸出"),
        Cause::Damaged => ("文件损坏", "文件損壞"),
        Cause::TooLarge => ("文件太大", "文件太大"),
        Cause::Answer => ("对方的回应无法使用", "對方的回應無法使用"),
        Cause::File => ("本地文件读不到", "本機檔案讀不到"),
        Cause::Setup => ("本机或设置有误", "本機或設定有誤"),
        Cause::Output => ("输出写不了", "輸出寫不了"),
        Cause::Feedfold => ("feedfold 自身出错", "feedfold 本身出錯"),
    };
    match tongue {
        Tongue::English => None,
        Tongue::Simplified => Some(simplified),
        Tongue::Traditional => Some(traditional),
    }
}
