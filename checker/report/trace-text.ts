/**
 * A trace for the eye: a lane for each actor, a row for each step, and under it only what changed. Never wider than
 * 100 columns.
 */

import type { Citation } from '../contract.ts';
import type { TraceStep } from '../trace.ts';
import { wrap } from './table.ts';

const WIDTH = 100;

const inputText = (input: TraceStep['input']): string =>
  Object.entries(input)
    .map(([name, value]) => `${name}=${value}`)
    .join(' ');

/** A space at which a line is not broken. */
const HARD = '\u00a0';

const changeText = (changed: TraceStep['changed']): string =>
  Object.entries(changed)
    .map(([path, [before, after]]) => `${path} ${before} → ${after}`.replaceAll(' ', HARD))
    .join(', ');

export const citationText = ({ source, at }: Citation): string => `${source} ${at}`;

export interface TraceTextOptions {
  /** Adds the source of every step. */
  readonly cites?: boolean;
  /** How many steps come before those that are repeated for ever: see `Path`. */
  readonly loop?: number;
}

/** The lines of a lane table. */
export function traceText(steps: readonly TraceStep[], options: TraceTextOptions = {}): string[] {
  const actors = [...new Set(steps.map((step) => step.actor))];
  const lanes = actors.map((actor) => `${actor} `).join('');
  const indent = ' '.repeat(5 + lanes.length);
  const room = WIDTH - indent.length;
  const lines = [`   #  ${lanes}step → outcome`];
  for (const [k, step] of steps.entries()) {
    if (options.loop === k) lines.push('   ↻  for ever:');
    const marks = actors.map((actor) => (actor === step.actor ? '●' : '·').padEnd(actor.length + 1)).join('');
    const input = inputText(step.input);
    const text = `${step.action}${input === '' ? '' : ` (${input})`} → ${step.status}`;
    lines.push(`${String(k + 1).padStart(4)}  ${marks}${wrap(text, room - 1, `${indent}   `)}`);
    const changes = changeText(step.changed);
    if (changes !== '') lines.push(`${indent}   ${wrap(changes, room - 4, `${indent}   `)}`);
    if (options.cites)
      lines.push(`${indent}   [${wrap(step.cites.map(citationText).join('; '), room - 6, `${indent}   `)}]`);
  }
  if (options.loop === steps.length) lines.push('   ↻  for ever: nothing');
  return lines.flatMap((line) => line.replaceAll(HARD, ' ').split('\n'));
}
