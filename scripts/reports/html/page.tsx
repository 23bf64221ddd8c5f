/** The pages: that of a run, and that of one counterexample. Each is one file, and asks the network for nothing. */

import { createHash } from 'node:crypto';
import type { VNode } from 'preact';
import { renderToString } from 'preact-render-to-string';
import { rulesText } from '../../report.ts';
import type { Expectation, Finding, Finished, Searched, Started } from '../reporter.ts';
import { script, style } from './assets.ts';
import { FindingArticle } from './finding.tsx';
import { type Shown, WorldSection } from './world.tsx';

export interface Run {
  readonly started: Started;
  readonly searches: readonly Searched[];
  readonly expected: readonly Expectation[];
  readonly end: Finished;
}

/** The page of a run. */
export function runPage({ started, searches, expected, end }: Run): string {
  const title = `Interlock ${started.command}`;
  const shown = searches.filter(({ second, findings }) => !second || findings.length > 0);
  return documentOf(
    `${title}: ${end.text.split('\n')[0]}`,
    <main>
      <header>
        <h1>
          {title} <span class={`badge ${badgeOf(end)}`}>{end.text.split('\n')[0]}</span>
        </h1>
        <p class="rules">{rulesText(started.setup)}</p>
        {end.text
          .split('\n')
          .slice(1)
          .map((line) => (
            <p key={line}>{line}</p>
          ))}
      </header>
      <Filters searches={shown} />
      {end.stale.map(({ path, world, property }) => (
        <p key={property} class="why-box">
          {property} holds in {world}, and <code>{path}</code> lists it as broken.
        </p>
      ))}
      <Expectations expected={expected} />
      {shown.map((search) => (
        <WorldSection key={search.world.name} search={search} />
      ))}
      <footer>A verdict is about its world, and holds with no other bound only where that is closed.</footer>
    </main>,
  );
}

/** The page of one counterexample. */
export function findingPage(finding: Finding, title: string): string {
  return documentOf(
    title,
    <main>
      <header>
        <h1>{title}</h1>
        <p class="rules">
          {rulesText(finding.setup)}, world {finding.world}
        </p>
      </header>
      <FindingArticle finding={finding} />
    </main>,
  );
}

const badgeOf = ({ exit, outcome }: Finished): Shown =>
  exit === 0 && outcome === 'violated' ? 'known' : exit === 1 ? 'violated' : outcome;

function Filters({ searches }: { readonly searches: readonly Searched[] }) {
  const links = searches.map(({ world, second }) => (second ? `${world.name}-random` : world.name));
  return (
    <nav class="filters">
      <input type="search" id="filter" placeholder="filter properties and rules" aria-label="filter" />
      {(['all', 'violated', 'known', 'inconclusive', 'holds'] as const).map((verdict) => (
        <label key={verdict}>
          <input type="radio" name="verdict" value={verdict} checked={verdict === 'all'} />{' '}
          {VERDICT_WORDS[verdict]}
        </label>
      ))}
      <span class="worlds">
        {links.map((link) => (
          <a key={link} href={`#${link}`}>
            {link}
          </a>
        ))}
      </span>
    </nav>
  );
}

const VERDICT_WORDS = {
  all: 'all',
  violated: 'broken',
  known: 'known',
  inconclusive: 'undecided',
  holds: 'holds',
};

function Expectations({ expected }: { readonly expected: readonly Expectation[] }) {
  if (expected.length === 0) return null;
  const failed = expected.filter(({ ok }) => ok !== true).length;
  return (
    <section class="world" id="gate">
      <h2>What the gate expects</h2>
      <details open={failed > 0}>
        <summary>
          {expected.length - failed} of {expected.length} as recorded
        </summary>
        <table class="properties">
          <tbody>
            {expected.map(({ ok, text, details }) => {
              const shown: Shown = ok === undefined ? 'inconclusive' : ok ? 'holds' : 'violated';
              return (
                <tr key={text} class={`row ${shown}`} data-verdict={shown}>
                  <td class={`mark ${shown}`}>{ok === undefined ? '?' : ok ? '✓' : '✗'}</td>
                  <td>
                    {text}
                    {details.map((line) => (
                      <div key={line} class="claim">
                        {line}
                      </div>
                    ))}
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </details>
    </section>
  );
}

const escapeText = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

/** The policy lets in the one script by its hash, and nothing from anywhere else. */
function documentOf(title: string, body: VNode): string {
  const code = script();
  const hash = createHash('sha256').update(code).digest('base64');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-${hash}'">
<title>${escapeText(title)}</title>
<style>${style()}</style>
</head>
<body>
${renderToString(body)}
<script>${code}</script>
</body>
</html>
`;
}
