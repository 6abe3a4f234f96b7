use jiff::tz::Offset;

use super::*;
use crate::text::CALENDARS;

/// Reads `text` as the only date of a document.
fn read(text: &str, zone: &TimeZone, language: &str) -> Option<String> {
    let mut dates = Dates::new(zone, "", Some(language), None);
    dates.learn([text]);
    dates.read(text).map(|instant| instant.to_string())
}

fn utc(text: &str) -> Option<String> {
    read(text, &TimeZone::UTC, "")
}

fn shanghai(text: &str) -> Option<String> {
    read(text, &TimeZone::get("Asia/Shanghai").unwrap(), "")
}

#[test]
fn the_same_instant_is_read_from_every_way_of_writing_it() {
    for text in [
        "Wed, 25 Aug 2021 10:15:00 +0800",
        "25 Aug 21 10:15 +0800",
        "Tue, 25 August 2021 10:15:00 +08:00",
        "Wed Aug 25 10:15:00 2021",
        "Wed Aug 25 10:15:00 CST 2021",
        "Wed, 25 Aug 2021 10:15:00 CST",
        "Wed Aug 25 2021 10:15:00 GMT+0800 (中国标准时间)",
        "2021-08-25T10:15:00+08:00",
        "2021-08-25T10:15:00+0800",
        "2021-08-25T02:15:00Z",
        "2021-08-25T02:15:00.000Z",
        "2021-08-25 10:15:00",
        "2021-08-25 10:15:00 +0800",
        "2021-8-25 10:15",
        "20210825T101500",
        "20210825101500",
        "2021/08/25 10:15:00",
        "2021.08.25 10:15",
        "2021年08月25日 10:15",
        "2021年8月25日 上午10时15分00秒",
        "２０２１年８月２５日　１０：１５",
        "2021년 8월 25일 오전 10:15",
        "8/25/2021 10:15:00 AM",
        "25.08.2021 10:15",
        "Wed, 25 Aug 2021 10.15.00 +0800",
        "25-Aug-2021 10:15:00",
        "Aug 25, 2021 10:15 am",
        "mar., 25 août 2021 10:15:00 +0800",
        "Mi, 25 Aug 2021 10:15:00 +0800",
        "Ср, 25 авг 2021 10:15:00 +0800",
        "2021-08-25 10:15 Asia/Shanghai",
        "1629857700",
        "1629857700000",
        "/Date(1629857700000)/",
        "/Date(1629857700000+0800)/",
        "@1629857700",
    ] {
        assert_eq!(
            shanghai(text).as_deref(),
            Some("2021-08-25T02:15:00Z"),
            "{text}"
        );
    }
}

#[test]
fn the_dates_of_most_feeds_have_a_standard_form() {
    for text in [
        "Mon, 22 Mar 2021 09:02:29 GMT",
        "Wed, 25 Aug 2021 10:15:00 +0800",
        "5 May 2021 10:15 +0800",
        "2021-08-25T02:15:00Z",
        "2021-08-25T10:15:00.123+08:00",
        "2021-08-25 10:15:00",
    ] {
        let zone = TimeZone::UTC;
        let dates = Dates::new(&zone, "", Some("zh-cn"), None);
        assert!(StandardDate::read(text, &dates).is_some(), "{text}");
    }
}

#[test]
fn a_date_without_a_zone_counts_in_the_sources() {
    assert_eq!(
        utc("2021-08-25 10:15").as_deref(),
        Some("2021-08-25T10:15:00Z")
    );
    assert_eq!(
        shanghai("2021-08-25").as_deref(),
        Some("2021-08-24T16:00:00Z")
    );
}

#[test]
fn parts_of_a_date_are_enough() {
    for (text, expected) in [
        ("2003", "2003-01-01T00:00:00Z"),
        ("2003-12", "2003-12-01T00:00:00Z"),
        ("2003-335", "2003-12-01T00:00:00Z"),
        ("20031231", "2003-12-31T00:00:00Z"),
        ("31 Dec 2003", "2003-12-31T00:00:00Z"),
    ] {
        assert_eq!(utc(text).as_deref(), Some(expected), "{text}");
    }
}

#[test]
fn hour_24_is_the_next_day_and_a_leap_second_the_one_before() {
    assert_eq!(
        utc("2021-08-25T24:00:00Z").as_deref(),
        Some("2021-08-26T00:00:00Z")
    );
    assert_eq!(
        utc("2016-12-31T23:59:60Z").as_deref(),
        Some("2016-12-31T23:59:59Z")
    );
}

#[test]
fn what_is_no_date_is_none() {
    for text in [
        "",
        "yesterday",
        "30 Feb 2021",
        "2021-13-01",
        // Before year 1 in UTC, when the zone is ahead: no form of it reads the same again.
        "1年1月1日 08:00 +0900",
        "10:15",
        "8月25日",
        "-",
        "12",
    ] {
        assert_eq!(utc(text), None, "{text}");
    }
}

#[test]
fn an_offset_beyond_all_numbers_is_left_out() {
    let read = utc("2021-08-25T10:15:00+8:86666666666666666666");
    assert_eq!(read.as_deref(), Some("2021-08-25T10:15:00Z"));
}

#[test]
fn an_afternoon_is_twelve_hours_later() {
    let three = Some("2021-08-25T07:05:00Z");
    assert_eq!(shanghai("2021年8月25日 下午3时05分").as_deref(), three);
    assert_eq!(shanghai("8/25/2021 3:05 PM").as_deref(), three);
}

/// Asserts that each text is read as the instant beside it, in a document of `language`.
fn assert_read(zone: &str, language: &str, cases: &[(&str, &str)]) {
    let zone = TimeZone::get(zone).unwrap();
    let mut wrong = vec![];
    for (text, expected) in cases {
        let read = read(text, &zone, language);
        if read.as_deref() != Some(*expected) {
            wrong.push((text, read));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Asserts that no text is read as a date.
fn assert_unread(language: &str, texts: &[&str]) {
    let is_read = |text: &&&str| read(text, &TimeZone::UTC, language).is_some();
    let wrong: Vec<_> = texts.iter().filter(is_read).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn zeros_of_calendars_are_no_dates() {
    assert_unread(
        "",
        &[
            "0001-01-01T00:00:00Z",
            "0001-01-01T00:00:00",
            "Mon, 01 Jan 0001 00:00:00 +0000",
            "-0001-11-30T00:00:00+00:00",
            "Wed, 30 Nov -0001 00:00:00 +0000",
            "0000-00-00 00:00:00",
            "1970-01-01T00:00:00Z",
            "Thu, 01 Jan 1970 00:00:00 GMT",
            "1970-01-01T08:00:00+08:00",
            "Wed, 31 Dec 1969 19:00:00 -0500",
            "1969-12-31T23:59:59Z",
            "1601-01-01T00:00:00Z",
            "1753-01-01T00:00:00",
            "1899-12-30T00:00:00",
            "1900-01-01T00:00:00Z",
            "9999-12-31T23:59:59Z",
            "0",
            "-62135596800",
        ],
    );
    assert_read(
        "UTC",
        "",
        &[
            ("1970-01-01T10:20:30Z", "1970-01-01T10:20:30Z"),
            ("1969-07-20T20:17:40Z", "1969-07-20T20:17:40Z"),
            ("15 Mar 1887", "1887-03-15T00:00:00Z"),
        ],
    );
}

#[test]
fn chinese_months_and_days_of_the_week_are_read() {
    for text in [
        "周日, 05 7月 2026 15:05:00 +0800",
        "星期日, 05 七月 2026 15:05:00 +0800",
        "星期日, 5 七月 2026 15:05",
        "週日 2026年7月5日 下午3時05分",
        "二〇二六年七月五日 15:05",
        "2026年07月05日（周日）15:05",
        "2026年7月5日(日) 午後3時5分",
        "2026年7月5日（日曜日） 15時05分00秒",
        "2026 7月 5日 15:05",
        "7月 5 2026 15:05",
        "2026-07-05 星期日 15:05",
        "2026-07-05 15:05 北京时间",
        "2026-07-05 15:05:00 中国标准时间",
        "2026-07-05 16:05 日本時間",
        "2026년 7월 5일 16:05 한국 시간",
        "2026 년 7 월 5 일 (일) 오후 3:05",
        "2026년 7월 5일 (일) 오후 3:05",
        "일, 05 7월 2026 15:05:00 +0800",
        "2026. 7. 5. 오후 3:05",
        "2026.07.05 15:05",
    ] {
        assert_eq!(
            shanghai(text).as_deref(),
            Some("2026-07-05T07:05:00Z"),
            "{text}"
        );
    }
    let twelfth = shanghai("周六, 12 十二月 2026 10:00:00 +0800");
    assert_eq!(twelfth.as_deref(), Some("2026-12-12T02:00:00Z"));
    let second = shanghai("星期二, 21 七月 2026 10:00:00 +0800");
    assert_eq!(second.as_deref(), Some("2026-07-21T02:00:00Z"));
}

#[test]
fn parts_of_the_day_in_chinese_and_korean_move_the_hour() {
    assert_read(
        "UTC",
        "",
        &[
            ("2026年7月5日 凌晨12:30", "2026-07-05T00:30:00Z"),
            ("2026年7月5日 上午12:30", "2026-07-05T00:30:00Z"),
            ("2026年7月5日 中午12:30", "2026-07-05T12:30:00Z"),
            ("2026年7月5日 中午1点", "2026-07-05T13:00:00Z"),
            ("2026年7月5日 下午12:30", "2026-07-05T12:30:00Z"),
            ("2026年7月5日 晚上8点15分", "2026-07-05T20:15:00Z"),
            ("2026年7月5日 午前9時5分", "2026-07-05T09:05:00Z"),
            ("2026년 7월 5일 오전 12:30", "2026-07-05T00:30:00Z"),
        ],
    );
    assert_unread("", &["2026年7月5日 晚上12:30", "2026年7月5日 上午15:05"]);
}

#[test]
fn eras_of_japan_and_of_the_republic_of_china_are_years() {
    assert_read(
        "UTC",
        "",
        &[
            ("令和7年7月5日", "2025-07-05T00:00:00Z"),
            ("令和元年5月1日", "2019-05-01T00:00:00Z"),
            ("平成31年4月30日(火) 10:00", "2019-04-30T10:00:00Z"),
            ("昭和64年1月7日", "1989-01-07T00:00:00Z"),
            ("令和八年七月五日", "2026-07-05T00:00:00Z"),
            ("民國115年11月28日", "2026-11-28T00:00:00Z"),
            ("中華民國 115 年 11 月 28 日", "2026-11-28T00:00:00Z"),
            ("民國99年1月2日", "2010-01-02T00:00:00Z"),
            ("中華民國一百一十五年十一月二十八日", "2026-11-28T00:00:00Z"),
            ("民國百年一月二日", "2011-01-02T00:00:00Z"),
            ("115年11月28日", "2026-11-28T00:00:00Z"),
        ],
    );
    for text in ["115/11/28", "115-11-28", "115.11.28", "1151128"] {
        let taiwan = [("115/11/28", "2026-11-28T00:00:00Z")];
        assert_read("UTC", "zh-TW", &taiwan);
        assert_read("UTC", "zh-Hant-TW", &taiwan);
        assert_read("Asia/Taipei", "", &[(text, "2026-11-27T16:00:00Z")]);
        assert_unread("", &[text]);
        assert_unread("zh-CN", &[text]);
    }
    assert_read("UTC", "ja", &[("R8.7.5", "2026-07-05T00:00:00Z")]);
    assert_unread("en", &["R8.7.5"]);
}

#[test]
fn european_months_and_days_of_the_week_are_read() {
    let expected = "2026-07-03T08:05:00Z";
    for text in [
        "pt., 3 lip 2026 10:05:00 +0200",
        "Pt, 03 lip 2026 10:05:00 +0200",
        "piątek, 3 lipca 2026 10:05 +0200",
        "Cum, 03 Tem 2026 10:05:00 +0200",
        "3 Temmuz 2026 Cuma 10:05 +0200",
        "pá, 03 čvc 2026 10:05:00 +0200",
        "3. července 2026 10:05 +0200",
        "pe, 3 heinä 2026 10.05.00 +0200",
        "pe 3. heinäkuuta 2026 klo 10.05 +0200",
        "pe 3.7.2026 klo 10.05 +0200",
        "ven., 03 juil. 2026 10:05:00 +0200",
        "vendredi 3 juillet 2026 à 10h05 +0200",
        "vie, 03 jul 2026 10:05:00 +0200",
        "sexta-feira, 3 de julho de 2026 às 10h05 +0200",
        "Freitag, 3. Juli 2026 um 10.05 Uhr +0200",
        "fre, 03 jul 2026 10:05:00 +0200",
        "fredag den 3. juli 2026 kl. 10.05 +0200",
        "2026. július 3., péntek 10:05 +0200",
        "2026. júl. 3. 10:05 +0200",
        "3 juillet 2026 à 10 heures 05 +0200",
        "3 июля 2026, 11:05 МСК",
        "pá, 03 čec 2026 10:05:00 +0200",
        "Thứ Sáu, 03/07/2026 15:05 GMT+7",
        "الجمعة، 03 يوليو 2026 10:05:00 +0200",
        "الجمعة ٣ تموز ٢٠٢٦ 10:05 +0200",
        "יום שישי, 3 ביולי 2026 10:05 +0200",
        "vineri, 3 iulie 2026 10:05 +0200",
        "2026 m. liepos 3 d., 10:05 +0200",
        "пт, 03 июля 2026 10:05:00 +0200",
        "п’ятниця, 3 липня 2026 10:05 +0200",
        "петък, 3 юли 2026 10:05 +0200",
        "Παρ, 03 Ιουλ 2026 10:05:00 +0200",
        "3. júla 2026 10:05 +0200",
        "reede, 3. juuli 2026 10:05 +0200",
        "petak, 3. srpnja 2026 10:05 +0200",
        "thứ sáu, 03 tháng 7 2026 10:05 +0200",
    ] {
        assert_eq!(utc(text).as_deref(), Some(expected), "{text}");
    }
}

#[test]
fn a_month_that_languages_name_differently_needs_the_language_or_the_day_of_the_week() {
    let october = "2026-10-09T00:00:00Z";
    let november = "2026-11-09T00:00:00Z";
    assert_read("UTC", "hr", &[("9. listopada 2026", october)]);
    assert_read("UTC", "pl", &[("9 listopada 2026", november)]);
    assert_read("UTC", "", &[("petak, 9. listopada 2026", october)]);
    assert_read("UTC", "", &[("poniedziałek, 9 listopada 2026", november)]);
    assert_unread("", &["9 listopada 2026"]);
    // November in Finland begins as March does elsewhere.
    assert_read("UTC", "", &[("9. marraskuuta 2026", november)]);
    assert_read("UTC", "", &[("9 Mart 2026", "2026-03-09T00:00:00Z")]);
    assert_read("UTC", "", &[("mar. 25 août 2026", "2026-08-25T00:00:00Z")]);
    assert_read("UTC", "", &[("mar., 3 mars 2026", "2026-03-03T00:00:00Z")]);
}

#[test]
fn a_zone_of_a_place_has_its_summer_time() {
    assert_read(
        "Asia/Shanghai",
        "",
        &[
            ("5 Jul 2026 09:00 ET", "2026-07-05T13:00:00Z"),
            ("5 Jan 2026 09:00 ET", "2026-01-05T14:00:00Z"),
            ("July 5, 2026 9:00 a.m. PT", "2026-07-05T16:00:00Z"),
            ("Jan 5, 2026 9:00 AM CT", "2026-01-05T15:00:00Z"),
            ("Jul 5, 2026 9:00 AM MT", "2026-07-05T15:00:00Z"),
            ("July 5, 2026 9:00 AM Eastern Time", "2026-07-05T13:00:00Z"),
            (
                "Jan 5, 2026 9:00 AM Pacific Standard Time",
                "2026-01-05T17:00:00Z",
            ),
            (
                "5 Jul 2026 09:00 Central European Summer Time",
                "2026-07-05T07:00:00Z",
            ),
            ("5 Jul 2026 09:00 EST", "2026-07-05T14:00:00Z"),
            ("5 Jul 2026 0900 GMT", "2026-07-05T09:00:00Z"),
        ],
    );
    assert_unread("", &["5 Jul 2026 09:00 XYZT", "5 Jul 2026 0900"]);
}

#[test]
fn cst_is_chinas_in_a_chinese_document() {
    let text = "Sun Jul 05 15:05:00 CST 2026";
    let (china, america) = ("2026-07-05T07:05:00Z", "2026-07-05T21:05:00Z");
    let zone = TimeZone::UTC;
    let read = |document: &str, language: &str| {
        let dates = Dates::new(&zone, document, Some(language), None);
        dates.read(text).unwrap().to_string()
    };
    assert_eq!(read("", "zh-cn"), china);
    assert_eq!(
        read("<title>工业和信息化部发布新规定</title>", "en-US"),
        china
    );
    assert_eq!(read("<title>Storm hits the Gulf</title>", "en-us"), america);
    assert_eq!(
        read("<title>Lexikon: 工業 and 商業</title>", "en-us"),
        america
    );
    assert_eq!(
        read(
            "<title>経済のニュースをお届けします 東京 大阪</title>",
            "ja"
        ),
        america
    );
    assert_eq!(utc("周日 7月 05 15:05:00 CST 2026").as_deref(), Some(china));
}

#[test]
fn hours_of_the_twelve_hour_clock_are_read_however_they_are_written() {
    assert_read(
        "UTC",
        "",
        &[
            ("Dec. 9, 2019, 6:11 p.m.", "2019-12-09T18:11:00Z"),
            ("Dec. 9, 2019, 6 p.m.", "2019-12-09T18:00:00Z"),
            ("Dec. 9, 2019, noon", "2019-12-09T12:00:00Z"),
            ("Dec. 9, 2019, midnight", "2019-12-09T00:00:00Z"),
            ("Sept. 9, 2019, 12:30 a.m.", "2019-09-09T00:30:00Z"),
            ("9 December 2019 12 noon", "2019-12-09T12:00:00Z"),
            ("9 December 2019 12:00 midnight", "2019-12-09T00:00:00Z"),
            ("9 Dec 2019 9:00 P.M.", "2019-12-09T21:00:00Z"),
            ("9 dic. 2019, 9:00 p. m.", "2019-12-09T21:00:00Z"),
            ("9 Dec 2019 9pm", "2019-12-09T21:00:00Z"),
            ("9 Dec 2019 12:05pm", "2019-12-09T12:05:00Z"),
            ("9 Δεκ 2019 9:00 μ.μ.", "2019-12-09T21:00:00Z"),
            ("9:00 p.m., 9 December 2019", "2019-12-09T21:00:00Z"),
        ],
    );
    assert_unread("", &["9 Dec 2019 15:05 AM", "9 Dec 2019 25:05"]);
}

#[test]
fn dates_of_well_known_programs_are_read() {
    assert_read(
        "UTC",
        "",
        &[
            ("Tuesday, February 3, 2026 - 09:05", "2026-02-03T09:05:00Z"),
            ("Tue, 02/03/2026 - 09:05", "2026-02-03T09:05:00Z"),
            ("3 Feb 2026 - 09:05", "2026-02-03T09:05:00Z"),
            ("2026-02-03 - 09:05", "2026-02-03T09:05:00Z"),
            ("2026-02-03+00:00", "2026-02-03T00:00:00Z"),
            ("2026-02-03+08:00", "2026-02-02T16:00:00Z"),
            (
                "2026-02-03 09:05:00 +0000 UTC m=+0.004",
                "2026-02-03T09:05:00Z",
            ),
            ("2026-02-03T09:05:00,123Z", "2026-02-03T09:05:00.123Z"),
            ("03/Feb/2026:09:05:00 +0000", "2026-02-03T09:05:00Z"),
            (
                "Tue Feb 03 2026 09:05:00 GMT+0000 (Greenwich Mean Time)",
                "2026-02-03T09:05:00Z",
            ),
            ("3 février 2026 à 09h05", "2026-02-03T09:05:00Z"),
            ("le 3 février 2026 à 9 h 05", "2026-02-03T09:05:00Z"),
            ("9h 3 février 2026", "2026-02-03T09:00:00Z"),
            ("Tuesday 3rd February 2026 09:05", "2026-02-03T09:05:00Z"),
            ("February 3rd, 2026, 09:05", "2026-02-03T09:05:00Z"),
        ],
    );
}

#[test]
fn a_text_that_names_no_date_or_several_is_none() {
    assert_unread(
        "",
        &[
            "03/02/2026",
            "3 Feb 2026 7 Mar 2026",
            "March 5 April 2026",
            "12345 5 Jul 2026",
            "29 Feb 2026",
            "31/04/2026",
            "13/13/2026",
            "2026-366",
            "2026-000",
            "1405/04/14",
            "5/7/2569",
            "5 Jul 126",
            "Wed, 03/02/2026",
        ],
    );
}

#[test]
fn the_day_of_the_week_tells_the_day_from_the_month() {
    assert_read(
        "UTC",
        "",
        &[
            ("Tue, 03/02/2026 10:00", "2026-02-03T10:00:00Z"),
            ("Mon, 03/02/2026 10:00", "2026-03-02T10:00:00Z"),
            ("mardi 03/02/2026 10:00", "2026-02-03T10:00:00Z"),
            ("03/02/2026 (火) 10:00", "2026-02-03T10:00:00Z"),
            ("03/03/2026 10:00", "2026-03-03T10:00:00Z"),
            ("03.02.2026 10:00", "2026-02-03T10:00:00Z"),
            ("02/03/2026 10:00 AM EST", "2026-02-03T15:00:00Z"),
        ],
    );
}

#[test]
fn the_other_dates_of_a_document_tell_the_day_from_the_month() {
    let zone = TimeZone::UTC;
    let read = |all: &[&str], language: &str| {
        let mut dates = Dates::new(&zone, "", Some(language), None);
        dates.learn(all);
        dates.read("03/02/2026").map(|instant| instant.to_string())
    };
    let (february, march) = ("2026-02-03T00:00:00Z", "2026-03-02T00:00:00Z");
    assert_eq!(
        read(&["03/02/2026", "25/01/2026"], "").as_deref(),
        Some(february)
    );
    assert_eq!(
        read(&["03/02/2026", "01/25/2026"], "").as_deref(),
        Some(march)
    );
    assert_eq!(
        read(&["03/02/2026", "Mon, 06/01/2026"], "").as_deref(),
        Some(march)
    );
    // What a document writes counts for more than the language that it names.
    assert_eq!(
        read(&["03/02/2026", "25/01/2026"], "en-us").as_deref(),
        Some(february)
    );
    assert_eq!(read(&["03/02/2026"], "en-us").as_deref(), Some(march));
    assert_eq!(read(&["03/02/2026"], "en-gb").as_deref(), Some(february));
    assert_eq!(read(&["03/02/2026"], "fr").as_deref(), Some(february));
    assert_eq!(read(&["03/02/2026"], "en"), None);
    assert_eq!(read(&["25/01/2026", "01/25/2026"], "fr"), None);
}

/// The ways in which the programs that write feeds write an instant, for `strftime`.
const STYLES: &[&str] = &[
    "%a, %d %b %Y %H:%M:%S %z",
    "%A, %d-%b-%y %H:%M:%S %z",
    "%d %B %Y %H:%M:%S %:z",
    "%Y-%m-%dT%H:%M:%S%:z",
    "%Y-%m-%d %H:%M:%S%z",
    "%Y%m%dT%H%M%S%z",
    "%Y/%m/%d %H:%M:%S %z",
    "%Y.%m.%d. %H:%M:%S %z",
    "%a %b %e %H:%M:%S %Y %z",
    "%a %b %d %Y %H:%M:%S GMT%z",
    "%A, %B %d, %Y - %H:%M:%S %z",
    "%B %d, %Y, %I:%M:%S %p %z",
    "%b. %d, %Y, %-I:%M:%S %P %z",
    "%d.%m.%Y %H:%M:%S %z",
    "%d.%m.%Y klo %H.%M.%S %z",
    "%a %d/%m/%Y %H:%M:%S %z",
    "%a %m/%d/%Y %I:%M:%S %p %z",
    "%d/%b/%Y:%H:%M:%S %z",
    "%Y年%m月%d日 %H时%M分%S秒 %z",
    "%Y年%-m月%-d日 %p %I:%M:%S %z",
    "%Y년 %m월 %d일 %H:%M:%S %z",
    "%s",
];

proptest::proptest! {
    #[test]
    fn every_instant_is_read_back_from_every_style(
        second in 1_000_000_000_i64..2_500_000_000,
        minutes in -12 * 4..=14 * 4_i32,
    ) {
        let offset = Offset::from_seconds(minutes * 900).unwrap();
        let zoned = Timestamp::from_second(second).unwrap().to_zoned(TimeZone::fixed(offset));
        let expected = zoned.timestamp();
        for style in STYLES {
            let text = zoned.strftime(style).to_string();
            let read = Dates::new(&TimeZone::UTC, "", None, None).read(&text);
            // Day and month that both weekdays allow can be told apart by nothing.
            let both = read.is_none() && zoned.day() <= 12 && (style.contains("%d/%m") || style.contains("%m/%d"));
            proptest::prop_assert!(both || read == Some(expected), "{text}: {read:?}");
        }
        let (year, month, day) = (zoned.year(), zoned.month(), zoned.day());
        let time = zoned.strftime("%H:%M:%S %z").to_string();
        for names in CALENDARS {
            let forms = names.months[usize::try_from(month - 1).unwrap()];
            let weekday = names.weekdays[usize::try_from(zoned.weekday().to_monday_zero_offset()).unwrap()];
            for form in forms.split(' ') {
                let weekday = weekday.split(' ').next().unwrap();
                let text = format!("{weekday}, {day}. {form} {year} {time}");
                let read = Dates::new(&TimeZone::UTC, "", Some(names.language), None).read(&text);
                proptest::prop_assert_eq!(read, Some(expected), "{}", text);
            }
        }
    }

    #[test]
    fn a_date_of_rfc_822_or_3339_means_what_the_reader_of_any_form_reads(
        weekday in "((Mon|tue|WED|Thu|Fri|Sat|Sun|Mar|Maj), ?|Thu )?",
        day in "([0-2]?[0-9]|3[0-2])",
        month in "(Jan|Feb|mar|Mar|Apr|MAY|Jun|jul|Aug|Sep|Oct|Nov|Dec|Mai|Lis|Sat)",
        number in "(0[0-9]|1[0-3])",
        year in "(19[0-9]{2}|20[0-9]{2}|2[0-4][0-9]{2}|[0-9]{4}|[0-9]{2})",
        form in 0..4,
        time in "([01][0-9]|2[0-4]|[0-9]):[0-5][0-9](:([0-5][0-9]|60|61))?([.,][0-9]{1,11})?",
        end in "( ?[-+](0[0-9]|1[0-5]):?[0-5][0-9]| ?(GMT|UTC|UT|Z|z|gmt|EST|CST)| Asia/Tokyo|  ?| PM)?",
        language in "(en-us|zh-tw|zh|ja|hr|fi|fr|id|tr|)",
    ) {
        let text = match form {
            0 | 1 => format!("{weekday}{day} {month} {year} {time}{end}"),
            2 => format!("{year}-{number}-{day}T{time}{end}"),
            _ => format!("{year}-{number}-{day:0>2} {time}{end}"),
        };
        for name in ["UTC", "Asia/Taipei", "America/New_York", "Europe/London", "Pacific/Apia"] {
            let zone = TimeZone::get(name).unwrap();
            let dates = Dates::new(&zone, "", Some(&language), None);
            let read = dates.instant_of_any(&text);
            if let Some(date) = StandardDate::read(&text, &dates) {
                proptest::prop_assert_eq!(dates.instant(date), read, "{} in {}", text, name);
                let parts = DateParts::read(&text, &dates).unwrap();
                proptest::prop_assert!(parts.order().is_none(), "{}", text);
            }
        }
    }

    #[test]
    fn no_text_makes_the_reader_panic_and_what_it_reads_is_written_and_read_again(
        text in "([0-9]{1,4}|[0-9]{1,20}|[-/.:,+ ~()T年月日时点分]|PM|a\\.m\\.|noon|CST|PT|令和|民國|周二|Jul|lis|mar|thg|R|[a-zа-яα-ω]{1,9}|下午|é|٣){1,12}",
        language in "(en-us|zh-tw|ja|hr|)",
    ) {
        for name in ["UTC", "Asia/Taipei", "America/New_York", "Pacific/Apia"] {
            let zone = TimeZone::get(name).unwrap();
            let mut dates = Dates::new(&zone, &text, Some(&language), None);
            dates.learn([&text]);
            if let Some(instant) = dates.read(&text) {
                proptest::prop_assert_eq!(dates.read(&instant.to_string()), Some(instant));
            }
        }
    }
}
