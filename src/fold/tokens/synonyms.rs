//! Words that outlets write for one another → one word of the same length: those of Hong Kong and
//! Taiwan → those of the mainland (`按年` is `同比`, `溢利` is `净利`), and some of one meaning.

use std::sync::LazyLock;

use super::lexer::WORD;

/// The words in simplified characters, as normalised text writes them, and what they become. Words
/// for the move of a price are none: `拉升` comes before `走高`.
const WORDS: [(&str, &str); 63] = [
    ("逾", "超"),
    ("去世", "逝世"),
    ("病逝", "逝世"),
    ("公布", "发布"),
    ("增加", "增长"),
    ("签署", "签订"),
    ("下滑", "下降"),
    ("溢利", "净利"),
    ("纯利", "净利"),
    ("纯益", "净利"),
    ("按年", "同比"),
    ("按季", "环比"),
    ("按月", "环比"),
    ("年率", "同比"),
    ("月率", "环比"),
    ("升息", "加息"),
    ("沽空", "做空"),
    ("通膨", "通胀"),
    ("联准会", "美联储"),
    ("那斯达克", "纳斯达克"),
    ("道琼", "道指"),
    ("南韩", "韩国"),
    ("寮国", "老挝"),
    ("纽西兰", "新西兰"),
    ("义大利", "意大利"),
    ("杜拜", "迪拜"),
    ("普丁", "普京"),
    ("泽伦斯基", "泽连斯基"),
    ("晶片", "芯片"),
    ("软体", "软件"),
    ("硬体", "硬件"),
    ("网路", "网络"),
    ("伺服器", "服务器"),
    ("飞弹", "导弹"),
    ("航太", "航天"),
    ("水准", "水平"),
    ("投资人", "投资者"),
    ("央行总裁", "央行行长"),
    ("马克宏", "马克龙"),
    ("国是访问", "国事访问"),
    ("卢比欧", "卢比奥"),
    ("北韩", "朝鲜"),
    ("加萨", "加沙"),
    ("杜哈", "多哈"),
    ("利雅德", "利雅得"),
    ("叶门", "也门"),
    ("奈及利亚", "尼日利亚"),
    ("瓜地马拉", "危地马拉"),
    ("宏都拉斯", "洪都拉斯"),
    ("哥斯大黎加", "哥斯达黎加"),
    ("赖比瑞亚", "利比里亚"),
    ("迦纳", "加纳"),
    ("尚比亚", "赞比亚"),
    ("坦尚尼亚", "坦桑尼亚"),
    ("莫三比克", "莫桑比克"),
    ("卢安达", "卢旺达"),
    ("斯洛维尼亚", "斯洛文尼亚"),
    ("波士尼亚", "波斯尼亚"),
    ("亚塞拜然", "阿塞拜疆"),
    ("哈尔基夫", "哈尔科夫"),
    ("顿内次克", "顿涅茨克"),
    ("札波罗热", "扎波罗热"),
    ("宾士", "奔驰"),
];

/// Ideographs behind which `按年`, `按季`, `按月`, `年率` and `月率` do not compare: `按年度`,
/// `按年付息`, `去年率团访问`.
const NO_COMPARISON: &str = "度份付计利还分支结收先军团领队";

/// A word and its other form, as tokens.
type Forms = (Vec<u64>, Vec<u64>);

/// The words by the lowest byte of their first ideograph: most ideographs begin none.
struct Table(Vec<Vec<Forms>>);

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let tokens = |word: &str| word.chars().map(u64::from).collect::<Vec<_>>();
    let mut words = vec![Vec::new(); 256];
    for (word, other) in WORDS.map(|(word, other)| (tokens(word), tokens(other))) {
        if let Some(begins) = word.first().and_then(|first| words.get_mut(low(*first))) {
            begins.push((word, other));
        }
    }
    Table(words)
});

fn low(token: u64) -> usize {
    let [low, ..] = token.to_le_bytes();
    usize::from(low)
}

/// Puts one word into the place of each other word of its meaning.
pub(super) fn unify(tokens: &mut [u64]) {
    let table = &*TABLE;
    let may_begin = |token: &u64| *token & WORD == 0 && !table.beginning_with(*token).is_empty();
    let mut at = 0;
    while let Some(rest) = tokens.get(at..)
        && let Some(ahead) = rest.iter().position(may_begin)
    {
        at += ahead;
        if let Some(form) = tokens.get(at..).and_then(|rest| table.form(rest))
            && let Some(place) = tokens.get_mut(at..at + form.len())
        {
            place.copy_from_slice(form);
        }
        at += 1;
    }
}

impl Table {
    /// The words that may begin with an ideograph.
    fn beginning_with(&self, first: u64) -> &[Forms] {
        self.0.get(low(first)).map_or(&[], Vec::as_slice)
    }

    /// The other form of the word with which a text begins.
    fn form(&self, text: &[u64]) -> Option<&[u64]> {
        let mut words = self.beginning_with(*text.first()?).iter();
        let (word, form) = words.find(|(word, _)| text.starts_with(word))?;
        let is_no_comparison =
            |next: &u64| NO_COMPARISON.chars().any(|one| u64::from(one) == *next);
        let may_compare = |first: &u64| "按年月".chars().any(|one| u64::from(one) == *first);
        let compares = !word.first().is_some_and(may_compare)
            || !text.get(word.len()).is_some_and(is_no_comparison);
        compares.then_some(form.as_slice())
    }
}

#[cfg(test)]
mod tests {
    use super::WORDS;
    use crate::fold::tokens::TokenizedText;

    #[test]
    fn each_word_is_as_long_as_its_other_form() {
        for (word, other) in WORDS {
            assert_eq!(word.chars().count(), other.chars().count(), "{word}");
        }
    }

    #[test]
    fn words_of_one_meaning_are_one_word() {
        let tokens = |text| TokenizedText::new(text).tokens;
        assert_eq!(
            tokens("溢利8.62亿元,按年升12%"),
            tokens("净利8.62亿元,同比升12%")
        );
        assert_eq!(tokens("联准会升息"), tokens("美联储加息"));
        assert_eq!(tokens("奈及利亚油价"), tokens("尼日利亚油价"));
        assert_eq!(tokens("作家去世"), tokens("作家逝世"));
        assert_eq!(tokens("涨逾5%"), tokens("涨超5%"));
        assert_eq!(tokens("美国cpi年率录得2.7%"), tokens("美国cpi同比录得2.7%"));
        assert_ne!(tokens("按年付息"), tokens("同比付息"));
        assert_ne!(tokens("去年率团访问"), tokens("去同比团访问"));
    }
}
