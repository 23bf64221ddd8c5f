/**
 * The pages: one file that asks for nothing, everything in it escaped, and what is on them. Where a Chromium is installed it
 * opens them from disk, and its filters are tried; elsewhere those tests say that they were skipped.
 */

import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { replayCommand } from '../../replay.ts';
import { setUp } from '../../setup.ts';
import type { Finding } from '../reporter.ts';
import { BROKEN, smallCheck, testFolder } from '../testing/runs.ts';
import { findingPage } from './page.tsx';

const folder = testFolder();
afterAll(folder.remove);

const CHROMIUM = ['chromium', 'chromium-browser', 'google-chrome'].find(
  (name) => spawnSync(name, ['--version']).status === 0,
);

/** The page as a browser has it once the script has run, by the address after the file name. */
function inBrowser(name: string, address = ''): string {
  const url = `${pathToFileURL(folder.path(name)).href}${address}`;
  const flags = [
    '--headless=new',
    '--no-sandbox',
    '--disable-gpu',
    '--virtual-time-budget=2000',
    '--dump-dom',
  ];
  const run = spawnSync(CHROMIUM!, [...flags, url], { encoding: 'utf8', timeout: 60_000 });
  expect(run.status).toBe(0);
  return run.stdout;
}

const shownRows = (dom: string): string[] =>
  [...dom.matchAll(/<tr class="row[^>]*>[\s\S]*?<\/tr>/g)]
    .filter(([row]) => !/^<tr[^>]* hidden/.test(row))
    .map(([row]) => row.replaceAll(/<[^>]+>/g, ' '));

/** Anything that would make a browser ask for something. */
const REQUESTS =
  /\b(?:src|srcset|action|poster)=|<(?:link|iframe|object|embed|img)\b|url\(|@import|\bfetch\(|XMLHttpRequest|href="(?!#)/;

beforeAll(async () => {
  expect(await smallCheck(folder, { ...BROKEN, html: folder.path('run.html') })).toBe(1);
});

describe('the page of a run', () => {
  it('is one file that asks the network for nothing', () => {
    const page = folder.text('run.html');
    expect(page.startsWith('<!doctype html>')).toBe(true);
    expect(page).not.toMatch(REQUESTS);
    expect(page).toContain(`content="default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-`);
  });

  it('has every property with its verdict and claim, and the broken one with its trace', () => {
    const page = folder.text('run.html');
    expect(shownRows(page).filter((row) => row.includes('holds (closed, 1,146 states'))).toHaveLength(21);
    expect(page).toContain('<a href="#connect-faults-connected-means-secure">violated in 29 steps</a>');
    expect(page.match(/<tr class="step/g)).toHaveLength(29);
    expect(page).toContain(
      '<span class="field">host.endpoints.ep.ide</span> <del>REGISTERED</del> → <ins>ENABLED</ins>',
    );
  });

  it('has for each rule how often it was tried, taken and refused, and by which condition', () => {
    const row = shownRows(folder.text('run.html')).find((text) => text.includes('connect/pdev-create'))!;
    const [, tried, taken] = /connect\/pdev-create\S*\s+\S+\s+([\d,]+)\s+([\d,]+)/.exec(row)!;
    expect(Number(tried)).toBeGreaterThan(0);
    expect(Number(tried)).toBeGreaterThanOrEqual(Number(taken));
  });

  it('is the same for the same run, but for the time it took', async () => {
    const clockless = (text: string): string => text.replaceAll(/[\d.]+ s\b/g, '');
    await smallCheck(folder, { ...BROKEN, workers: 2, html: folder.path('again.html') });
    expect(clockless(folder.text('again.html'))).toBe(clockless(folder.text('run.html')));
  });

  it.skipIf(CHROMIUM === undefined)(
    'filters by words and by verdict, from its address (needs a Chromium)',
    () => {
      const all = shownRows(inBrowser('run.html'));
      expect(all.length).toBeGreaterThan(30);
      const some = shownRows(inBrowser('run.html', '#q=granule+pdev'));
      expect(some.length).toBeGreaterThan(0);
      expect(some.length).toBeLessThan(all.length);
      for (const row of some) expect(row.toLowerCase()).toMatch(/granule[\s\S]*pdev|pdev[\s\S]*granule/);
      const broken = shownRows(inBrowser('run.html', '#v=violated'));
      expect(broken.filter((row) => row.includes('✗'))).toHaveLength(1);
      expect(broken.some((row) => row.includes('✓'))).toBe(false);
    },
  );

  it.skipIf(CHROMIUM === undefined)('shows the whole state after a step (needs a Chromium)', () => {
    const stateIn = (dom: string): string =>
      /<dl>([\s\S]*?)<\/dl>\s*<\/div>\s*<\/div>/
        .exec(dom)![1]!
        .replaceAll(/<[^>]+>/g, ' ')
        .replaceAll(/\s+/g, ' ');
    const dom = inBrowser('run.html', '#at=29');
    expect(stateIn(dom)).toMatch(/host\.endpoints\.ep\.ide ENABLED/);
    expect(stateIn(dom)).toMatch(/pdevs\.ep\.state READY/);
    expect(stateIn(inBrowser('run.html', '#at=1'))).toMatch(/pdevs\.ep\.state NONE/);
  });
});

describe('the page of a counterexample', () => {
  it('has its title, the claim, the decisive step and all lanes', async () => {
    expect(
      await quietly(() => replayCommand('dma-enable-during-unlock', { html: folder.path('one.html') })),
    ).toBe(0);
    const page = folder.text('one.html');
    expect(page).not.toMatch(REQUESTS);
    expect(page).toContain('<h1>DMA stays enabled through an unlock');
    expect(page.match(/<tr class="step/g)).toHaveLength(65);
    expect(page).toMatch(/<tr class="step why" data-n="64"/);
    const heads = /<div class="heads">(.*?)<\/div>/.exec(page)![1]!;
    expect(
      heads
        .replaceAll(/<[^>]+>/g, ' ')
        .trim()
        .split(/\s{2,}/),
    ).toEqual(['operator', 'guest', 'RMM', 'host', 'device']);
  });

  it('shows where a way that goes on for ever begins again', () => {
    const page = findingPage(findingOf('x', { loop: 1 }), 't');
    expect(page.indexOf('from here on, for ever')).toBeGreaterThan(page.indexOf('data-n="1"'));
    expect(page.indexOf('from here on, for ever')).toBeLessThan(page.indexOf('data-n="2"'));
    expect(findingPage(findingOf('x', { loop: 2 }), 't')).toContain('and then nothing, for ever');
  });

  const EVIL = `</template></script><script>document.title='taken'</script><img src=x onerror="document.title='taken'">"'&`;

  it('escapes whatever it is given', () => {
    const page = findingPage(findingOf(EVIL), EVIL);
    expect(page.match(/<script>/g)).toHaveLength(1);
    expect(page.match(/<\/script>/g)).toHaveLength(1);
    expect(page).not.toContain('<img');
  });

  it.skipIf(CHROMIUM === undefined)('runs no script but its own (needs a Chromium)', () => {
    writeFileSync(folder.path('evil.html'), findingPage(findingOf(EVIL), `Not ${EVIL}`));
    const dom = inBrowser('evil.html', '#at=2');
    expect(dom).toContain('<title>Not &lt;/template&gt;');
    // The page's own script has run.
    expect(dom).toMatch(/<span class="at">2<\/span>/);
  });
});

/** A finding of two steps in which every text is `text`. */
function findingOf(text: string, more: { readonly loop?: number } = {}): Finding {
  const cites = [{ source: text, at: text }];
  const step = { actor: text, action: text, input: { [text]: text }, status: text, cites };
  const changed = { [text]: [text, `${text}2`] as const };
  return {
    property: { id: text, kind: 'always', claim: text, cites, verdict: 'violated', judged: 1, steps: 2 },
    setup: setUp({ rulebook: 'hardened' }),
    world: text,
    how: text,
    pages: [text],
    replay: text,
    judgement: { kind: 'known', note: text },
    trace: {
      steps: [
        { ...step, changed },
        { ...step, changed: {} },
      ],
      begins: { [text]: text },
      why: [text],
      whyStep: 1,
      ...more,
    },
  };
}

/** What a command returns, its prints aside. */
async function quietly<T>(action: () => Promise<T>): Promise<T> {
  const { log } = console;
  console.log = () => {};
  try {
    return await action();
  } finally {
    console.log = log;
  }
}
