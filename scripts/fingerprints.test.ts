import { describe, expect, it } from 'vitest';
import type { Machine } from '../checker/contract.ts';
import { OneCore } from '../checker/search/one-core.ts';
import type { Range } from '../checker/segments.ts';
import { twoPhaseCommit } from '../checker/toys/two-phase-commit.ts';
import { machineOf, setUp } from './setup.ts';

const setup = setUp({ rulebook: 'hardened', world: ['one-device', 'rmm-alone', 'rmm-siblings'] });
const machines = [
  twoPhaseCommit(7) as unknown as Machine<never>,
  ...setup.worlds.map((world) => machineOf(setup, world) as unknown as Machine<never>),
];

/** Both halves of the fingerprints of at least so many states, those next to the start. */
function fingerprintsOf(machine: Machine<never>, states: number): (readonly [number, number])[] {
  const core = new OneCore(machine, [], 'fingerprint', undefined, {});
  const { store } = core.visited;
  const ranges: Range[] = [];
  for (;;) {
    const rows = store.takeRanges();
    ranges.push(...rows);
    if (store.size >= states || rows.length === 0) break;
    core.beginLevel(rows);
    while (!core.isLevelDone) core.expand(1 << 20);
  }
  return ranges.flatMap(({ from, to }) =>
    Array.from({ length: to - from }, (_, k) => store.fingerprintAt(from + k)),
  );
}

const low = (half: number, bits: number): number => half & (2 ** bits - 1);
const high = (half: number, bits: number): number => half >>> (32 - bits);

/** Ways to cut a fingerprint to 24 bits. */
const cuts: readonly (readonly [string, (first: number, second: number) => number])[] = [
  ['low bits of the first half', (h) => low(h, 24)],
  ['high bits of the first half', (h) => high(h, 24)],
  ['low bits of the second half', (_, g) => low(g, 24)],
  ['high bits of the second half', (_, g) => high(g, 24)],
  ['low bits of both', (h, g) => (low(h, 12) << 12) | low(g, 12)],
  ['high bits of both', (h, g) => (high(h, 12) << 12) | high(g, 12)],
  ['low and high bits', (h, g) => (low(h, 12) << 12) | high(g, 12)],
  ['where the halves differ', (h, g) => low(h ^ g, 24)],
];

function pairsThatCollide(keys: readonly number[]): number {
  const seen = new Map<number, number>();
  let pairs = 0;
  for (const key of keys) {
    const before = seen.get(key) ?? 0;
    pairs += before;
    seen.set(key, before + 1);
  }
  return pairs;
}

describe('fingerprints of states that are reached', () => {
  it.each(machines)('collide as often as random numbers, whichever bits are taken: $name', (machine) => {
    const prints = fingerprintsOf(machine, 60_000);
    const expected = (prints.length * (prints.length - 1)) / 2 / 2 ** 24;
    expect(expected).toBeGreaterThan(100);
    for (const [what, cut] of cuts) {
      const pairs = pairsThatCollide(prints.map(([h, g]) => cut(h, g)));
      // Four standard deviations.
      expect(Math.abs(pairs - expected), what).toBeLessThan(4 * Math.sqrt(expected));
    }
    expect(pairsThatCollide(prints.map(([h, g]) => (h >>> 0) * 2 ** 20 + high(g, 20)))).toBe(0);
  });
});
