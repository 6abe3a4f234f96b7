// What each check asks of a page that is open.
import fs from 'node:fs';
import { createRequire } from 'node:module';

const axe = fs.readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/// Nothing is wider than the window.
export async function fits({ page, where }, findings) {
  const beyond = await page.evaluate(() => {
    const root = document.documentElement;
    return root.scrollWidth - root.clientWidth;
  });
  if (beyond > 0) findings.add(where, `${beyond} px wider than the window`);
}

/// axe-core finds nothing.
export async function isAccessible({ page, where }, findings) {
  // As text: the policy of the page forbids `eval`, but not the debugger.
  const isLoaded = await page.evaluate(() => 'axe' in window);
  if (!isLoaded) await page.evaluate(axe);
  const violations = await page.evaluate(async rules => {
    const { violations } = await window.axe.run(document, { runOnly: rules, resultTypes: ['violations'] });
    return violations.map(({ id, nodes }) => [id, nodes.length, nodes[0].html, nodes[0].failureSummary]);
  }, RULES);
  for (const [id, count, html, summary] of violations) {
    findings.add(where, `${id} (${count}): ${html.slice(0, 160)} ${summary.replace(/\s+/g, ' ').slice(0, 240)}`);
  }
}

/// Tab reaches what can be used, in the order of the document, and shows it with a mark. Where the
/// page has one column, that order leads down the page.
export async function isReachedByTab({ page, where }, findings, { isOneColumn }) {
  const wanted = await page.evaluate(() => {
    const all = document.querySelectorAll('a[href],button,input,select,textarea,summary,[tabindex="0"]');
    const shown = [...all].filter(element => element.checkVisibility({ visibilityProperty: true }));
    return shown.map((element, place) => {
      element.dataset.place = place;
      const box = element.getClientRects()[0] ?? { top: 0, bottom: 0 };
      const isBesides = element.closest('.skip, .facets, svg') !== null;
      return { top: box.top + scrollY, bottom: box.bottom + scrollY, isBesides, html: element.outerHTML.slice(0, 90) };
    });
  });
  const reached = [];
  for (;;) {
    await page.keyboard.press('Tab');
    const at = await page.evaluate(() => {
      const element = document.activeElement;
      if (!element || element === document.body || element === document.documentElement) return null;
      const style = getComputedStyle(element);
      // The middle of what is in the window: a table may be larger than that.
      const box = element.getClientRects()[0];
      const middle = (from, to, end) => (Math.max(from, 0) + Math.min(to, end)) / 2;
      const hit = box && document.elementFromPoint(
        middle(box.left, box.right, innerWidth), middle(box.top, box.bottom, innerHeight));
      return {
        place: Number(element.dataset.place ?? NaN),
        html: element.outerHTML.slice(0, 90),
        isMarked: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 1,
        isSeen: hit !== null && hit !== undefined && (element.contains(hit) || hit.contains(element)),
      };
    });
    // After the last one the browser may begin again.
    if (!at || (reached.length && at.place === reached[0]) || reached.length > wanted.length) break;
    if (Number.isNaN(at.place)) findings.add(where, `Tab stops at ${at.html}, which nobody can use`);
    if (!at.isMarked) findings.add(where, `no mark around ${at.html} in focus`);
    if (!at.isSeen) findings.add(where, `hidden in focus: ${at.html}`);
    reached.push(at.place);
  }
  const isOrdered = reached.every((place, at) => at === 0 || place > reached[at - 1]);
  if (!isOrdered) findings.add(where, `Tab goes ${reached}`);
  const missed = wanted.filter((_, place) => !reached.includes(place));
  if (missed.length) {
    findings.add(where, `Tab misses ${missed.length} of ${wanted.length}, such as ${missed[0].html}`);
  }
  if (!isOneColumn) return;
  const column = wanted.filter(({ isBesides }) => !isBesides);
  column.forEach((one, at) => {
    const before = column[at - 1];
    if (before && one.bottom <= before.top) {
      findings.add(where, `Tab goes up from ${before.html} to ${one.html}`);
    }
  });
}

/// Without its style sheet a page has its landmarks, headings and texts below each other in the
/// order of the document: the way to the content first, then the navigation, the content and the
/// end.
export async function readsWithoutStyle({ page, where }, findings) {
  const [parts, oddities] = await page.evaluate(() => {
    const style = document.querySelectorAll('style,link[rel="stylesheet"]');
    style.forEach(element => element.remove());
    const all = document.querySelectorAll('header,nav,main,aside,footer,h1,h2,h3,h4,p,li,tr,dt,dd,summary,form');
    const parts = [...all].filter(element => element.checkVisibility()).map(element => ({
      name: element.localName,
      html: element.outerHTML.slice(0, 90),
      top: element.getBoundingClientRect().top,
    }));
    const oddities = [];
    const order = ['body > a', 'body > header', 'body > main', 'body > footer'];
    const children = [...document.body.children];
    const matched = children.map(child => order.findIndex(selector => child.matches(selector)));
    if (matched.join() !== '0,1,2,3') oddities.push(`the parts of the body come as ${matched}`);
    const target = children[0]?.getAttribute('href') ?? '';
    if (document.querySelector(target || 'none')?.localName !== 'main') oddities.push('no way to the content first');
    if (document.querySelectorAll('h1').length !== 1) oddities.push('not one h1');
    if (document.querySelector('main h1, main h2, main h3')?.localName !== 'h1') oddities.push('no h1 first');
    return [parts, oddities];
  });
  for (const oddity of oddities) findings.add(where, `without style sheet: ${oddity}`);
  parts.forEach((part, at) => {
    const before = parts[at - 1];
    if (before && part.top < before.top - 1) {
      findings.add(where, `without style sheet: ${part.html} is above ${before.html}`);
    }
  });
}

/// Nothing in the document could run or load anything: it has no such elements, attributes or
/// addresses.
export async function isInert({ page, where }, findings) {
  const active = await page.evaluate(() => {
    const found = [];
    for (const element of document.querySelectorAll('*')) {
      const name = element.localName;
      if (['script', 'iframe', 'object', 'embed', 'base', 'frame', 'foreignobject'].includes(name)) {
        found.push(element.outerHTML);
      }
      for (const { name: attribute, value } of element.attributes) {
        const isHandler = /^on/i.test(attribute);
        const isAddress = /^(href|src|action|formaction|xlink:href|data|srcset|poster)$/i.test(attribute);
        const isActive = isAddress && /^[\s\u0000-\u001f]*(javascript|vbscript|data:(?!,))/i.test(value);
        // Chromium's own view of JSON and of text has styles.
        if (isHandler || isActive) found.push(element.outerHTML);
      }
    }
    return found.map(html => html.slice(0, 200));
  });
  for (const html of active) findings.add(where, `active: ${html}`);
}
