import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { smallestBreaking } from '../../../checker/testing/smallest.ts';
import { HARDENED } from '../../defect.ts';
import { concat, equalBytes } from '../../evidence/bytes.ts';
import { digestBytes } from '../../evidence/digest.ts';
import type { EvidenceDefect, HasEvidence } from './defects.ts';
import { attributesOf, Dump, digestOf, type Published } from './dump.ts';
import { NAMES, type Name, nextGeneration, verified } from './verify.ts';

const having = (defect: EvidenceDefect): HasEvidence => new Set([defect]);
const genuine = (name: Name): Uint8Array => new TextEncoder().encode(name);
const other = Uint8Array.of(0);
const all = <T>(of: (name: Name) => T) =>
  Object.fromEntries(NAMES.map((name) => [name, of(name)])) as Record<Name, T>;

/** What the host serves for each object, whether the RMM has VCA, and what an earlier call left in the guest's buffer. */
interface Case {
  readonly served: Readonly<Record<Name, 'GENUINE' | 'OTHER' | 'WITHHELD'>>;
  readonly protocolDataSet: boolean;
  readonly staleOf: 'NOTHING' | 'OTHER_VCA';
}
const served = fc.constantFrom('GENUINE' as const, 'OTHER' as const, 'WITHHELD' as const);
const cases: fc.Arbitrary<Case> = fc.record({
  served: fc.record({ certificate: served, vca: served, report: served, measurements: served }),
  protocolDataSet: fc.boolean(),
  staleOf: fc.constantFrom('NOTHING' as const, 'OTHER_VCA' as const),
});

/** S4: a lock goes on only with objects that the RMM has hashed and told of in this call, all of them. */
function sound({ served, protocolDataSet, staleOf }: Case, has: HasEvidence): boolean {
  const bytes = { GENUINE: genuine, OTHER: () => other };
  const objects: Partial<Record<Name, Uint8Array>> = {};
  for (const name of NAMES) {
    const what = served[name];
    if (what !== 'WITHHELD') objects[name] = bytes[what](name);
  }
  const stale = new Uint8Array(0x200);
  if (staleOf === 'OTHER_VCA') stale.set(digestBytes('SHA-256', other), 0x40);
  const info = { digests: all((name) => digestBytes('SHA-256', genuine(name))), protocolDataSet };
  const wanted = protocolDataSet && NAMES.every((name) => served[name] === 'GENUINE');
  return verified(objects, info, stale, has) === wanted;
}

describe('the digests', () => {
  it('let a lock go on with what the RMM hashed, and with nothing else', () => {
    expect(smallestBreaking(cases, (input) => sound(input, HARDENED), { runs: 3000 })).toBeUndefined();
  });

  it('with unset-digest-compared let through a VCA that an earlier call left the digest of', () => {
    const input: Case = {
      served: { ...all(() => 'GENUINE' as const), vca: 'OTHER' },
      protocolDataSet: false,
      staleOf: 'OTHER_VCA',
    };
    expect(smallestBreaking(cases, (c) => sound(c, having('unset-digest-compared')), { runs: 3000 })).toEqual(
      input,
    );
  });

  it('with missing-object-warned let a lock go on without an object', () => {
    const smallest = smallestBreaking(cases, (c) => sound(c, having('missing-object-warned')), {
      runs: 3000,
    });
    expect(Object.values(smallest!.served)).toContain('WITHHELD');
  });
});

describe('generations', () => {
  const nonces = fc.uniqueArray(fc.oneof(fc.bigInt(1n, 9n), fc.constantFrom(1n << 32n, (1n << 32n) + 1n)), {
    maxLength: 4,
  });
  /** S16: no publication has the generation of none, or that of another. */
  const distinct = (list: readonly bigint[], has: HasEvidence): boolean => {
    let generation = 0n;
    const seen = list.map((nonce) => {
      generation = nextGeneration(generation, nonce, has);
      return generation;
    });
    return !seen.includes(0n) && new Set(seen).size === seen.length;
  };
  it('are distinct and none is 0; with generation-is-half-a-nonce, 2^32 is no generation', () => {
    expect(smallestBreaking(nonces, (list) => distinct(list, HARDENED))).toBeUndefined();
    expect(smallestBreaking(nonces, (list) => distinct(list, having('generation-is-half-a-nonce')))).toEqual([
      1n << 32n,
    ]);
    expect(distinct([1n, (1n << 32n) + 1n], having('generation-is-half-a-nonce'))).toBe(false);
  });
});

describe('a dump', () => {
  const sizes = fc.nat(200_000);
  const carried = (size: number, has: HasEvidence): boolean => {
    const object = new Uint8Array(size).fill(7);
    const parts = attributesOf(object, has);
    return parts.every(({ length }) => length + 4 <= 0xffff) && equalBytes(concat(...parts), object);
  };
  it('carries an object of any size whole; with attribute-length-wraps not one of 65532 bytes', () => {
    expect(smallestBreaking(sizes, (size) => carried(size, HARDENED), { runs: 100 })).toBeUndefined();
    expect(
      smallestBreaking(sizes, (size) => carried(size, having('attribute-length-wraps')), { runs: 100 }),
    ).toBe(65532);
  });

  it('has digests for those who ask; with digest-never-filled it has none', () => {
    expect(digestOf(other)).toEqual(digestBytes('SHA-256', other));
    expect(digestOf(other, having('digest-never-filled'))).toEqual(new Uint8Array(0));
  });

  /** All orders of two dumps of three steps each. */
  function* orders(a = 3, b = 3): Generator<string> {
    if (a === 0 && b === 0) yield '';
    if (a > 0) for (const rest of orders(a - 1, b)) yield `A${rest}`;
    if (b > 0) for (const rest of orders(a, b - 1)) yield `B${rest}`;
  }
  /** Orders in which somebody is given, without an error, what was made for another. */
  const swapped = (has: HasEvidence): readonly string[] =>
    [...orders()].filter((order) => {
      const published: Published = { nonce: 'earlier', generation: 1 };
      const dumps = { A: new Dump(published, 'A', has), B: new Dump(published, 'B', has) };
      for (const who of order) dumps[who as 'A' | 'B'].step();
      return (['A', 'B'] as const).some((who) => dumps[who].read.some((nonce) => nonce !== who));
    });
  it('gives its reader what was made for its nonce, or an error, in all 20 orders of two', () => {
    expect([...orders()]).toHaveLength(20);
    expect(swapped(HARDENED)).toEqual([]);
  });
  it.each<[EvidenceDefect, number]>([
    ['nonce-dropped', 20],
    ['generation-learned-late', 12],
  ])('does not with %s, in %i of them', (defect, count) => {
    expect(swapped(having(defect))).toHaveLength(count);
  });
});
