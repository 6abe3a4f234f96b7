// Opens the pages and outputs of feedfold in Chromium and fails for anything that a reader would
// stumble over.
//
// usage: node check.mjs BINARY [FOLDER]    (after `npm ci`; with Debian's chromium)
// It makes five sites with the binary (sites.mjs) and serves them. It follows the links of the
// demo, of a site with two weeks of numbers, of one of odd shapes and of an empty one, a few pages
// of each kind, and opens each at four widths, light and dark; looks.mjs says what it asks of them.
// It edits a story with the forms on its page, undoes it, and looks at the page in between. It
// opens every page and output of a site of hostile texts: nothing runs, and nothing is loaded. With
// FOLDER it also writes pictures there.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fits, isAccessible, isInert, isReachedByTab, readsWithoutStyle } from './looks.mjs';
import { OUTPUTS, demo, empty, hostile, lively, odd, serve } from './sites.mjs';
import { Findings, go, launch, watched } from './watched.mjs';

const [, , given, pictures] = process.argv;
const WIDTHS = [320, 390, 768, 1280];
const SCHEMES = ['light', 'dark'];
/// Narrower than this, pages have one column (`max-width: 60rem` in style.css).
const COLUMNS_FROM = 960;
/// Pages of these kinds (`kindOf`) that are opened of the site with numbers, since they differ more
/// than others; one of each other kind.
const STORIES_AND_SOURCES = { 's true': 2, 'sources true': 2 };
/// Searches to begin with, besides the front page: no link leads to their results.
const SEARCHES = ['search?q=%E6%8F%90%E6%A1%88', 'search?q=%E5%B7%A5%E7%A8%8B', 'search?q=nothing+at+all'];

const binary = path.resolve(given);
const findings = new Findings();
const browser = await launch();
const started = Date.now();

/// Does the work of a list with several tabs.
async function inTabs(address, list, work) {
  const rest = [...list];
  const worker = async () => {
    const tab = await watched(browser, findings, address);
    for (let next = rest.shift(); next !== undefined; next = rest.shift()) await work(tab, next);
    await tab.page.close();
  };
  await Promise.all(Array.from({ length: 2 }, worker));
}

/// Serves a site while something is done with it.
async function withSite(make, name, use) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), `feedfold-pages-${name}-`));
  make(binary, folder);
  const { address, stop } = await serve(binary, folder);
  try {
    await use(address, folder);
  } finally {
    await stop();
    fs.rmSync(folder, { recursive: true });
  }
}

/// The kind of a page: its path without what names one of many, and the names of its parameters.
function kindOf(base, url) {
  const { pathname, searchParams } = new URL(url);
  const [first, ...more] = pathname.slice(base.pathname.length).split('/');
  return [first, more.length > 0, ...searchParams.keys()].join(' ');
}

/// The pages of a site, at most `most(kind)` of each kind, by following links. `look` gets the tab
/// before each is opened. Every other link of the site must lead to something, too.
async function crawl(address, most, look = async () => {}) {
  const base = new URL(address);
  const queue = [base.href, ...SEARCHES.map(search => base.href + search)];
  const [seen, kinds, found, others] = [new Set(queue), new Map(), [], new Set()];
  // Every day leads to the days beside it, without an end.
  const isDay = link => link.startsWith(`${base.href}d/`);
  const visit = async (tab, url) => {
    const kind = kindOf(base, url);
    const count = kinds.get(kind) ?? 0;
    if (count >= most(kind)) return;
    kinds.set(kind, count + 1);
    const name = decodeURI(url.slice(base.href.length)) || 'front';
    await look(tab, name);
    await go(tab, findings, url, name);
    await isInert(tab, findings);
    found.push({ url, name, kind });
    const links = await tab.page.$$eval('a[href],link[href]', all => all.map(link => link.href.split('#')[0]));
    const isNew = link => link.startsWith(base.href) && !seen.has(link) && !(isDay(url) && isDay(link));
    for (const link of links.filter(isNew)) {
      seen.add(link);
      const isPage = !/\.(json|atom|rss|opml|html|css)$/.test(link.split('?')[0]);
      if (isPage) queue.push(link);
      else others.add(link);
    }
  };
  // A tab at work may find more for the others.
  while (queue.length) await inTabs(address, queue.splice(0), visit);
  for (const link of others) {
    const answer = await fetch(link);
    if (!answer.ok) findings.add(link, `status ${answer.status}`);
    if (/\.json(\?|$)/.test(link)) {
      await answer.json().catch(error => findings.add(link, `no JSON: ${error}`));
    } else {
      await answer.arrayBuffer();
    }
  }
  return found;
}

/// The end of the last picture. Chromium draws only the tab in front.
let lastPicture = Promise.resolve();

/// Writes a picture of a whole page, if pictures are wanted.
async function picture({ page }, name) {
  if (!pictures) return;
  const file = path.join(pictures, `${name.replace(/[^\p{L}\p{N}]+/gu, '_').slice(0, 80)}.png`);
  lastPicture = lastPicture.then(async () => {
    await page.bringToFront();
    await page.screenshot({ path: file, fullPage: true });
  });
  await lastPicture;
}

/// Everything that is asked of a page: at each width and scheme, then with Tab, then without its
/// style sheet.
async function check(tab, { url, name }, isFeed) {
  await tab.page.setViewport({ width: 1280, height: 900 });
  for (const scheme of SCHEMES) {
    await tab.page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
    await go(tab, findings, url, name);
    for (const width of WIDTHS) {
      tab.where = `${name} ${width} ${scheme}`;
      await tab.page.setViewport({ width, height: 900 });
      await fits(tab, findings);
      if (!isFeed) await isAccessible(tab, findings);
      await picture(tab, tab.where);
    }
  }
  for (const width of [320, 1280]) {
    await tab.page.setViewport({ width, height: 900 });
    await go(tab, findings, url, `${name} ${width}`);
    await isReachedByTab(tab, findings, { isOneColumn: width < COLUMNS_FROM });
  }
  if (!isFeed) await checkWithoutStyle(tab, url, name);
}

async function checkWithoutStyle(tab, url, name) {
  const block = request => (request.resourceType() === 'stylesheet' ? request.abort() : request.continue());
  tab.isStyleBlocked = true;
  await tab.page.setRequestInterception(true);
  tab.page.on('request', block);
  await go(tab, findings, url, name);
  await readsWithoutStyle(tab, findings);
  tab.page.off('request', block);
  await tab.page.setRequestInterception(false);
  tab.isStyleBlocked = false;
}

/// A feed in the browser comes as XML with its style sheet, and says what it is.
async function checkFeed(tab, { url, name }) {
  const answer = await go(tab, findings, url, name);
  const type = answer.headers()['content-type'];
  if (!type?.startsWith('application/xml')) findings.add(name, `a navigation gets ${type}`);
  const shown = await tab.page.evaluate(() => ({
    isStyled: getComputedStyle(document.documentElement).display === 'block',
    text: document.documentElement.innerText ?? document.documentElement.textContent,
  }));
  if (!shown.isStyled) findings.add(name, 'no style sheet');
  if (!shown.text.trim()) findings.add(name, 'nothing is shown');
  await check(tab, { url, name }, true);
}

/// The pages and outputs of a site as a reader sees them.
async function checkSite(make, name, most = {}) {
  await withSite(make, name, async (address, folder) => {
    const pages = await crawl(address, kind => most[kind] ?? 1);
    if (pages.length < 3) findings.add(name, `only ${pages.length} pages`);
    const named = pages.map(page => ({ ...page, name: `${name} ${page.name}` }));
    // The page that stands alone, served and from the disk.
    const alone = [`${address}all.html`, `file://${folder}/public/all.html`];
    named.push(...alone.map(url => ({ url, name: `${name} all.html ${new URL(url).protocol}` })));
    await inTabs(address, named, (tab, page) => check(tab, page, false));
    const feeds = ['all.atom', 'all.rss'].map(file => ({ url: address + file, name: `${name} ${file}` }));
    await inTabs(address, feeds, checkFeed);
    report(name, `${named.length + feeds.length} pages`);
  });
}

/// A person edits a story with the forms on its page, and undoes it.
async function checkEditing() {
  await withSite(lively, 'edited', async address => {
    const tab = await watched(browser, findings, address);
    const { page } = tab;
    const send = async selector => {
      const button = await page.$(selector);
      if (!button) {
        findings.add(tab.where, `no ${selector}`);
        return;
      }
      const [answer] = await Promise.all([page.waitForNavigation({ waitUntil: 'load' }), button.click()]);
      if (answer?.status() !== 200) findings.add(tab.where, `${selector} gives ${answer?.status()}`);
    };
    await go(tab, findings, address, 'edited front');
    // Of a story with several copies there is a copy to pin and one to split.
    const counts = await page.$$eval('.st', all => all.map(story => ({
      story: story.querySelector('h3 a').href,
      outlets: Number(story.querySelector('.n')?.textContent ?? 1),
    })));
    const [{ story }, { story: other }] = counts.sort((a, b) => b.outlets - a.outlets);
    await go(tab, findings, story, 'edited');
    await page.type('[name=label]', '港口要闻');
    await send('[value=add-label]');
    for (const [act, place] of [['pin', -1], ['split', -2]]) {
      const copies = await page.$$eval('[name=entry] option', all => all.map(option => option.value));
      await page.select('select[name=entry]', copies.at(place));
      await send(`[value=${act}]`);
    }
    await page.type('[name=other]', other);
    await send('[value=merge]');
    await send('[value=hide]');
    // After the merge the story may have the id of the other one.
    const edited = page.url();
    await check(tab, { url: edited, name: 'edited' }, false);
    await go(tab, findings, edited, 'edited');
    const count = async () => (await page.$$('#rulings tr')).length;
    const made = await count();
    if (made !== 5) findings.add('edited', `${made} decisions of 5`);
    await go(tab, findings, story, 'edited');
    // The copy that was split off keeps the label of its story, and brings it back: one undo more.
    for (let left = made + 1; left > 0 && await count(); left -= 1) {
      await send('#rulings button');
      // Without the merge the other decisions are on the page of the first story.
      await go(tab, findings, story, 'edited');
    }
    if (await count()) findings.add('edited', `${await count()} decisions are left after every undo`);
    await page.close();
    report('edited', `${made} decisions`);
  });
}

/// Nothing in a site of hostile texts runs or loads anything: every page and output with the browser
/// told to ignore the policy, and all but most of the stories under it, too.
async function checkHostile() {
  await withSite(hostile, 'hostile', async (address, folder) => {
    const withoutPolicy = tab => tab.page.setBypassCSP(true);
    const pages = await crawl(address, () => Infinity, withoutPolicy);
    const outputs = OUTPUTS.map(file => ({ url: address + file, name: file }));
    outputs.push({ url: `file://${folder}/public/all.html`, name: 'all.html from the disk' });
    outputs.push(...['alert', '<script>', '"><img src=x onerror=alert(1)>', 'onerror'].map(words => {
      const search = `search?q=${encodeURIComponent(words)}`;
      return { url: address + search, name: search };
    }));
    const look = async (tab, { url, name }) => {
      await go(tab, findings, url, `hostile ${name}`);
      await isInert(tab, findings);
    };
    await inTabs(address, outputs, async (tab, page) => {
      await withoutPolicy(tab);
      await look(tab, page);
    });
    const isStory = ({ kind }) => kind.startsWith('s ');
    const sampled = pages.filter((page, place) => !isStory(page) || place % 8 === 0);
    // Chromium's own view of XML without a style sheet breaks the policy with styles of its own.
    const guarded = outputs.filter(({ name }) => !name.endsWith('.opml'));
    await inTabs(address, [...sampled, ...guarded], look);
    report('hostile', `${pages.length + outputs.length} pages`);
  });
}

function report(name, what) {
  const seconds = Math.round((Date.now() - started) / 1000);
  console.log(`${name}: ${what}, ${findings.count} findings so far, after ${seconds} s`);
}

if (pictures) fs.mkdirSync(pictures, { recursive: true });
try {
  await checkSite(demo, 'demo');
  await checkSite(lively, 'lively', STORIES_AND_SOURCES);
  await checkEditing();
  await checkSite(odd, 'odd');
  await checkSite(empty, 'empty');
  await checkHostile();
} finally {
  await browser.close();
}
console.log(findings.count ? `${findings.count} findings` : 'no findings');
process.exitCode = findings.count ? 1 : 0;
