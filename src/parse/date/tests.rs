use super::*;

fn utc(text: &str) -> Option<String> {
    read(text, &TimeZone::UTC).map(|instant| instant.to_string())
}

fn shanghai(text: &str) -> Option<String> {
    let zone = TimeZone::get("Asia/Shanghai").unwrap();
    read(text, &zone).map(|instant| instant.to_string())
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
    ] {
        assert_eq!(
            shanghai(text).as_deref(),
            Some("2021-08-25T02:15:00Z"),
            "{text}"
        );
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
