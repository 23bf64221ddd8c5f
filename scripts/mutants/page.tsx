/** The kill matrix as one page: what each operator's mutants came to, which claim kills how many of them, and every mutant. */

import { documentOf } from '../reports/html/document.ts';
import { Filters } from '../reports/html/filters.tsx';
import type { Shown } from '../reports/html/world.tsx';
import { FATES, type Fate, fateOf } from './matrix.ts';
import { HEADS, kills, type Report, rowText, totals } from './report.ts';

/** A fate, as one of the verdicts that the page's filter knows. */
const SHOWN: Readonly<Record<Fate, Shown>> = {
  killed: 'holds',
  'killed-by-law': 'holds',
  stillborn: 'holds',
  identical: 'known',
  equivalent: 'known',
  survived: 'violated',
  undecided: 'inconclusive',
};
const WORDS = { violated: 'survived', known: 'equivalent', inconclusive: 'undecided', holds: 'killed' };

const count = (n: number): string => n.toLocaleString('en-US');

/** `text` is the outcome in words. */
export function matrixPage(
  report: Report,
  outcome: 'holds' | 'violated' | 'inconclusive',
  text: string,
): string {
  return documentOf(
    `Interlock mutants: ${text}`,
    <main>
      <header>
        <h1>
          Interlock mutants <span class={`badge ${outcome}`}>{text}</span>
        </h1>
        <p class="rules">
          {report.worlds
            .map(
              ({ world, states, closed }) =>
                `${world} (${count(states)} states${closed ? '' : ', not closed'})`,
            )
            .join(', ')}
        </p>
      </header>
      <Filters
        of="mutants and properties"
        verdicts={['violated', 'inconclusive', 'known', 'holds']}
        words={WORDS}
        links={['operators', 'properties', 'mutants']}
      />
      {report.mislisted.map((line) => (
        <p key={line} class="why-box">
          {line}
        </p>
      ))}
      <Operators report={report} />
      <Properties report={report} />
      <Mutants report={report} />
    </main>,
  );
}

function Operators({ report }: { readonly report: Report }) {
  return (
    <section id="operators">
      <h2>What became of them</h2>
      <table>
        <thead>
          <tr>
            <th>operator</th>
            <th class="number">mutants</th>
            {FATES.map((fate) => (
              <th key={fate} class="number">
                {HEADS[fate].toLowerCase()}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {totals(report).map(({ operator, mutants, ...fates }) => (
            <tr key={operator}>
              <td>{operator}</td>
              <td class="number">{count(mutants)}</td>
              {FATES.map((fate) => (
                <td key={fate} class="number">
                  {fates[fate] === 0 ? '' : count(fates[fate])}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Properties({ report }: { readonly report: Report }) {
  const used = totals(report)
    .map(({ operator }) => operator)
    .filter((operator) => operator !== 'all');
  return (
    <section id="properties">
      <h2>Which claim kills how many</h2>
      <table>
        <thead>
          <tr>
            <th>property</th>
            <th class="number">kills</th>
            <th class="number">alone</th>
            <th class="number">shortest</th>
            {used.map((operator) => (
              <th key={operator} class="number">
                {operator}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {kills(report).map(({ property, kills: n, alone, shortest, operators }) => (
            <tr key={property} class="row">
              <td>
                <code>{property}</code>
              </td>
              <td class="number">{count(n)}</td>
              <td class="number">{alone === 0 ? '' : count(alone)}</td>
              <td class="number">{shortest ?? '-'}</td>
              {used.map((operator) => (
                <td key={operator} class="number">
                  {operators[operator] ?? ''}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Mutants({ report }: { readonly report: Report }) {
  const { rows, reasons } = report;
  return (
    <section id="mutants">
      <h2>
        Every mutant <small>what kills it in how many steps, or why nothing has to</small>
      </h2>
      <table>
        <tbody>
          {rows.map((row) => {
            const shown = SHOWN[fateOf(row, reasons)];
            const [mark, ...words] = rowText(row, reasons).split(' ');
            return (
              <tr key={row.mutant.name} class={`row ${shown}`} data-verdict={shown}>
                <td class={`mark ${shown}`}>{mark}</td>
                <td>
                  {words.join(' ')} <span class="kind">{row.mutant.operator}</span>
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </section>
  );
}
