//! The words of publishers for corrections and withdrawals, the languages side by side.
//!
//! Not here, and why: 更正公告, 澄清公告 and the like are documents of their own, which outlets
//! repost as they repost any text. 修正, 回调 and `in correction territory` tell the move of a
//! price. `UPDATE 1-` and 更新 add to a text and do not say that it was wrong.

use crate::model::CorrectionKind::{self, Corrects, Withdraws};

/// Words that mark a whole entry, where they stand alone before or behind its title (`更正：…`,
/// `…(CORRECTED)`) or before its text. In lower case.
#[rustfmt::skip]
pub(super) const MARKS: [(CorrectionKind, &[&str]); 16] = [
    // Chinese, in both scripts.
    (
        Corrects,
        &[
            "更正", "更正稿", "更正版", "更正后", "更正後", "更正声明", "更正聲明", "更正说明", "更正說明", "更正启事", "更正啟事",
            "更正并致歉", "更正致歉", "更正与致歉", "更正及致歉", "致歉更正", "已更正", "内容更正", "內容更正", "标题更正", "標題更正",
            "数据更正", "數據更正", "重发更正", "更正重发", "二次更正", "再次更正", "再更正", "勘误", "勘誤", "订正", "訂正", "纠错",
            "糾錯", "更正报道", "更正報道",
        ],
    ),
    (
        Withdraws,
        &[
            "撤稿", "撤稿声明", "撤稿聲明", "撤稿通知", "撤回", "撤回稿件", "稿件撤回", "撤文", "删稿", "刪稿", "稿件作废", "稿件作廢",
            "此稿作废", "此稿作廢", "作废", "作廢", "已撤稿", "已撤回", "已删稿", "已刪稿", "撤销稿件", "撤銷稿件", "稿件撤销",
            "稿件撤銷", "此稿撤销", "此稿撤銷", "取消发布", "取消發布",
        ],
    ),
    // English.
    (
        Corrects,
        &[
            "corrected", "correction", "corrects", "correcting", "corr", "corrected version",
            "corrected story", "corrected repeat", "story corrected", "correcting and replacing",
            "corrected and replaced", "clarification", "clarified", "amended", "rectified",
            "rectification", "erratum", "errata",
        ],
    ),
    (
        Withdraws,
        &[
            "withdrawn", "withdrawal", "withdraws", "withdraw", "story withdrawn", "retracted", "retraction",
            "retracts", "kill", "mandatory kill", "bulletin kill", "kill notice", "story killed",
            "story removed", "please disregard", "disregard",
        ],
    ),
    // German.
    (
        Corrects,
        &[
            "berichtigung", "berichtigt", "korrektur", "korrigiert", "korrigierte fassung",
            "korrigierte version", "berichtigte fassung", "richtigstellung", "korr",
        ],
    ),
    (
        Withdraws,
        &[
            "zurückgezogen", "meldung zurückgezogen", "zurückgezogene meldung", "rücknahme",
            "annulliert", "storniert",
        ],
    ),
    // French.
    (
        Corrects,
        &[
            "corrigé", "corrigée", "corrige", "correctif", "rectificatif", "rectifié",
            "version corrigée",
        ],
    ),
    (
        Withdraws,
        &["annulé", "annulée", "annulation", "retiré", "retirée", "dépêche annulée"],
    ),
    // Spanish, Portuguese, Italian.
    (
        Corrects,
        &[
            "corrección", "correccion", "corregido", "corregida", "rectificación", "fe de errores",
            "fe de erratas", "correção", "correcao", "corrigido", "corrigida", "retificação",
            "correzione", "corretto", "corretta", "rettifica", "errata corrige",
        ],
    ),
    (
        Withdraws,
        &[
            "anulado", "anulada", "retirado", "retirada", "retractación", "retratação", "ritirato",
            "ritirata", "annullato", "annullata",
        ],
    ),
    // Japanese.
    (
        Corrects,
        &["訂正版", "訂正あり", "お詫びと訂正", "おわびと訂正", "訂正とお詫び", "訂正とおわび", "再送訂正", "再送-訂正", "訂正再送"],
    ),
    (
        Withdraws,
        &["取り消し", "取消し", "記事取り消し", "記事取消", "配信取り消し", "記事撤回", "記事削除"],
    ),
    // Korean.
    (
        Corrects,
        &["정정", "정정보도", "정정합니다", "바로잡습니다", "바로잡음", "고침", "수정"],
    ),
    (
        Withdraws,
        &["전문취소", "전문 취소", "기사취소", "기사 취소", "기사삭제", "기사 삭제", "철회"],
    ),
    // Other languages of Europe and Asia.
    (
        Corrects,
        &[
            "исправление", "исправлено", "исправлена", "уточнение", "уточнено", "sprostowanie",
            "korekta", "correctie", "rectificatie", "gecorrigeerd", "rättelse", "rettelse",
            "oikaisu", "düzeltme", "ralat", "koreksi", "đính chính", "oprava", "opraveno", "helyesbítés", "erată", "rectificare",
            "виправлення", "виправлено", "ispravka", "ispravak", "поправка", "διόρθωση", "ορθή επανάληψη", "تصحيح", "תיקון", "اصلاحیه",
            "सुधार",
        ],
    ),
    (
        Withdraws,
        &["отозвано", "аннулировано", "wycofane", "ingetrokken", "peruutettu", "geri çekildi"],
    ),
];

/// Words of [`MARKS`] that outlets also write before a title without any sign between (`更正前三季
/// 度…`). Most titles that begin so tell of somebody's correction, so they count only if the rest
/// is the title of the other entry.
pub(super) const BARE: [(CorrectionKind, &str); 8] = [
    (Corrects, "更正"),
    (Corrects, "勘误"),
    (Corrects, "勘誤"),
    (Corrects, "订正"),
    (Corrects, "訂正"),
    (Corrects, "정정"),
    (Withdraws, "撤稿"),
    (Withdraws, "撤回"),
];

/// Phrases of a note before or below a text that say by themselves that the text was corrected. In
/// lower case.
#[rustfmt::skip]
pub(super) const PHRASES: [(CorrectionKind, &[&str]); 2] = [
    (
        Corrects,
        &[
            "story has been corrected", "article has been corrected", "post has been corrected",
            "item has been corrected", "report has been corrected to", "story was corrected",
            "article was corrected", "story corrects", "article corrects", "(corrects ", "本文已更正",
            "本稿已更正", "本文已订正", "本文已訂正", "artikel wurde korrigiert", "meldung wurde korrigiert",
            "artikel wurde berichtigt", "article a été corrigé", "dépêche a été corrigée",
            "artículo ha sido corregido", "noticia ha sido corregida", "記事を訂正し", "記事の内容を訂正",
            "기사를 바로잡", "기사를 정정",
        ],
    ),
    (
        Withdraws,
        &[
            "story has been withdrawn", "article has been withdrawn", "post has been withdrawn",
            "story has been retracted", "article has been retracted", "story was withdrawn",
            "article was retracted", "本文已撤", "本稿已撤", "本稿作废", "本稿作廢", "meldung wurde zurückgezogen",
            "artikel wurde zurückgezogen", "dépêche est annulée", "article a été retiré",
            "記事を取り消し", "기사를 취소", "기사를 철회",
        ],
    ),
];

/// A note that speaks of a text (the first words) and says that it was wrong (the second) in one
/// line or Chinese sentence. In lower case.
#[rustfmt::skip]
pub(super) const NOTES: [(CorrectionKind, &[&str], &[&str]); 8] = [
    (
        Corrects,
        &["本文", "本稿", "此稿", "该稿", "該稿", "此前稿件", "前稿", "原稿", "稿件", "此前报道", "此前報道", "早前报道", "早前報道"],
        &["现更正", "現更正", "特此更正", "现予更正", "予以更正", "更正如下", "更正了", "已订正", "现订正"],
    ),
    (
        Withdraws,
        &["本文", "本稿", "此稿", "该稿", "該稿", "稿件"],
        &["现予撤回", "現予撤回", "予以撤回", "现已撤回", "現已撤回", "予以撤稿", "现予撤稿", "現予撤稿", "现予撤下", "予以撤下"],
    ),
    (
        Corrects,
        &[
            "earlier version of this", "previous version of this", "original version of this",
            "earlier version of the story", "earlier version of the article",
        ],
        &[
            "misstated", "incorrect", "misspelled", "erroneous", "wrong", "misidentified",
            "misattributed", "inaccurate", "in error", "mistaken", "gave the", "should have",
        ],
    ),
    (
        Corrects,
        &[
            "früheren version", "früheren fassung", "ursprünglichen version",
            "ursprünglichen fassung", "frühere version", "vorherigen version",
        ],
        &[
            "falsch", "fälschlich", "irrtümlich", "unrichtig", "korrigiert", "berichtigt",
            "hieß es",
        ],
    ),
    (
        Corrects,
        &["version précédente", "version antérieure", "première version de"],
        &["erreur", "erroné", "à tort", "corrig", "rectifi"],
    ),
    (
        Corrects,
        &["versión anterior", "versión previa", "versão anterior", "versione precedente"],
        &["erróne", "error", "incorrect", "equivoc", "errone", "errad", "errat", "sbagliat"],
    ),
    (
        Corrects,
        &["記事", "前文", "本文"],
        &["訂正しました", "訂正します", "訂正いたします", "誤りでした"],
    ),
    (
        Corrects,
        &["기사", "이전 버전"],
        &["정정합니다", "바로잡습니다", "잘못 표기", "정정했습니다"],
    ),
];

/// The words of a note in brackets at the end of a text: it begins with one of the first and has
/// one of the second, or it ends in one of the third. In lower case.
#[rustfmt::skip]
pub(super) const CLOSING_NOTES: (&[&str], &[&str], &[&str]) = (
    &["更正", "订正", "訂正", "勘误", "勘誤"],
    &[
        "前稿", "原稿", "此前", "上文", "前文", "标题", "標題", "正文", "数据", "數據", "数字", "數字", "数值", "數值", "金额", "金額", "单位",
        "單位", "日期", "时间", "時間", "姓名", "人名", "职务", "職務", "表述", "笔误", "筆誤", "错误", "錯誤",
    ],
    &[
        "已更正", "已订正", "已訂正", "特此更正", "予以更正", "訂正しました", "訂正します", "訂正いたします", "訂正いたしました",
        "訂正しています", "정정합니다", "정정했습니다", "정정하였습니다", "바로잡습니다", "바로잡았습니다",
        "paragraph corrected", "figure corrected", "headline corrected", "spelling corrected",
        "zahl korrigiert", "absatz korrigiert", "überschrift korrigiert", "titel korrigiert", "name korrigiert",
        "chiffre corrigé", "montant corrigé", "titre corrigé", "cifra corregida", "dato corregido", "titular corregido",
    ],
);
