/** One search of a world: who is there, every property with its verdict, and what of the rules was met. */

import { citationText } from '../../../checker/report/trace-text.ts';
import { verdictWords } from '../../../checker/report/verdict.ts';
import type { PropertyResult } from '../../../checker/result.ts';
import { cutText } from '../../report.ts';
import type { Searched } from '../reporter.ts';
import { Coverage } from './coverage.tsx';
import { anchorOf, FindingArticle } from './finding.tsx';

const count = (n: number): string => n.toLocaleString('en-US');

/** Marks that say the same without colour. */
export const MARKS = { holds: '✓', violated: '✗', known: '✗', inconclusive: '?', vacuous: '?' } as const;
export type Shown = keyof typeof MARKS;

function shownOf({ id, verdict }: PropertyResult, findings: Searched['findings']): Shown {
  const known = findings.some(({ property, judgement }) => property.id === id && judgement.kind === 'known');
  return known ? 'known' : verdict;
}

export function WorldSection({ search }: { readonly search: Searched }) {
  const { world, result, facts, cut, second, findings } = search;
  const reduced = facts.reduction === undefined ? '' : `, reduced by ${facts.reduction.join(' and ')}`;
  return (
    <section class="world" id={second ? `${world.name}-random` : world.name}>
      <h2>
        {world.name} {result.engine === 'random' ? <small>at random</small> : null}
      </h2>
      <p>{world.about}</p>
      <p class="figures">
        {result.engine === 'exhaustive' ? (
          <>
            exhaustive{reduced}: <b>{count(result.states)}</b> states, <b>{count(result.transitions)}</b>{' '}
            transitions, depth <b>{result.depth}</b>,{' '}
            <b class={result.complete ? 'closed' : 'open'}>{result.complete ? 'closed' : 'not closed'}</b>
            {cut === undefined ? null : ` (${cutText(cut)})`}, {(facts.wallMs / 1000).toFixed(1)} s
          </>
        ) : (
          <>
            random: <b>{count(facts.runs ?? 0)}</b> runs from seed <b>{facts.seed}</b>,{' '}
            {(facts.wallMs / 1000).toFixed(1)} s
          </>
        )}
      </p>
      <details>
        <summary>Powers and bounds of this world</summary>
        <p>Who is hostile may: {world.powers.map(({ id }) => id).join(', ') || 'nothing'}.</p>
        <ul>
          {world.bounds.map((bound) => (
            <li key={bound}>{bound}</li>
          ))}
        </ul>
      </details>
      <table class="properties">
        <thead>
          <tr>
            <th />
            <th>property and claim</th>
            <th>verdict</th>
            <th>written</th>
          </tr>
        </thead>
        <tbody>
          {result.properties.map((property) => (
            <PropertyRow key={property.id} property={property} search={search} />
          ))}
        </tbody>
      </table>
      {findings.map((finding) => (
        <FindingArticle key={anchorOf(finding)} finding={finding} />
      ))}
      {result.engine === 'exhaustive' ? <Coverage result={result} /> : null}
    </section>
  );
}

function PropertyRow({ property, search }: { readonly property: PropertyResult; readonly search: Searched }) {
  const { result, facts, world, findings } = search;
  const shown = shownOf(property, findings);
  const words = verdictWords(property, result, facts);
  return (
    <tr class={`row ${shown}`} data-verdict={shown}>
      <td class={`mark ${shown}`}>{MARKS[shown]}</td>
      <td>
        <b>{property.id}</b> <span class="kind">{property.kind}</span>
        <div class="claim">{property.claim}</div>
      </td>
      <td>
        {property.verdict === 'violated' ? <a href={`#${world.name}-${property.id}`}>{words}</a> : words}
        {shown === 'known' ? ', as known' : null}
      </td>
      <td>
        <ul class="cites">
          {property.cites.map((cite) => (
            <li key={citationText(cite)}>{citationText(cite)}</li>
          ))}
        </ul>
      </td>
    </tr>
  );
}
