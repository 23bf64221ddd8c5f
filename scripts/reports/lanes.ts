/**
 * Who takes part in a trace and whom each step turns to, for those who draw it. The RMM and the kernel act in the steps of
 * their callers, so that it is the name of the interaction that says who is called.
 */

import type { TraceStep } from '../../checker/trace.ts';

/** From left to right as the calls go down: the tenant's side, the RMM, the host's side, the device. */
const ORDER = ['relying party', 'operator', 'guest', 'realm', 'RMM', 'host', 'device'];

/** Which interaction is with whom: an interface by its prefix, a write to sysfs by its file, what befalls a device. */
const PARTNERS: readonly (readonly [RegExp, string])[] = [
  [/^(RMI|RSI)_/, 'RMM'],
  [/^RHI_/, 'host'],
  [/^write tsm\/(connect|disconnect)$/, 'host'],
  [/^write tsm\/(lock|accept|unlock)$/, 'guest'],
  [/^arm-cca-guest /, 'guest'],
  [/^relying party approves$/, 'operator'],
  [/^device answers$/, 'host'],
  [/^host (disturbs|resets|takes)/, 'device'],
];

/** A program's step is `where/in-it: interaction`. */
const interactionOf = (action: string): string => action.replace(/^[a-z]+\/[a-z0-9-]+: /, '');

/** An arrow of a sequence diagram; `to` is `from` where a step turns to nobody. */
export interface Arrow {
  readonly from: string;
  readonly to: string;
  /** Whether it answers an earlier call, and is itself not answered. */
  readonly answers: boolean;
}

/** From whom to whom a step goes. That of a call which returns goes back. */
export function arrowOf({ actor, action }: Pick<TraceStep, 'actor' | 'action'>): Arrow {
  const interaction = interactionOf(action);
  const partner = PARTNERS.find(([pattern]) => pattern.test(interaction))?.[1];
  if (partner === undefined || partner === actor) return { from: actor, to: actor, answers: false };
  return interaction.endsWith(' returns')
    ? { from: partner, to: actor, answers: true }
    : { from: actor, to: partner, answers: interaction === 'device answers' };
}

/** Everybody in a trace, from left to right. */
export function lanesOf(steps: readonly TraceStep[]): string[] {
  const present = new Set(steps.map(arrowOf).flatMap(({ from, to }) => [from, to]));
  const known = ORDER.filter((name) => present.has(name));
  return [...known, ...[...present].filter((name) => !ORDER.includes(name))];
}
