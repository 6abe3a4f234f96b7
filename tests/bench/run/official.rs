//! Generates prose as ministries and exchanges write it: a few hundred frames, each with places
//! for an office, a region, an industry or a sum, and one vocabulary for all.
//!
//! Texts about different matters so have phrases, sentences and whole paragraphs in common, and
//! each is like many others. Nothing here is quoted from anybody.

use std::fmt::Write as _;

use fastrand::Rng;

/// Frames of a sentence: a beginning, a middle and an end each.
const FRAMES: usize = 300;

/// Paragraphs that many texts have, word for word.
const STOCK: usize = 60;

/// Sentences of a paragraph.
const SENTENCES: usize = 3;

/// `O` an office, `R` a region, `I` an industry, `D` a document, `G` a goal, `P` a project, `M` a
/// sum of money, `N` a count, `%` a share, `@` a month. A capital before a digit would be text.
const BEGINNINGS: [&str; 20] = [
    "O近日印发D，",
    "为落实D的各项部署，",
    "根据D的有关要求，",
    "截至@月末，R",
    "O有关负责人介绍，",
    "下一步，O将会同R有关部门，",
    "今年以来，R",
    "O召开专题会议，",
    "按照D明确的任务分工，",
    "在R调研期间，O有关负责人表示，",
    "前@个月，R的I",
    "O对R的I开展评估，",
    "针对I存在的薄弱环节，",
    "D自发布以来，",
    "围绕I，O",
    "经O审核，",
    "R与O签署协议，",
    "会议指出，",
    "数据显示，R",
    "作为D的重点任务之一，",
];
const MIDDLES: [&str; 20] = [
    "把G放在突出位置，",
    "围绕G完善工作机制，",
    "以G为目标，",
    "统筹推进P和I，",
    "同比增长%，",
    "引导金融机构加大对I的投入，",
    "依托P补齐短板，",
    "鼓励社会资本参与P，",
    "组织R等地先行先试，",
    "持续清理妨碍G的规定，",
    "比上年同期提高%，",
    "建立覆盖R的协调机制，",
    "推动I与P深度融合，",
    "加强对I的监测分析，",
    "强化G的要素保障，",
    "简化P的审批流程，",
    "对标先进水平推进G，",
    "分类施策支持I，",
    "压实R的属地责任，",
    "会同行业协会规范I，",
];
const ENDINGS: [&str; 20] = [
    "累计安排资金M，支持N个项目",
    "完成投资M，占全年计划的%",
    "力争到年底建成N个P",
    "带动R新增就业N人",
    "推动I向高端化迈进",
    "为G提供有力支撑",
    "取得了阶段性成效",
    "有关情况将及时向社会公布",
    "确保D落地见效",
    "形成可复制可推广的经验",
    "新增授信M，惠及企业N家",
    "实现营业收入M，增长%",
    "首批N个P已经开工",
    "切实增强企业的获得感",
    "由O负责解释",
    "不断提升I的竞争力",
    "并纳入R的年度考核",
    "全年规模预计达到M",
    "涉及R的N家单位",
    "进一步激发市场活力",
];
const TITLES: [&str; 12] = [
    "O印发D",
    "R加快G",
    "O：前@个月I增长%",
    "R安排M支持P",
    "O就D公开征求意见",
    "I迎来新机遇 R启动P",
    "O部署G工作",
    "R新增N个P",
    "O答复关于G的建议",
    "R与O合作推进I",
    "D解读：如何G",
    "O公布@月I运行情况",
];
const REGIONS: [&str; 20] = [
    "岚港",
    "青岭",
    "东屿",
    "北渚",
    "云溪",
    "澜州",
    "平泽",
    "石浦",
    "南陵",
    "河湾",
    "松原口",
    "长汀",
    "白沙",
    "金坪",
    "湖口",
    "凤台",
    "武川",
    "沅水",
    "临江",
    "海门",
];
const OF_REGION: [&str; 15] = [
    "市",
    "省",
    "新区",
    "自治县",
    "高新区",
    "开发区",
    "保税区",
    "示范区",
    "城市群",
    "沿江地区",
    "山区",
    "自贸片区",
    "林区",
    "港区",
    "矿区",
];
const OFFICES: [&str; 15] = [
    "工业厅",
    "财政局",
    "商务厅",
    "发展委",
    "科技局",
    "交通厅",
    "农业厅",
    "能源局",
    "水利厅",
    "统计局",
    "市场监管局",
    "金融办",
    "住建厅",
    "自然资源局",
    "海关",
];
const KINDS: [&str; 20] = [
    "新型", "绿色", "智能", "特色", "现代", "传统", "高端", "数字", "县域", "跨境", "海洋", "低碳",
    "精密", "民用", "应急", "循环", "生物", "航空", "轨道", "冷链",
];
const INDUSTRIES: [&str; 15] = [
    "装备制造业",
    "材料产业",
    "物流业",
    "种植业",
    "化工产业",
    "软件业",
    "养老服务业",
    "家电产业",
    "医药产业",
    "储能产业",
    "纺织业",
    "电子信息业",
    "渔业",
    "建筑业",
    "文旅产业",
];
const VERBS: [&str; 15] = [
    "扩大", "优化", "规范", "促进", "改善", "深化", "加快", "稳定", "培育", "保障", "提升", "壮大",
    "健全", "防范", "支持",
];
const OBJECTS: [&str; 20] = [
    "有效投资",
    "营商环境",
    "对外开放",
    "消费升级",
    "技术改造",
    "人才培养",
    "区域协调",
    "质量安全",
    "稳岗就业",
    "融资渠道",
    "乡村建设",
    "公平竞争",
    "成果转化",
    "节能降耗",
    "供应链韧性",
    "数据流通",
    "粮食储备",
    "科技创新",
    "债务化解",
    "公共服务",
];
const WORKS: [&str; 15] = [
    "示范园",
    "服务平台",
    "实验室",
    "仓储基地",
    "产业集群",
    "培训中心",
    "改造工程",
    "检测中心",
    "试验区",
    "枢纽",
    "孵化器",
    "交易市场",
    "灌区",
    "数据中心",
    "码头",
];
const PAPERS: [&str; 15] = [
    "实施意见",
    "行动方案",
    "管理办法",
    "若干措施",
    "三年规划",
    "指导目录",
    "工作要点",
    "实施细则",
    "暂行规定",
    "评价指南",
    "建设标准",
    "补贴办法",
    "考核办法",
    "专项规划",
    "通知",
];

/// How a text writes its numbers; outlets respell them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Spelling {
    /// `3.25亿元`
    AsSent,
    /// `３．２５亿元`
    FullWidth,
    /// `32,500万元`
    InTenThousands,
}

impl Spelling {
    pub(crate) const ALL: [Self; 3] = [Self::AsSent, Self::FullWidth, Self::InTenThousands];
}

/// What one text is about, so that it names its own office, region and industry more than others.
struct Matter {
    region: String,
    office: String,
    industry: String,
    goal: String,
}

/// The frames of all sentences, and the paragraphs that many texts have.
#[derive(Debug)]
pub(crate) struct Official {
    frames: Vec<String>,
    stock: Vec<String>,
}

impl Official {
    pub(crate) fn new(rng: &mut Rng) -> Self {
        let frames = (0..FRAMES)
            .map(|_| {
                let parts = [&BEGINNINGS, &MIDDLES, &ENDINGS];
                parts.map(|parts| one_of(parts, rng)).concat()
            })
            .collect();
        let mut official = Self {
            frames,
            stock: Vec::new(),
        };
        official.stock = (0..STOCK)
            .map(|_| {
                let matter = Matter::any(rng);
                official.sentences(rng, &matter, Spelling::AsSent)
            })
            .collect();
        official
    }

    /// A title and paragraphs, the same for the same state of `rng` but for the numbers' spelling.
    pub(crate) fn text(
        &self,
        rng: &mut Rng,
        paragraphs: usize,
        spelling: Spelling,
    ) -> (String, Vec<String>) {
        let matter = Matter::any(rng);
        let frame = one_of(&TITLES, rng);
        let title = filled(frame, rng, &matter, spelling);
        let paragraphs = (0..paragraphs)
            .map(|_| match rng.usize(0..8) {
                0 => one_of(&self.stock, rng).to_owned(),
                _ => self.sentences(rng, &matter, spelling),
            })
            .collect();
        (title, paragraphs)
    }

    fn sentences(&self, rng: &mut Rng, matter: &Matter, spelling: Spelling) -> String {
        let mut text = String::new();
        for _ in 0..SENTENCES {
            let frame = one_of(&self.frames, rng);
            text.push_str(&filled(frame, rng, matter, spelling));
            text.push('。');
        }
        text
    }
}

impl Matter {
    fn any(rng: &mut Rng) -> Self {
        let region = joined(&REGIONS, &OF_REGION, rng);
        Self {
            office: format!("{region}{}", one_of(&OFFICES, rng)),
            region,
            industry: joined(&KINDS, &INDUSTRIES, rng),
            goal: joined(&VERBS, &OBJECTS, rng),
        }
    }
}

/// A frame with its places filled: every other time with what the text is about.
fn filled(frame: &str, rng: &mut Rng, matter: &Matter, spelling: Spelling) -> String {
    let mut text = String::new();
    for character in frame.chars() {
        let is_own = rng.bool();
        match character {
            'O' if is_own => text.push_str(&matter.office),
            'R' if is_own => text.push_str(&matter.region),
            'I' if is_own => text.push_str(&matter.industry),
            'G' if is_own => text.push_str(&matter.goal),
            'O' => text.push_str(&joined(&REGIONS, &OFFICES, rng)),
            'R' => text.push_str(&joined(&REGIONS, &OF_REGION, rng)),
            'I' => text.push_str(&joined(&KINDS, &INDUSTRIES, rng)),
            'G' => text.push_str(&joined(&VERBS, &OBJECTS, rng)),
            'P' => text.push_str(&joined(&KINDS, &WORKS, rng)),
            'D' => {
                let about = joined(&VERBS, &OBJECTS, rng);
                let _written = write!(text, "《{about}{}》", one_of(&PAPERS, rng));
            }
            'M' => money(&mut text, rng.u32(100..90_000), spelling),
            'N' => digits(&mut text, &rng.u32(3..4_000).to_string(), spelling),
            '@' => digits(&mut text, &rng.u32(1..13).to_string(), spelling),
            '%' => {
                let (whole, tenth) = (rng.u32(1..40), rng.u32(1..10));
                digits(&mut text, &format!("{whole}.{tenth}"), spelling);
                text.push('%');
            }
            character => text.push(character),
        }
    }
    text
}

/// A sum given in millions.
fn money(text: &mut String, millions: u32, spelling: Spelling) {
    if spelling == Spelling::InTenThousands {
        let thousands = millions / 10;
        let rest = millions % 10 * 100;
        let _written = match thousands {
            0 => write!(text, "{rest}万元"),
            _ => write!(text, "{thousands},{rest:03}万元"),
        };
    } else {
        let (whole, part) = (millions / 100, millions % 100);
        digits(text, &format!("{whole}.{part:02}"), spelling);
        text.push_str("亿元");
    }
}

fn digits(text: &mut String, number: &str, spelling: Spelling) {
    let full_width = |character: char| match character {
        '.' => '．',
        digit => {
            char::from_u32(u32::from(digit) - u32::from('0') + u32::from('０')).unwrap_or(digit)
        }
    };
    match spelling {
        Spelling::FullWidth => text.extend(number.chars().map(full_width)),
        Spelling::AsSent | Spelling::InTenThousands => text.push_str(number),
    }
}

fn joined(first: &[&str], second: &[&str], rng: &mut Rng) -> String {
    format!("{}{}", one_of(first, rng), one_of(second, rng))
}

fn one_of<'a, T: AsRef<str>>(of: &'a [T], rng: &mut Rng) -> &'a str {
    rng.choice(of).map_or("", AsRef::as_ref)
}
