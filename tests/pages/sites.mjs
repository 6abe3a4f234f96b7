// Makes the sites that the checks open, each with the real binary in a folder of its own, and
// serves them on the loopback interface.
import { execFileSync, spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

/// The outputs of every site: one of each format, so that each is opened in the browser.
export const OUTPUTS = ['all.atom', 'all.rss', 'all.json', 'all.html', 'sources.opml'];

const outputs = OUTPUTS.map(
  file => `[[outputs]]\nname = "${file.replace('.', '-')}"\npath = "public/${file}"\n`).join('');

const head = `[site]
title = "Desk"
url = "https://feeds.example.org/"
author = "Desk"
language = "zh-CN"
timezone = "Asia/Shanghai"
[store]
path = "store.db"
`;

const source = (name, file) =>
  `[[sources]]\nname = "${name}"\npath = "${file}"\nbacklog = 5000\n`;

/// Text or the value of an attribute in XML.
const xml = text => text
  .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '')
  .replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');

function feedfold(binary, folder, ...command) {
  execFileSync(binary, command, { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
}

/// The site of `feedfold demo`, with an output of each format.
export function demo(binary, folder) {
  feedfold(binary, folder, 'demo', '--into', '.');
  fs.appendFileSync(path.join(folder, 'feeds.toml'), `\n${outputs}`);
  feedfold(binary, folder, 'publish');
}

/// A site whose store no run has filled.
export function empty(binary, folder) {
  fs.writeFileSync(path.join(folder, 'feeds.toml'), head + outputs);
  feedfold(binary, folder, 'run');
}

const rss = (title, items) => `<rss version="2.0"><channel><title>${xml(title)}</title>
<link>https://outlet.example/</link><description/>${items.join('')}</channel></rss>`;

const itemAt = (guid, title, date, body) => `<item><guid isPermaLink="false">${guid}</guid>
<title>${xml(title)}</title><link>https://outlet.example/${guid}</link>
<pubDate>${date}</pubDate><description>${xml(body)}</description></item>`;

const item = (guid, title, day, body) => itemAt(guid, title, `${day} Nov 2026 09:30:00 +0800`, body);

const sentence = '港务局公告说明本港各泊位的疏浚、加深与养护安排，并公布船舶进出港的时间与引航规则。';

/// Outlets of the site with numbers, each with the minutes that it is behind the first.
const OUTLETS = [
  ['gov', '港务公报', 0], ['daily', '泊位日报', 16], ['wire', '潮汐通讯社', 57], ['evening', '晚潮报', 145],
  ['traditional', '海灣經濟', 325], ['blog', '码头观察', 1500],
];
const PORTS = ['东礁', '西屿', '南汊', '北岬', '长滩', '青浦湾', '石塘', '月牙'];
const WORKS = ['疏浚主航道', '加固防波堤', '更换岸电设备', '开通夜间引航', '扩建冷藏泊位', '试用电动拖轮', '清理沉船', '重测水深'];

/// Two weeks of stories that came after the first reading, so that they count: copies with lags,
/// excerpts, edits after publication, a correction, and a source that fails.
export function lively(binary, folder) {
  const now = Date.now();
  const dated = days => date => new Date(now - days * 86_400_000 + date * 60_000).toUTCString();
  const copies = ({ edited = false } = {}) => {
    const items = new Map(OUTLETS.map(([name]) => [name, []]));
    for (let number = 0; number < 24; number += 1) {
      const port = PORTS[number % PORTS.length];
      const work = WORKS[(number * 3 + Math.floor(number / 8)) % WORKS.length];
      const title = `${port}港${work}，第${number + 7}号工程开工`;
      const sentences = [
        `${port}港务局今天宣布，${work}工程由第${number + 7}施工队承担。`,
        `工程分${2 + number % 5}期，总投资${130 + number * 17}万元，工期${40 + number * 3}天。`,
        `施工期间，${port}港${1 + number % 4}号泊位停用，船舶改走${number % 2 ? '北' : '南'}侧锚地。`,
        `港务局提醒：引航申请须提前${6 + number}小时提交，夜间不受理${work}区域的进港计划。`,
        `去年同期，${port}港完成吞吐量${300 + number * 29}万吨，其中集装箱${20 + number}万标箱。`,
      ];
      const first = number % 3;
      const last = first + 1 + (number * 5) % OUTLETS.length;
      OUTLETS.slice(first, last).forEach(([name, , minutes], place) => {
        const text = [...(place === 2 ? sentences.slice(0, 3) : sentences)];
        if (edited && place === 1 && number % 4 === 0) text[1] = text[1].replace('万元', '万五千元');
        if (edited && place === 0 && number % 6 === 0) text.push('港务局随后补充了各泊位的联系电话。');
        const headline = place ? `${port}港：${work}` : title;
        const body = text.map(sentence => `<p>${sentence}</p>`).join('');
        const at = dated(1 + number % 13)(minutes + number);
        items.get(name).push(itemAt(`${name}${number}`, headline, at, body));
      });
    }
    if (edited) {
      const corrected = `<p>更正：本报昨日所载《${PORTS[0]}港：${WORKS[0]}》中的停用泊位有误，应为2号泊位。</p>`;
      items.get('daily').push(itemAt('correction', `更正：${PORTS[0]}港：${WORKS[0]}`, dated(1)(90), corrected));
    }
    return items;
  };
  const write = items => OUTLETS.forEach(([name, title]) => {
    fs.writeFileSync(path.join(folder, `${name}.rss`), rss(title, items.get(name) ?? []));
  });
  const labels = 'labels = ["port", "港口"]\n';
  let tables = OUTLETS.map(([name], place) => source(name, `${name}.rss`) + (place ? '' : labels)).join('');
  fs.writeFileSync(path.join(folder, 'feeds.toml'), head + outputs + tables);
  const beginning = [item('first', '泊位名单第一版', 2, `<p>${sentence}</p>`)];
  write(new Map(OUTLETS.map(([name]) => [name, beginning])));
  feedfold(binary, folder, 'run', '--force');
  // What comes in the second of the first reading counts as a part of it.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1100);
  write(copies());
  feedfold(binary, folder, 'run', '--force');
  write(copies({ edited: true }));
  tables += source('broken', 'broken.rss');
  fs.writeFileSync(path.join(folder, 'broken.rss'), 'This is no feed.');
  fs.writeFileSync(path.join(folder, 'feeds.toml'), head + outputs + tables);
  // The failing source makes the run end with 1.
  try {
    feedfold(binary, folder, 'run', '--force');
  } catch (error) {
    if (error.status !== 1) throw error;
  }
}

/// Shapes that layouts break on: long titles and words, many reposts, other scripts, names of
/// outlets that are long or missing, days without stories.
export function odd(binary, folder) {
  const titles = [
    '关于公布本年度新增疏浚泊位名单的公告'.repeat(17),
    'Hafenschlammbeseitigungsverordnung'.repeat(9),
    'Notice of dredging works '.repeat(12),
    'هيئة الموانئ تعلن مواعيد أعمال التجريف في المراسي الجديدة',
    '🚢⚓🚧 港口 👩‍👩‍👧‍👦 开工 🇨🇳🇨🇭',
    '\u202e倒写的标题',
    '',
  ];
  const items = titles.map((title, number) => item(
    `odd${number}`, title, 2 + number * 3, `<p>第${number}号。${`${title}。`.repeat(3)}${sentence}</p>`));
  const shared = `<p>${sentence.repeat(5)}</p><pre>${'0123456789'.repeat(40)}</pre>
    <table><tr>${'<td>泊位编号</td>'.repeat(30)}</tr></table>`;
  let tables = source('odd', 'odd.rss');
  fs.writeFileSync(path.join(folder, 'odd.rss'), rss('', items));
  for (let outlet = 0; outlet < 120; outlet += 1) {
    const name = `outlet-${outlet}`;
    tables += source(name, `${name}.rss`);
    const title = outlet % 3 ? `${outlet} 号通讯社` : '';
    // Some of them cut the text.
    const body = outlet % 4 ? shared : `<p>${sentence.repeat(3)}</p>`;
    fs.writeFileSync(path.join(folder, `${name}.rss`), rss(title, [
      item(`shared${outlet}`, `本港疏浚公告${outlet % 5 ? '' : `（${'续'.repeat(outlet % 40)}）`}`, 27, body),
    ]));
  }
  fs.writeFileSync(path.join(folder, 'feeds.toml'), head + outputs + tables);
  feedfold(binary, folder, 'run');
}

/// A site of the texts in `tests/fixtures/hostile.jsonl`, each in every field of an entry of each
/// format.
export function hostile(binary, folder) {
  const file = new URL('../fixtures/hostile.jsonl', import.meta.url);
  const texts = fs.readFileSync(file, 'utf8').split('\n')
    .filter(line => line.startsWith('"')).map(line => JSON.parse(line));
  const items = texts.map((text, number) => {
    const escaped = xml(text);
    return `<item><guid isPermaLink="false">rss${number}</guid><title>${escaped}</title>
<link>${escaped}</link><author>${escaped}</author><category domain="${escaped}">${escaped}</category>
<source url="${escaped}">${escaped}</source><enclosure url="${escaped}" type="${escaped}" length="1"/>
<description>${escaped}</description></item>`;
  });
  fs.writeFileSync(path.join(folder, 'hostile.rss'), rss(texts[0], items));
  const version = 'https://jsonfeed.org/version/1.1';
  fs.writeFileSync(path.join(folder, 'hostile.json'), JSON.stringify({
    version,
    title: texts[1],
    items: texts.map((text, number) => ({
      id: `json${number}`, url: text, external_url: text, title: text, content_html: text, summary: text,
      image: text, language: text, authors: [{ name: text, url: text }], tags: [text],
      attachments: [{ url: text, mime_type: text }],
    })),
  }));
  let tables = source('rss', 'hostile.rss') + source('json', 'hostile.json');
  texts.forEach((text, number) => {
    const escaped = xml(text);
    fs.writeFileSync(path.join(folder, `${number}.atom`), `<feed xmlns="http://www.w3.org/2005/Atom">
<title type="html">${escaped}</title><id>${escaped}</id><link href="${escaped}"/>
<author><name>${escaped}</name><uri>${escaped}</uri></author>
<entry xml:base="${escaped}" xml:lang="${escaped}"><id>html${number}</id><title type="html">${escaped}</title>
<link href="${escaped}"/><category term="${escaped}" scheme="${escaped}" label="${escaped}"/>
<content type="html">${escaped}</content></entry></feed>`);
  });
  tables += source('atom', '*.atom');
  const all = outputs.replaceAll('[[outputs]]', '[[outputs]]\nmax_entries = 5000');
  fs.writeFileSync(path.join(folder, 'feeds.toml'), head + all + tables);
  feedfold(binary, folder, 'run');
  return texts.length;
}

/// Serves the site of a folder; resolves to its address and to what stops the server.
export function serve(binary, folder) {
  return new Promise((resolve, reject) => {
    const server = spawn(binary, ['serve', '127.0.0.1:0'], { cwd: folder });
    const stop = () => new Promise(done => {
      server.once('exit', done);
      server.kill();
    });
    let said = '';
    const listen = bytes => {
      said += bytes;
      const address = said.match(/http:\/\/[0-9.:]+\//);
      if (address) resolve({ address: address[0], stop });
    };
    server.stdout.on('data', listen);
    server.stderr.on('data', listen);
    server.once('exit', code => reject(new Error(`\`feedfold serve\` ended with ${code}: ${said}`)));
  });
}
