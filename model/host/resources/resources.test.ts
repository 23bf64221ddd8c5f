import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { smallestBreaking } from '../../../checker/testing/smallest.ts';
import { HARDENED } from '../../defect.ts';
import { type AuxAnswers, MAX_AUX, takeAuxGranules } from './aux-granules.ts';
import type { HasResources, ResourceDefect } from './defects.ts';
import { StreamIds } from './stream-ids.ts';

const having = (defect: ResourceDefect): HasResources => new Set([defect]);

const answers: fc.Arbitrary<AuxAnswers> = fc.record({
  count: fc.option(fc.nat(MAX_AUX), { nil: undefined }),
  fails: fc.option(fc.nat(MAX_AUX), { nil: undefined }),
  stale: fc.nat(1000),
});

/** S1, S11: nothing is lost, and RMI_PDEV_CREATE is promised what the RMM asked for. */
function isAccounted(asked: AuxAnswers, has: HasResources): boolean {
  const { errno, held, lost, promised } = takeAuxGranules(asked, has);
  const refused = asked.count === undefined || (asked.fails !== undefined && asked.fails < asked.count);
  return refused
    ? errno === '-EIO' && held === 0 && lost === 0 && promised === 0
    : errno === '0' && held === asked.count && promised === asked.count && lost === 0;
}

describe('the auxiliary granules of a PDEV', () => {
  it('are held all or none, as many as the RMM asked for', () => {
    expect(smallestBreaking(answers, (asked) => isAccounted(asked, HARDENED))).toBeUndefined();
  });

  it.each<[ResourceDefect, AuxAnswers]>([
    ['unwinds-wrong-element', { count: 2, fails: 1, stale: 0 }],
    ['aux-count-not-checked', { count: undefined, fails: undefined, stale: 0 }],
  ])('are not with %s', (defect, example) => {
    expect(smallestBreaking(answers, (asked) => isAccounted(asked, having(defect)))).toEqual(example);
  });
});

/** One use of the ids: somebody else takes or gives an id on a bridge, or this driver does. */
interface Use {
  readonly by: 'driver' | 'others';
  readonly bridge: number;
  readonly id: number;
}
const IDS = 2;
const uses: fc.Arbitrary<readonly Use[]> = fc.array(
  fc.record({
    by: fc.constantFrom<Use['by']>('driver', 'others'),
    bridge: fc.nat(1),
    id: fc.nat(IDS - 1),
  }),
  { maxLength: 12 },
);

/** S6, L4: while an id is free on a bridge the driver gets one, and never one that somebody has there. */
function isServed(sequence: readonly Use[], has: HasResources): boolean {
  const ids = new StreamIds(IDS, has);
  const foreign = [new Set<number>(), new Set<number>()];
  const mine: (number | undefined)[] = [undefined, undefined];
  for (const { by, bridge, id } of sequence) {
    const others = foreign[bridge]!;
    if (by === 'others') {
      if (!others.delete(id) && mine[bridge] !== id) others.add(id);
    } else if (mine[bridge] !== undefined) {
      ids.give(bridge, mine[bridge]);
      mine[bridge] = undefined;
    } else {
      const got = ids.take(bridge, others);
      if (got === undefined ? others.size < IDS : others.has(got)) return false;
      mine[bridge] = got;
    }
  }
  return true;
}

describe('stream ids', () => {
  it('are had as long as one is free on the bridge', () => {
    expect(smallestBreaking(uses, (sequence) => isServed(sequence, HARDENED))).toBeUndefined();
  });

  it('are drained by those of others, with foreign-ids-stay-marked', () => {
    const found = smallestBreaking(uses, (sequence) => isServed(sequence, having('foreign-ids-stay-marked')));
    expect(found).toHaveLength(5);
  });

  it('are taken from a bridge that has none left for one that has, with one-pool-for-all-bridges', () => {
    const has = having('one-pool-for-all-bridges');
    expect(smallestBreaking(uses, (sequence) => isServed(sequence, has))).toBeDefined();
    // On bridge 1 somebody else has id 1, and id 0 is free; the driver has id 0 on bridge 0.
    const sequence: readonly Use[] = [
      { by: 'others', bridge: 1, id: 1 },
      { by: 'driver', bridge: 0, id: 0 },
      { by: 'driver', bridge: 1, id: 0 },
    ];
    expect([isServed(sequence, HARDENED), isServed(sequence, has)]).toEqual([true, false]);
  });
});
