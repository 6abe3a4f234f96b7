// Opens every kind of page in Chromium and fails for anything that a reader would stumble over.
//
// usage: node check.mjs ADDRESS [FOLDER]   (needs axe-core and puppeteer-core, and Debian's chromium)
// It follows the links from ADDRESS, a few pages of each kind, and opens each at four widths, light
// and dark: no finding of axe-core at WCAG 2.2 AA, nothing wider than the window, nothing on the
// console under the served policy, Tab in reading order, and the content in order without its style
// sheet. With FOLDER it also writes pictures there.
import fs from 'node:fs';
import path from 'node:path';
import { createRequire } from 'node:module';
import puppeteer from 'puppeteer-core';

const [, , address, folder] = process.argv;
const WIDTHS = [320, 390, 768, 1280];
const PER_KIND = 4;
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const axe = fs.readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const base = new URL(address);
const browser = await puppeteer.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu'],
});

let findings = 0;
const finding = (where, what) => {
  findings += 1;
  console.log(`${where}: ${what}`);
};

// A new page that reports what the browser says.
async function open(url, where, width, scheme) {
  const page = await browser.newPage();
  page.on('console', message => finding(where, `console: ${message.text()}`));
  page.on('pageerror', error => finding(where, `error: ${error}`));
  page.on('requestfailed', request => finding(where, `not loaded: ${request.url()}`));
  await page.setViewport({ width, height: 900 });
  await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
  const answer = await page.goto(url, { waitUntil: 'load' });
  if (answer.status() !== 200) finding(where, `status ${answer.status()}`);
  return page;
}

// The pages to look at: by following links, a few of each kind.
async function crawl() {
  const kinds = new Map();
  const queue = [base.href];
  const seen = new Set(queue);
  const found = [];
  while (queue.length) {
    const url = queue.shift();
    const below = new URL(url).pathname.slice(base.pathname.length);
    const kind = below.includes('/') ? below.split('/')[0] : below;
    const count = kinds.get(kind) ?? 0;
    if (count >= PER_KIND) continue;
    kinds.set(kind, count + 1);
    const page = await open(url, below || 'front', 1280, 'light');
    found.push([url, below || 'front']);
    const links = await page.$$eval('a[href]', all => all.map(link => link.href.split('#')[0]));
    await page.close();
    for (const link of links) {
      const isPage = link.startsWith(base.href) && !/\.(json|atom|rss|opml|html)$/.test(link.split('?')[0]);
      if (isPage && !seen.has(link)) {
        seen.add(link);
        queue.push(link);
      }
    }
  }
  return found;
}

// What the page says of itself, by tools and by measure.
async function look(url, name, width, scheme) {
  const where = `${name} ${width} ${scheme}`;
  const page = await open(url, where, width, scheme);
  const beyond = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  if (beyond > 0) finding(where, `${beyond} px wider than the window`);
  const result = await page.evaluate((source, rules) => {
    (0, eval)(source);
    return window.axe.run(document, { runOnly: rules });
  }, axe, RULES);
  for (const violation of result.violations) {
    finding(where, `${violation.id}: ${violation.nodes[0].html.slice(0, 160)}`);
  }
  if (folder) {
    const file = `${name.replace(/\W+/g, '_')}-${width}-${scheme}.png`;
    await page.screenshot({ path: path.join(folder, file), fullPage: true });
  }
  await page.close();
}

// Tab reaches what can be used, in the order of the document.
async function tab(url, name) {
  const page = await open(url, name, 1280, 'light');
  const wanted = await page.evaluate(() => {
    const all = [...document.querySelectorAll('a[href],button,input,summary,[tabindex="0"]')];
    all.forEach((element, place) => { element.dataset.place = place; });
    return all.filter(element => element.checkVisibility()).length;
  });
  const places = [];
  for (let turn = 0; turn < wanted + 5; turn += 1) {
    await page.keyboard.press('Tab');
    const place = await page.evaluate(() => document.activeElement?.dataset.place);
    if (place === undefined) break;
    places.push(Number(place));
  }
  const isOrdered = places.every((place, at) => at === 0 || place > places[at - 1]);
  if (!isOrdered) finding(name, `Tab goes ${places}`);
  if (places.length !== wanted) finding(name, `Tab reaches ${places.length} of ${wanted}`);
  await page.close();
}

// Without its style sheet a page has the same words in the same order.
async function bare(url, name) {
  const page = await browser.newPage();
  await page.setRequestInterception(true);
  page.on('request', request => (request.resourceType() === 'stylesheet' ? request.abort() : request.continue()));
  await page.goto(url, { waitUntil: 'load' });
  const headings = await page.$$eval('h1,h2,h3', all => all.map(one => one.getBoundingClientRect().top));
  const isOrdered = headings.every((top, at) => at === 0 || top >= headings[at - 1]);
  if (!isOrdered) finding(name, 'headings are out of order without the style sheet');
  await page.close();
}

if (folder) fs.mkdirSync(folder, { recursive: true });
const pages = await crawl();
for (const [url, name] of pages) {
  for (const width of WIDTHS) {
    for (const scheme of ['light', 'dark']) await look(url, name, width, scheme);
  }
  await tab(url, name);
  await bare(url, name);
}
await browser.close();
console.log(`${pages.length} pages, ${findings} findings`);
process.exitCode = findings || !pages.length ? 1 : 0;
