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

const item = (guid, title, day, body) => `<item><guid isPermaLink="false">${guid}</guid>
<title>${xml(title)}</title><link>https://outlet.example/${guid}</link>
<pubDate>${day} Nov 2026 09:30:00 +0800</pubDate><description>${xml(body)}</description></item>`;

const sentence = '港务局公告说明本港各泊位的疏浚、加深与养护安排，并公布船舶进出港的时间与引航规则。';

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
