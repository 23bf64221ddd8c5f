/** The pages: that of a run, and that of one counterexample. Each is one file, and asks the network for nothing. */

import { rulesText } from '../../report.ts';
import type { Expectation, Finding, Finished, Searched, Started } from '../reporter.ts';
import { documentOf } from './document.ts';
import { Filters } from './filters.tsx';
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
      <Filters
        of="properties and rules"
        verdicts={['violated', 'known', 'inconclusive', 'holds']}
        links={shown.map(({ world, second }) => (second ? `${world.name}-random` : world.name))}
      />
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
