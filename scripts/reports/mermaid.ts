/** A trace as the text of a mermaid sequence diagram, which GitHub, GitLab and many others draw from Markdown. */

import type { TraceStep } from '../../checker/trace.ts';
import { arrowOf, lanesOf } from './lanes.ts';

/** What mermaid reads as its own in a text is written by number: `#59;` for a semicolon. */
const plain = (text: string): string =>
  text.replaceAll(/[#;<>{}]/g, (character) => `#${character.codePointAt(0)};`);

export interface MermaidOptions {
  readonly title: string;
  /** How many steps come before those that are repeated for ever. */
  readonly loop?: number | undefined;
}

/** The whole diagram: a message for each step and its answer, a note for what it changed. */
export function mermaidOf(steps: readonly TraceStep[], { title, loop }: MermaidOptions): string {
  const lanes = lanesOf(steps);
  const names = new Map(lanes.map((lane, k) => [lane, `P${k}`]));
  const lines = steps.flatMap((step, k) => [
    ...(loop === k ? ['  loop for ever'] : []),
    ...stepLines(step, k + 1, names).map((line) => `  ${loop !== undefined && k >= loop ? '  ' : ''}${line}`),
  ]);
  const [first, last] = [names.get(lanes[0] ?? ''), names.get(lanes.at(-1) ?? '')];
  return `${[
    'sequenceDiagram',
    `  title ${plain(title)}`,
    ...lanes.map((lane) => `  participant ${names.get(lane)} as ${plain(lane)}`),
    ...lines,
    ...(loop === undefined || lanes.length === 0
      ? []
      : loop < steps.length
        ? ['  end']
        : [`  Note over ${first === last ? first : `${first},${last}`}: for ever: nothing`]),
  ].join('\n')}\n`;
}

function stepLines(step: TraceStep, number: number, names: ReadonlyMap<string, string>): string[] {
  const { from, to, answers } = arrowOf(step);
  const [a, b] = [names.get(from), names.get(to)];
  const given = Object.entries(step.input).map(([name, value]) => `${name}=${value}`);
  const call = plain(`${number}. ${step.action}${given.length === 0 ? '' : ` (${given.join(' ')})`}`);
  const messages =
    a === b
      ? [`${a}->>${a}: ${call} → ${plain(step.status)}`]
      : !answers
        ? [`${a}->>${b}: ${call}`, `${b}-->>${a}: ${plain(step.status)}`]
        : [`${a}-->>${b}: ${call} → ${plain(step.status)}`];
  const changes = Object.entries(step.changed).map(([field, [before, after]]) =>
    plain(`${field} ${before} → ${after}`),
  );
  const over = a === b ? a : `${a},${b}`;
  return changes.length === 0 ? messages : [...messages, `Note over ${over}: ${changes.join('<br/>')}`];
}
