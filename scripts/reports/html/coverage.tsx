/** What of a world's rules was met: how often each was tried and taken, and by which condition it was refused. */

import type { RuleCounts } from '../../../checker/expand.ts';
import type { SearchResult } from '../../../checker/result.ts';

const count = (n: number): string => n.toLocaleString('en-US');
const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);

export function Coverage({ result }: { readonly result: SearchResult }) {
  const { rules, gaps, complete } = result;
  const idle = rules.filter(({ taken }) => taken === 0).length;
  return (
    <details class="coverage">
      <summary>
        Coverage: {rules.length - idle} of {rules.length} rules taken
      </summary>
      <table>
        <thead>
          <tr>
            <th>rule</th>
            <th class="number">tried</th>
            <th class="number">taken</th>
            <th>refused, by condition in the order in which they are checked</th>
          </tr>
        </thead>
        <tbody>
          {rules.map((rule) => (
            <RuleRow key={rule.rule} rule={rule} />
          ))}
        </tbody>
      </table>
      {gaps === undefined || !complete ? (
        <p>The space was not closed: what was not met here may be met further on.</p>
      ) : (
        <dl class="facts">
          <dt>fields never changed</dt>
          <dd>{gaps.fieldsNeverChanged.join(', ') || 'none'}</dd>
          <dt>values never seen</dt>
          <dd>
            {gaps.valuesNeverSeen.map(({ field, values }) => `${field} (${values.join(', ')})`).join(', ') ||
              'none'}
          </dd>
        </dl>
      )}
    </details>
  );
}

function RuleRow({ rule }: { readonly rule: RuleCounts }) {
  const refused = Object.entries(rule.refused);
  const tried = rule.taken + sum(refused.map(([, n]) => n));
  return (
    <tr class="row">
      <td>
        <code>{rule.rule}</code>
      </td>
      <td class="number">{count(tried)}</td>
      <td class={rule.taken === 0 ? 'number never' : 'number'}>{count(rule.taken)}</td>
      <td>
        {refused.map(([id, n]) => (
          <span key={id} class={n === 0 ? 'condition never' : 'condition'}>
            {id} <b>{count(n)}</b>
          </span>
        ))}
      </td>
    </tr>
  );
}
