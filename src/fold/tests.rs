use proptest::prelude::*;

use super::{
    Facts, MIN_CHARS, MIN_CHARS_OVER_DAYS, Marked, Profile, Rank, Side, Standing, TERMS, anchors,
    arrange, compare, representative, terms,
};
use crate::model::{
    Bond, Comparable, ContentHash, DocumentNumber, EntryKey, Evidence, Fingerprint,
    OfficialDocument, PackedHtml, Relation, Series, SourceName, Timestamp,
};

const NEXT_DAY: i64 = 24 * 3600;

/// An entry whose text is given normalised.
pub(super) fn comparable(
    key: EntryKey,
    outlet: &str,
    second: i64,
    (title, text): (&str, &str),
) -> Comparable {
    let hash = |text: &str| {
        let mut bytes = [0_u8; 32];
        for (index, byte) in text.bytes().enumerate() {
            bytes[index % 32] = bytes[index % 32].wrapping_mul(31) ^ byte;
        }
        ContentHash::from_bytes(bytes)
    };
    Comparable {
        key,
        outlet: outlet.to_owned(),
        title: title.to_owned(),
        html: PackedHtml::plain(text),
        published: Some(Timestamp::from_second(second).unwrap()),
        revision: hash(text),
        fingerprint: Fingerprint {
            version: 1,
            content: hash(text),
            title: hash(title),
            chars: u32::try_from(text.chars().count()).unwrap(),
        },
        url: None,
        document: None,
        boilerplate: Vec::new().into(),
    }
}

pub(super) fn entry(
    number: u8,
    outlet: &str,
    second: i64,
    title: &str,
    text: &str,
) -> (Comparable, Profile) {
    let key = EntryKey::from_bytes([number; 16]);
    let comparable = comparable(key, outlet, second, (title, text));
    let marked = Marked::of(title, text);
    let profile = Profile::of(Facts {
        title: &marked.title,
        marked: &marked,
        text,
        outlet,
        published: comparable.published,
    });
    (comparable, profile)
}

fn relation(one: &(Comparable, Profile), other: &(Comparable, Profile)) -> Relation {
    let side = |(entry, profile): &'static (Comparable, Profile)| Side { entry, profile };
    let leak = |entry: &(Comparable, Profile)| side(Box::leak(Box::new(entry.clone())));
    let forth = compare(leak(one), leak(other));
    let back = compare(leak(other), leak(one));
    assert_eq!(forth.relation, back.relation, "order must not matter");
    assert_eq!(forth.bond, back.bond, "order must not matter");
    forth.relation
}

const NOTICE: &str = "岚洲新材料研究院3月2日宣布,其承担的海水淡化膜中试线建成投产,首批产品脱盐率达到99.72%,\
    年产能为45万平方米,总投资3.86亿元.研究院院长周望舒表示,下一步将在滨海新区建设二期工程,预计2027年6月完工.";

#[test]
fn a_text_cut_to_its_first_sentence_is_the_same_text() {
    let full = entry(1, "甲报", 0, "海水淡化膜中试线建成投产", NOTICE);
    let first = NOTICE.split_once('.').unwrap().0;
    let first = NOTICE
        .split_once("3.86亿元.")
        .map_or(first, |(head, _)| head);
    let cut = entry(
        2,
        "乙报",
        120,
        "海水淡化膜中试线建成投产",
        &format!("{first}3.86亿元."),
    );
    assert_eq!(relation(&full, &cut), Relation::Same);
}

#[test]
fn numbers_written_in_another_scale_are_the_same_numbers() {
    let exact = entry(
        1,
        "甲报",
        0,
        "海川股份:每10股派7元",
        "海川股份公告,以总股本779,160,781股为基数,向全体股东每10股派发现金红利7.00元,合计派发5.45亿元,\
         股权登记日为06月11日,除权除息日为06月12日.",
    );
    let rounded = entry(
        2,
        "乙报",
        300,
        "海川股份:每10股派7元",
        "海川股份公告,以总股本7.79亿股为基数,向全体股东每10股派发现金红利7元,合计派发5.45亿元,\
         股权登记日为6月11日,除权除息日为6月12日.",
    );
    assert_eq!(relation(&exact, &rounded), Relation::Same);
}

#[test]
fn the_next_issue_of_a_daily_notice_is_another_text() {
    let monday = entry(
        1,
        "甲报",
        0,
        "央行今日开展1885亿元逆回购操作",
        "央行今日开展1885亿元7天期逆回购操作,操作利率为1.40%,与此前持平.因今日有2410亿元逆回购到期,实现净回笼525亿元.",
    );
    let tuesday = entry(
        2,
        "乙报",
        NEXT_DAY,
        "央行今日开展2170亿元逆回购操作",
        "央行今日开展2170亿元7天期逆回购操作,操作利率为1.40%,与此前持平.因今日有1600亿元逆回购到期,实现净投放570亿元.",
    );
    assert_ne!(relation(&monday, &tuesday), Relation::Same);
}

#[test]
fn notices_that_differ_only_by_the_security_are_two() {
    let text = |name: &str, code: &str| {
        format!(
            "{name}({code})公告,本基金二级市场交易价格明显高于基金份额参考净值,出现较大幅度溢价,将于3月3日开市起至当日10:30停牌."
        )
    };
    let one = entry(
        1,
        "甲报",
        0,
        "海洋科技etf临时停牌",
        &text("海洋科技etf", "159001"),
    );
    let other = entry(
        2,
        "乙报",
        60,
        "远山芯片etf临时停牌",
        &text("远山芯片etf", "159777"),
    );
    assert_ne!(relation(&one, &other), Relation::Same);
}

#[test]
fn other_words_about_the_same_are_not_the_same_text() {
    let full = entry(1, "甲报", 0, "海水淡化膜中试线建成投产", NOTICE);
    let comment = entry(
        2,
        "乙报",
        3600,
        "膜材料国产化走到哪一步了",
        "记者从多家企业了解到,膜材料的价格战仍在继续.业内人士认为,岚洲新材料研究院的中试线规模有限,短期难以改变进口依赖.",
    );
    assert_ne!(relation(&full, &comment), Relation::Same);
}

#[test]
fn a_long_text_folds_by_its_hash_whatever_the_title_and_day() {
    let text = "长".repeat(MIN_CHARS_OVER_DAYS as usize);
    let one = entry(1, "甲报", 0, "长长标题", &text);
    let other = entry(2, "乙报", 9 * NEXT_DAY, "别的说法", &text);
    assert_eq!(relation(&one, &other), Relation::Same);
}

#[test]
fn a_short_text_does_not_fold_by_its_hash_alone() {
    let text = "今日不开展逆回购操作.".repeat(5);
    assert!(text.chars().count() < MIN_CHARS as usize);
    let one = entry(1, "甲报", 0, "三月二日公告", &text);
    let other = entry(2, "乙报", 7 * NEXT_DAY, "三月九日公告", &text);
    assert_ne!(relation(&one, &other), Relation::Same);
}

fn reply(number: &str) -> OfficialDocument {
    OfficialDocument {
        numbers: vec![DocumentNumber {
            series: Series::Proposal,
            session: Some("全国政协十三届四次会议".to_owned()),
            number: number.to_owned(),
        }],
        ..OfficialDocument::default()
    }
}

#[test]
fn replies_of_other_numbers_never_fold_however_alike() {
    let mut one = entry(1, "甲报", 0, "对提案的答复", NOTICE);
    let mut other = entry(2, "乙报", 0, "对提案的答复", NOTICE);
    one.0.document = Some(reply("1323"));
    other.0.document = Some(reply("1324"));
    let side = |(entry, profile): &'static (Comparable, Profile)| Side { entry, profile };
    let [one, other] = [one, other].map(|entry| side(Box::leak(Box::new(entry))));
    assert_eq!(compare(one, other).bond, Bond::Never);
}

#[test]
fn an_equal_number_speaks_for_an_excerpt_but_not_for_other_words() {
    let mut full = entry(1, "甲报", 0, "对提案的答复", NOTICE);
    let middle = "下一步将在滨海新区建设二期工程,预计2027年6月完工.";
    let mut excerpt = entry(2, "乙报", 9 * 3600, "滨海新区将建二期工程", middle);
    let apart = relation(&full, &excerpt);
    full.0.document = Some(reply("1323"));
    excerpt.0.document = Some(reply("1323"));
    assert_ne!(apart, Relation::Same);
    assert_eq!(relation(&full, &excerpt), Relation::Same);
    let mut digest = entry(
        3,
        "丙报",
        60,
        "膜材料怎么办",
        "委员关心的膜材料问题,部委已有回应,业内期待更多支持.",
    );
    digest.0.document = Some(reply("1323"));
    assert_eq!(relation(&full, &digest), Relation::Related);
}

#[test]
fn evidence_names_the_other_entry_and_its_heaviest_terms_first() {
    let one = entry(1, "甲报", 0, "海水淡化膜中试线建成投产", NOTICE);
    let mut other = entry(2, "乙报", 60, "海水淡化膜中试线建成投产", NOTICE);
    other.0.fingerprint.content = ContentHash::from_bytes([7; 32]);
    let compared = compare(
        Side {
            entry: &one.0,
            profile: &one.1,
        },
        Side {
            entry: &other.0,
            profile: &other.1,
        },
    );
    let Evidence::Alike { with, terms, .. } = compared.evidence else {
        panic!("{compared:?}");
    };
    assert_eq!(with, other.0.key.to_string());
    let points: Vec<f64> = terms.iter().map(|term| term.points.abs()).collect();
    assert!(points.is_sorted_by(|a, b| a >= b), "{points:?}");
    assert!(
        terms
            .iter()
            .all(|term| TERMS.iter().any(|known| known.name == term.term))
    );
}

#[test]
fn every_weight_is_on_its_side_and_no_nearer_to_zero_than_half_its_prior() {
    for term in TERMS {
        match term.side {
            super::TermSide::For => {
                assert!(term.weight >= term.prior / 2.0 - 1e-3, "{}", term.name);
            }
            super::TermSide::Against => {
                assert!(term.weight <= term.prior / 2.0 + 1e-3, "{}", term.name);
            }
            super::TermSide::Either => {}
        }
        assert_eq!(
            TERMS.iter().filter(|other| other.name == term.name).count(),
            1
        );
    }
}

/// Scores of pairs as a table.
fn arranged(scores: &[&[f64]]) -> Vec<Vec<usize>> {
    let keys: Vec<EntryKey> = (0..scores.len())
        .map(|index| EntryKey::from_bytes([u8::try_from(index).unwrap(); 16]))
        .collect();
    arrange(&keys, |one, other| Bond::Score(scores[one][other]))
}

#[test]
fn a_chain_of_likenesses_does_not_join_two_texts_that_are_unlike() {
    let groups = arranged(&[&[0.0, 2.0, -8.0], &[2.0, 0.0, 1.9], &[-8.0, 1.9, 0.0]]);
    assert_eq!(groups, [vec![0, 1], vec![2]]);
}

#[test]
fn one_doubtful_pair_does_not_keep_a_copy_out_of_its_story() {
    let groups = arranged(&[&[0.0, 6.0, 5.0], &[6.0, 0.0, -0.5], &[5.0, -0.5, 0.0]]);
    assert_eq!(groups, [vec![0, 1, 2]]);
}

#[test]
fn what_a_person_decided_outweighs_every_score() {
    let keys = [1, 2, 3].map(|number| EntryKey::from_bytes([number; 16]));
    let ruled = |one: usize, other: usize| match (one.min(other), one.max(other)) {
        (0, 1) => Bond::Always,
        (0, 2) => Bond::Never,
        _ => Bond::Score(8.0),
    };
    assert_eq!(arrange(&keys, ruled), [vec![0, 1], vec![2]]);
}

/// A member dated `second`, stored as number `number` in the first pass.
fn standing(source: &SourceName, number: u8, second: i64) -> Standing<'_> {
    let at = Timestamp::from_second(second).unwrap();
    Standing {
        key: EntryKey::from_bytes([number; 16]),
        rank: Rank::Priority(0),
        chars: 500,
        position: at,
        published: Some(at),
        first_seen: Timestamp::from_second(1000).unwrap(),
        place: number.into(),
        source,
        outlet: source.as_str(),
    }
}

/// The number of the member that is chosen from these, in this order and in the opposite one.
fn chosen<const N: usize>(mut members: [Standing<'_>; N]) -> u8 {
    let there = representative(members).unwrap();
    members.reverse();
    assert_eq!(representative(members), Some(there));
    there.as_bytes()[0]
}

#[test]
fn of_equal_texts_of_one_outlet_and_date_the_one_that_came_last_represents() {
    fn later(standing: Standing<'_>) -> Standing<'_> {
        Standing {
            first_seen: Timestamp::from_second(2000).unwrap(),
            ..standing
        }
    }
    fn undated(standing: Standing<'_>) -> Standing<'_> {
        Standing {
            published: None,
            position: standing.first_seen,
            ..standing
        }
    }
    let (east, west) = (
        SourceName::parse("east").unwrap(),
        SourceName::parse("west").unwrap(),
    );
    let old = standing(&east, 5, 10);
    let moved = later(standing(&east, 9, 10));
    let copied = later(standing(&west, 1, 10));
    assert_eq!(chosen([old, moved]), 9);
    assert_eq!(chosen([old, moved, copied]), 9, "its outlet was first");
    assert_eq!(chosen([old, copied]), 5, "another outlet's copy came later");
    let dated_later = later(standing(&east, 9, 11));
    assert_eq!(
        chosen([old, dated_later]),
        5,
        "a text sent again is no move"
    );
    let other_author = Standing {
        outlet: "another author",
        ..moved
    };
    assert_eq!(chosen([old, other_author]), 5);
    assert_eq!(chosen([undated(old), undated(moved)]), 9);
    assert_eq!(chosen([undated(old), undated(moved), undated(copied)]), 9);
    let cut = Standing { chars: 50, ..moved };
    assert_eq!(chosen([old, cut]), 5);
}

#[test]
fn a_member_of_a_configured_source_represents_before_a_pinned_one_of_a_deleted_source() {
    let source = SourceName::parse("a").unwrap();
    let deleted = Standing {
        rank: Rank::Unconfigured,
        ..standing(&source, 1, 10)
    };
    let low = Standing {
        rank: Rank::Priority(-5),
        chars: 50,
        ..standing(&source, 2, 20)
    };
    assert_eq!(chosen([deleted, low]), 2);
    assert_eq!(chosen([deleted]), 1);
}

#[test]
fn the_representative_is_of_highest_priority_then_whole_then_earliest() {
    let source = SourceName::parse("a").unwrap();
    let standing = |number: u8, priority: i32, chars: u32, second: i64| Standing {
        rank: Rank::Priority(priority),
        chars,
        outlet: ["", "a", "b", "c", "d", "e"][usize::from(number)],
        ..standing(&source, number, second)
    };
    let mut members = vec![
        standing(1, 0, 500, 50),
        standing(2, 5, 500, 90),
        standing(3, 5, 480, 80),
        standing(4, 5, 480, 80),
        standing(5, 5, 100, 10),
    ];
    let chosen = Some(EntryKey::from_bytes([3; 16]));
    assert_eq!(representative(members.clone()), chosen);
    members.reverse();
    assert_eq!(representative(members), chosen);
    assert_eq!(representative([]), None);
}

proptest! {
    #[test]
    fn comparing_never_panics_and_does_not_depend_on_the_order(
        one in "[一-丽0-9a-z.,:()%万亿年月日-]{0,80}",
        other in "[一-丽0-9a-z.,:()%万亿年月日-]{0,80}",
        title in "[一-丽0-9:]{0,20}",
    ) {
        let a = entry(1, "甲报", 0, &title, &one);
        let b = entry(2, "乙报", 500, &other, &format!("{one}{other}"));
        prop_assert_eq!(terms(&a.1, &b.1), terms(&b.1, &a.1));
        prop_assert!(anchors(&a.1).stored().count() < 75);
    }

    #[test]
    fn arranging_depends_on_the_entries_and_not_on_their_order(
        scores in proptest::collection::vec(-9.0_f64..9.0, 36),
        order in Just((0..6_usize).collect::<Vec<_>>()).prop_shuffle(),
    ) {
        let score = |one: usize, other: usize| {
            let (low, high) = (one.min(other), one.max(other));
            Bond::Score(scores[low * 6 + high])
        };
        let key = |index: usize| EntryKey::from_bytes([u8::try_from(index).unwrap(); 16]);
        let straight: Vec<EntryKey> = (0..6).map(key).collect();
        let shuffled: Vec<EntryKey> = order.iter().map(|index| key(*index)).collect();
        let groups = arrange(&straight, score);
        let mut others: Vec<Vec<usize>> = arrange(&shuffled, |a, b| score(order[a], order[b]))
            .into_iter()
            .map(|group| group.into_iter().map(|index| order[index]).collect())
            .collect();
        for group in &mut others {
            group.sort_unstable();
        }
        others.sort();
        prop_assert_eq!(groups, others);
    }
}

/// Two entries of two outlets, some minutes apart.
fn related_as(one: (&str, &str), other: (&str, &str)) -> Relation {
    let one = entry(1, "甲报", 0, one.0, one.1);
    let other = entry(2, "乙报", 1200, other.0, other.1);
    relation(&one, &other)
}

const FREIGHT: &str = "holmby reported that freight volumes recovered in the third quarter and kept its outlook. it \
    will open two depots in the north next year and close one in the south, and hires 120 drivers.";

#[test]
fn a_subject_of_one_word_that_both_titles_name_is_not_missing() {
    let one = entry(1, "a", 0, "holmby: freight volumes recover", FREIGHT);
    let other = entry(
        2,
        "b",
        600,
        "holmby: freight volumes recover again",
        FREIGHT,
    );
    let measured = terms(&one.1, &other.1).unwrap();
    let missing = TERMS.iter().position(|term| term.name == "subject-missing");
    assert!(measured[missing.unwrap()].abs() < f64::EPSILON);
}

#[test]
fn words_before_a_colon_that_the_text_does_not_name_are_no_subject() {
    let kicker = entry(1, "a", 0, "breaking: freight volumes recover", FREIGHT);
    assert!(kicker.1.subject.is_empty());
    let subject = entry(2, "b", 0, "holmby: freight volumes recover", FREIGHT);
    assert!(!subject.1.subject.is_empty());
}

#[test]
fn equal_texts_under_the_titles_of_two_issues_are_two() {
    let form = "本周报由岚洲港务局每周一发布，供船长、代理和引航员参考。表中列出下周的泊位安排，并取代此前的各期；变更在工作频道公布。\
        拖轮申请自早上六点起以电话受理，费用按现行费率计算，潮汐与吃水请在抵港前向值班员核实。"
        .repeat(3);
    let issue = |week: u8| {
        entry(
            week,
            "甲报",
            i64::from(week) * NEXT_DAY,
            &format!("岚洲港泊位周报(第{week}期)"),
            &form,
        )
    };
    assert_ne!(relation(&issue(41), &issue(48)), Relation::Same);
    let reprint = entry(9, "乙报", 42 * NEXT_DAY, "岚洲港泊位周报(第41期)", &form);
    assert_eq!(relation(&issue(41), &reprint), Relation::Same);
}

#[test]
fn a_title_that_says_nothing_over_no_text_is_not_news_in_common() {
    assert_ne!(
        related_as(("午间要闻", ""), ("午间要闻", "")),
        Relation::Same
    );
    assert_ne!(
        related_as(("morning note", ""), ("morning note", "")),
        Relation::Same
    );
    let telling = "岚洲船厂与海外客户签订四艘化学品船建造合同";
    assert_eq!(related_as((telling, ""), (telling, "")), Relation::Same);
}

#[test]
fn a_midnight_between_two_copies_matters_only_with_hours_between_them() {
    // 23:55 in China, and what follows.
    let late = 15 * 3600 + 55 * 60;
    let at = |second| entry(1, "甲报", second, "海水淡化膜中试线建成投产", NOTICE);
    let copy = |second| entry(2, "乙报", second, "膜中试线投产", NOTICE);
    assert_eq!(relation(&at(late), &copy(late + 1800)), Relation::Same);
    let day = |one: i64, other: i64| {
        let at = |second| Timestamp::from_second(second).unwrap();
        super::profile::is_other_day(at(one), at(other))
    };
    assert!(!day(late, late + 1800) && !day(late - NEXT_DAY / 2, late));
    assert!(day(late, late + NEXT_DAY) && day(late, late + 9 * 3600));
}

/// Whether two entries of two outlets, a minute apart, come to one story.
fn folds(one: (&str, &str), other: (&str, &str)) -> bool {
    let one = entry(1, "甲报", 0, one.0, one.1);
    let other = entry(2, "乙报", 60, other.0, other.1);
    relation(&one, &other) == Relation::Same
}

#[test]
fn notices_of_one_form_about_two_subjects_are_two_wherever_the_subject_stands() {
    let metal = |name: &str| {
        (
            format!("{name}主力合约夜盘收跌1%"),
            format!("{name}主力合约夜盘收跌1%,空头增仓."),
        )
    };
    let recall = |name: &str| {
        (
            format!("{name} recalls 900 heaters over burn risk"),
            format!(
                "{name} said on monday it was recalling 900 heaters sold since may because a valve may leak."
            ),
        )
    };
    let loan = |name: &str| {
        (
            format!("开发银行新增贷款项目,借款方为{name}"),
            String::new(),
        )
    };
    for (one, other) in [
        (metal("沪镍"), metal("沪铅")),
        (recall("varnholt"), recall("ostrey")),
        (loan("肯尼亚"), loan("老挝")),
    ] {
        assert!(!folds((&one.0, &one.1), (&other.0, &other.1)), "{}", one.0);
        assert!(folds((&one.0, &one.1), (&one.0, &one.1)), "{}", one.0);
    }
}

#[test]
fn a_headline_in_other_words_over_the_same_sentence_replaces_nothing() {
    let text = "the ferry alba was towed to harbour on monday after drifting for five hours off the cape, the coast guard said.";
    assert!(folds(
        ("drifting ferry towed to harbour after five hours", text),
        ("ferry alba safe in harbour", text)
    ));
}

#[test]
fn the_owner_of_a_thing_is_named_with_and_without_its_ending() {
    let cut = |name: &str| {
        (
            format!("{name} central bank cuts key rate to 4.25%"),
            format!(
                "{name}'s central bank lowered its key rate by a quarter of a point to 4.25% on monday, as expected."
            ),
        )
    };
    let (one, other) = (cut("poland"), cut("serbia"));
    assert!(!folds((&one.0, &one.1), (&other.0, &other.1)));
}

#[test]
fn opposite_words_in_one_place_are_two_events_in_every_language() {
    let both = |one: &str, other: &str| {
        (
            folds((one, one), (other, other)),
            folds((one, one), (one, one)),
        )
    };
    for (one, other) in [
        (
            "varnholt shares rise 4% after the annual meeting",
            "varnholt shares fall 4% after the annual meeting",
        ),
        (
            "aktie von varnholt steigt um 4 prozent",
            "aktie von varnholt sinkt um 4 prozent",
        ),
        (
            "l'action varnholt progresse de 4% à paris",
            "l'action varnholt recule de 4% à paris",
        ),
        ("다온해운 주가 장중 4% 급등", "다온해운 주가 장중 4% 급락"),
        (
            "德国三季度经济增长率初值0.3%",
            "德国三季度经济增长率终值0.3%",
        ),
    ] {
        assert_eq!(both(one, other), (false, true), "{one}");
    }
}

#[test]
fn another_number_in_the_same_words_of_one_day_is_related_and_no_copy() {
    let report = |number: &str| {
        (
            format!("前三季度电梯销量{number}万台"),
            format!(
                "协会2日发布的报告显示,今年前三季度全国电梯销量为{number}万台,同比增长6.2%,其中出口占比升至31%."
            ),
        )
    };
    let (wrong, right) = (report("35.7"), report("37.5"));
    let one = entry(1, "甲报", 0, &wrong.0, &wrong.1);
    let other = entry(2, "乙报", 3600, &right.0, &right.1);
    assert_eq!(relation(&one, &other), Relation::Related);
}

#[test]
fn an_outlet_that_tells_the_next_step_under_the_same_headline_tells_another_story() {
    let text = |body: &str, next: &str| {
        format!(
            "the senators secured 2 million dollars for research on seed potatoes at the state university. \
             the bill was approved today by the {body}. the money will pay for three new greenhouses and a \
             laboratory in the northern valley, where growers lost a third of the crop to blight last year. \
             the bill {next}. growers have asked for the work since 2019, said the chair of their union."
        )
    };
    let title = "senators secure funding for seed potato research";
    let one = entry(
        1,
        "senate",
        0,
        title,
        &text(
            "agriculture subcommittee",
            "is expected to pass the committee next week",
        ),
    );
    let other = entry(
        2,
        "senate",
        2 * NEXT_DAY,
        title,
        &text(
            "full committee on spending",
            "will now go to the senate floor",
        ),
    );
    assert_ne!(relation(&one, &other), Relation::Same);
}

/// Two notices of one form in two outlets, a minute apart: only the subject differs.
#[test]
fn another_subject_in_the_same_place_keeps_two_notices_of_one_form_apart() {
    for (title, text, subjects) in [
        (
            "{}拟每10股派现2元",
            "{}公告,董事会审议通过利润分配预案,拟向全体股东每10股派发现金红利2元(含税),不送红股,不转增股本.",
            ["澜山玻璃", "汐川电缆"],
        ),
        (
            "{}擬每股派息3角",
            "{}公告,董事會通過中期股息方案,擬向全體股東每股派發股息3角,記錄日期為下月八日,預計於月底派付.",
            ["瀾山製衣", "汐川電子"],
        ),
        (
            "{}棚改专项债获批",
            "{}棚改专项债获省财政厅批复,额度为五亿元,期限十年,资金将用于旧城改造和配套道路建设,年内完成发行.",
            ["栖霞镇", "石臼镇"],
        ),
        (
            "{} lifts full-year outlook",
            "{} has lifted its outlook for the full year. The company now expects revenue to grow by eight per cent, it said on Wednesday. It had expected six per cent so far.",
            ["marlow optics", "denby pumps"],
        ),
        (
            "{} recalls batch of kettles",
            "{} is recalling a batch of kettles sold since spring because the handle may come loose. Customers get their money back at the till, the company said.",
            ["halvern", "quillor"],
        ),
        (
            "{} hebt prognose für das gesamtjahr an",
            "{} hat die prognose für das gesamtjahr angehoben. Das unternehmen rechnet nun mit einem wachstum von acht prozent, wie es am mittwoch mitteilte. Bisher waren sechs prozent erwartet worden.",
            ["taunusglas", "rhönkabel"],
        ),
        (
            "{} : mise à disposition du rapport annuel",
            "{} informe ses actionnaires que son rapport annuel a été mis à la disposition du public et déposé auprès du régulateur. il peut être consulté sur le site de la société.",
            ["valmoreau", "cordelise"],
        ),
        (
            "{}、期末配当は12円",
            "{}は期末配当を1株あたり12円とすると発表した.配当の基準日は3月末で,6月下旬に開く株主総会で正式に決める予定としている.",
            ["霧島硝子", "諏訪電線"],
        ),
        (
            "{}, 주당 300원 현금배당 결정",
            "{}은 보통주 1주당 300원의 현금배당을 결정했다고 공시했다. 배당기준일은 12월 31일이며 주주총회에서 확정된다.",
            ["해솔유리", "나린전선"],
        ),
    ] {
        let filled = |form: &str, subject: &str| form.replace("{}", subject);
        let [one, other] = [(1, "甲报"), (2, "乙报")].map(|(number, outlet)| {
            let subject = subjects[usize::from(number == 2)];
            let after = i64::from(number) * 60;
            entry(
                number,
                outlet,
                after,
                &filled(title, subject),
                &filled(text, subject),
            )
        });
        assert_ne!(relation(&one, &other), Relation::Same, "{title}");
        let copy = entry(
            3,
            "丙报",
            600,
            &filled(title, subjects[0]),
            &format!("{} ", filled(text, subjects[0])),
        );
        assert_eq!(relation(&one, &copy), Relation::Same, "{title}");
    }
}

#[test]
fn one_text_under_titles_of_other_matters_is_what_a_site_shows_instead_of_articles() {
    let wall = "该内容仅对订阅用户开放,请登录后继续阅读.订阅用户可畅读全站报道和行情数据,首月优惠,可随时取消,客服时间为工作日九点至十八点,给您带来不便敬请谅解,感谢您对我们工作的支持和理解,更多信息请查看帮助中心的常见问题栏目.";
    assert!(wall.chars().count() >= MIN_CHARS as usize);
    let one = entry(1, "甲报", 0, "橡胶期货创两年新低", wall);
    let other = entry(2, "甲报", 600, "三家水泥厂停窑", wall);
    assert_ne!(relation(&one, &other), Relation::Same);
    let named = entry(3, "乙报", 600, "订阅用户可畅读全站报道", wall);
    let again = entry(4, "丙报", 900, "登录后继续阅读行情数据", wall);
    assert_eq!(relation(&named, &again), Relation::Same);
}

#[test]
fn a_report_and_its_denial_are_two_pieces_of_news() {
    for (report, denial) in [
        (
            [
                "澜山玻璃拟收购汐川电缆",
                "市场传闻,澜山玻璃拟以现金收购汐川电缆,交易金额或达九亿元.",
            ],
            [
                "澜山玻璃:拟收购汐川电缆的消息不实",
                "澜山玻璃回应称,市场传闻公司拟以现金收购汐川电缆,交易金额或达九亿元,该消息不实.",
            ],
        ),
        (
            [
                "marlow foods to buy denby dairy",
                "marlow foods will buy denby dairy for 900 million, two people said on wednesday.",
            ],
            [
                "marlow foods: purchase of denby dairy not true",
                "marlow foods said a report that it will buy denby dairy for 900 million was not true.",
            ],
        ),
        (
            [
                "taunusglas kauft rhönkabel",
                "taunusglas kauft rhönkabel für 90 millionen euro, wie zwei personen am mittwoch sagten.",
            ],
            [
                "taunusglas dementiert kauf von rhönkabel",
                "taunusglas dementiert, dass es rhönkabel für 90 millionen euro kauft, wie zwei personen sagten.",
            ],
        ),
    ] {
        let one = entry(1, "甲报", 0, report[0], report[1]);
        let other = entry(2, "乙报", 3600, denial[0], denial[1]);
        assert_ne!(relation(&one, &other), Relation::Same, "{}", report[0]);
    }
}

#[test]
fn an_entry_of_a_digest_is_not_the_digest() {
    let point =
        "汐川电缆公告,前十月签订合同金额128.6亿元,同比增长7.3%,其中海外合同35.2亿元,同比增长11.8%.";
    let one = entry(1, "甲报", 0, "汐川电缆:前十月签订合同128.6亿元", point);
    let digest = format!("澜山玻璃公告,收到一期货款三千万元,将用于扩建窑炉.{point}");
    let other = entry(2, "乙报", 600, "十一月九日午间公告一览", &digest);
    assert_ne!(relation(&one, &other), Relation::Same);
    let same = entry(
        3,
        "乙报",
        600,
        "公告一览:汐川电缆前十月签订合同128.6亿元",
        point,
    );
    assert_eq!(relation(&one, &same), Relation::Same);
}

#[test]
fn the_reaction_of_a_price_is_not_the_news_behind_it() {
    let news = "汐川电缆公告,预计前三季度归属于股东的净利润不少于6.2亿元,与去年同期的2.1亿元相比增长不低于186%,主要受益于海外订单交付.";
    let one = entry(
        1,
        "甲报",
        0,
        "汐川电缆:预计前三季度净利润增长不低于186%",
        news,
    );
    let move_of = format!("汐川电缆盘中涨超9%.{news}");
    let other = entry(2, "乙报", 4 * 3600, "汐川电缆涨超9%", &move_of);
    assert_ne!(relation(&one, &other), Relation::Same);
}

#[test]
fn notices_of_one_outlet_under_one_title_are_told_apart_by_whom_their_texts_name() {
    for (title, text) in [
        (
            "关于变更注册资本的批复",
            "{}变更注册资本的批复.你公司关于变更注册资本的申请收悉,经审核,同意{}将注册资本由8亿元变更为9亿元,应自批复之日起3个月内完成登记.",
        ),
        (
            "风险提示公告",
            "鉴于{}股票近三个交易日收盘价格涨幅偏离值累计达到20%,属于异常波动,现提请投资者注意交易风险,理性投资.",
        ),
    ] {
        let [one, other] = [(1, "澜山玻璃"), (2, "汐川电缆")].map(|(number, subject)| {
            let after = i64::from(number) * 3600;
            entry(number, "交易所", after, title, &text.replace("{}", subject))
        });
        assert_ne!(relation(&one, &other), Relation::Same, "{title}");
    }
}
