// Opens addresses in Chromium and notes everything that goes wrong there.
import puppeteer from 'puppeteer-core';

/// Starts Chromium.
export function launch() {
  return puppeteer.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    // Other work on the machine may hold up a large screenshot.
    protocolTimeout: 600_000,
    // CI runs as root, in containers whose /dev/shm may be small.
    args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
  });
}

/// What the checks found, each once.
export class Findings {
  #seen = new Set();

  get count() {
    return this.#seen.size;
  }

  add(where, what) {
    const line = `${where}: ${what}`;
    if (!this.#seen.has(line)) console.log(`FAIL ${line}`);
    this.#seen.add(line);
  }
}

/// Opens a new tab in which a message on the console, an error, a dialog, a request to elsewhere
/// and a failed request are findings. `tab.where` names the place in findings.
export async function watched(browser, findings, origin) {
  const page = await browser.newPage();
  page.setDefaultTimeout(120_000);
  // Otherwise only the tab in front has a focus.
  const session = await page.createCDPSession();
  await session.send('Emulation.setFocusEmulationEnabled', { enabled: true });
  // Every answer is a whole one.
  await page.setCacheEnabled(false);
  const tab = { page, url: '', where: '', isStyleBlocked: false };
  const found = what => findings.add(tab.where, what);
  // Chromium asks for it by itself where a document names no icon.
  const isIcon = url => url?.endsWith('/favicon.ico');
  // `go` asks again.
  const isBusy = text => text.includes('status of 503');
  page.on('console', message => {
    const isExpected = tab.isStyleBlocked || isIcon(message.location().url) || isBusy(message.text());
    if (!isExpected) found(`console: ${message.text()}`);
  });
  page.on('pageerror', error => found(`error: ${error}`));
  page.on('dialog', dialog => {
    found(`dialog: ${dialog.message()}`);
    dialog.dismiss();
  });
  page.on('request', request => {
    const url = request.url();
    if (isIcon(url)) return;
    if (!url.startsWith(origin) && !url.startsWith('data:') && url !== tab.url) found(`asks for ${url}`);
    if (!['document', 'stylesheet'].includes(request.resourceType()) && !url.startsWith('data:')) {
      found(`loads ${request.resourceType()} ${url}`);
    }
  });
  page.on('requestfailed', request => {
    if (!tab.isStyleBlocked) found(`not loaded: ${request.url()}: ${request.failure()?.errorText}`);
  });
  return tab;
}

/// Times that a busy server is asked again.
const TRIES = 20;

/// Goes to an address. Anything but a 200 is a finding, unless the server is busy only at first: on
/// a machine with other work, a debug build may need longer than a page may take.
export async function go(tab, findings, url, where) {
  tab.where = where;
  tab.url = url;
  let answer = await tab.page.goto(url, { waitUntil: 'load' });
  for (let tried = 0; answer?.status() === 503 && tried < TRIES; tried += 1) {
    const seconds = Number(answer.headers()['retry-after'] ?? 1);
    await new Promise(done => { setTimeout(done, seconds * 1000); });
    answer = await tab.page.goto(url, { waitUntil: 'load' });
  }
  const isFile = url.startsWith('file:');
  if (!isFile && answer?.status() !== 200) findings.add(where, `status ${answer?.status()}`);
  return answer;
}
