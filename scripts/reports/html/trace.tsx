/** A trace as a sequence diagram in a table: a lane for each who takes part, a row for each step, beside it what changed. */

import { citationText } from '../../../checker/report/trace-text.ts';
import type { TraceStep } from '../../../checker/trace.ts';
import { arrowOf, lanesOf } from '../lanes.ts';
import type { Trace } from '../reporter.ts';

/** `begins` and the changes are there once more as data: the script shows the whole state after a step. */
export function TraceTable({ trace, id }: { readonly trace: Trace; readonly id: string }) {
  const lanes = lanesOf(trace.steps);
  const { loop, steps } = trace;
  return (
    <div class="trace" id={id} style={`--lanes: ${lanes.length}`}>
      <div class="tools">
        <input
          type="search"
          class="step-filter"
          placeholder="only steps with …"
          aria-label="only steps with"
        />
        <span class="hint">Choose a row to see the whole state after it.</span>
      </div>
      <table class="steps">
        <thead>
          <tr>
            <th class="n">#</th>
            <th class="lanes">
              <div class="heads">
                {lanes.map((lane) => (
                  <span key={lane}>{lane}</span>
                ))}
              </div>
            </th>
            <th>step → outcome, and what it changed</th>
          </tr>
        </thead>
        <tbody>
          {steps.map((step, k) => [
            loop === k ? <LoopRow lanes={lanes} text="from here on, for ever:" /> : null,
            <StepRow
              key={step.action}
              step={step}
              number={k + 1}
              lanes={lanes}
              classes={[
                ...(k === steps.length - 1 ? ['last'] : []),
                ...(trace.whyStep === k + 1 ? ['why'] : []),
                ...(loop !== undefined && k >= loop ? ['again'] : []),
              ]}
            />,
          ])}
          {loop === steps.length ? <LoopRow lanes={lanes} text="and then nothing, for ever" /> : null}
        </tbody>
      </table>
      <div class="state" hidden>
        <h4>
          State after step <span class="at" />
        </h4>
        <input
          type="search"
          class="field-filter"
          placeholder="only fields with …"
          aria-label="only fields with"
        />
        <dl />
      </div>
    </div>
  );
}

function LifeLines({ lanes }: Pick<RowProps, 'lanes'>) {
  return (
    <>
      {lanes.map((lane, k) => (
        <i key={lane} class="life" style={`--at: ${k}`} />
      ))}
    </>
  );
}

function LoopRow({ lanes, text }: Pick<RowProps, 'lanes'> & { readonly text: string }) {
  return (
    <tr class="loop">
      <td class="n">↻</td>
      <td class="lanes">
        <LifeLines lanes={lanes} />
      </td>
      <td>{text}</td>
    </tr>
  );
}

interface RowProps {
  readonly step: TraceStep;
  readonly number: number;
  readonly lanes: readonly string[];
  readonly classes: readonly string[];
}

function StepRow({ step, number, lanes, classes }: RowProps) {
  const input = Object.entries(step.input);
  return (
    <tr
      class={['step', ...classes].join(' ')}
      data-n={number}
      tabIndex={0}
      title={step.cites.map(citationText).join('\n')}
    >
      <td class="n">{number}</td>
      <td class="lanes">
        <LifeLines lanes={lanes} />
        <ArrowMark step={step} lanes={lanes} />
      </td>
      <td class="what">
        <code>{step.action}</code>
        {input.length === 0 ? null : (
          <span class="input"> ({input.map(([k, v]) => `${k}=${v}`).join(' ')})</span>
        )}
        <span class="to"> → </span>
        <code class={isRefusal(step.status) ? 'status refused' : 'status'}>{step.status}</code>
        <Changes step={step} />
      </td>
    </tr>
  );
}

/** What a caller takes for a refusal, by the words of the specifications and of errno. */
const isRefusal = (status: string): boolean => /ERROR|^-E|FAIL|REFUSED|BUSY|REJECT/.test(status);

function ArrowMark({ step, lanes }: Pick<RowProps, 'step' | 'lanes'>) {
  const { from, to, answers } = arrowOf(step);
  const [a, b] = [lanes.indexOf(from), lanes.indexOf(to)];
  const place = `--from: ${Math.min(a, b)}; --span: ${Math.abs(a - b)}`;
  const label = from === to ? `${from}, by itself` : `${from} to ${to}`;
  const kind = a === b ? 'dot' : a < b ? 'arrow right' : 'arrow left';
  return (
    <span class={kind} style={place} role="img" aria-label={label}>
      {answers ? <i class="answer" /> : null}
    </span>
  );
}

function Changes({ step }: Pick<RowProps, 'step'>) {
  const changed = Object.entries(step.changed);
  if (changed.length === 0) return null;
  return (
    <ul class="changes">
      {changed.map(([field, [before, after]]) => (
        <li key={field} data-field={field} data-after={String(after)}>
          <span class="field">{field}</span> <del>{String(before)}</del> → <ins>{String(after)}</ins>
        </li>
      ))}
    </ul>
  );
}
