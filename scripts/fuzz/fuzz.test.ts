import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { toHex } from '../../model/evidence/bytes.ts';
import { emptyTally, fuzzOne, fuzzRange, reasonKind } from '../fuzz.ts';
import { carriedCorpus, corpusWith } from './corpus.ts';
import type { Target } from './target.ts';
import { targetsOf } from './targets.ts';

const SAMPLES = join(import.meta.dirname, '../../../shared/samples');
const INPUTS = 3000;
/** Inputs of which most are certificates, each of which takes the ASN.1 library a millisecond. */
const SLOW: readonly string[] = ['certificate-chain', 'certificates', 'evidence-file', 'host-certificates'];
const targets = targetsOf(existsSync(SAMPLES) ? corpusWith(SAMPLES) : carriedCorpus());
const target = (name: string, defects: Parameters<typeof targetsOf>[1]): Target =>
  targetsOf(carriedCorpus(), defects).find((t) => t.name === name)!;

const tallyOf = (one: Target, seed = 7) => {
  const tally = emptyTally();
  fuzzRange(one, seed, 0, SLOW.includes(one.name) ? INPUTS / 10 : INPUTS, tally);
  return tally;
};

/** The first claim that is broken and begins so. */
function firstBroken(one: Target, claim: string): string | undefined {
  for (let k = 0; k < INPUTS; k++) {
    const { outcome } = fuzzOne(one, 7, k);
    if (outcome.kind === 'broken' && outcome.claim.startsWith(claim)) return outcome.claim;
  }
  return undefined;
}

describe('the parsers of what a host hands over', () => {
  it.each(targets)('hold on generated inputs, of which some are accepted: $name', (one) => {
    const { inputs, accepted, refused, broken } = tallyOf(one);
    expect([...broken.values()].map(({ claim }) => claim)).toEqual([]);
    expect(accepted).toBeGreaterThan(inputs / 20);
    expect([...refused.values()].reduce((sum, n) => sum + n, 0)).toBe(inputs - accepted);
    expect(refused.size).toBeGreaterThan(1);
  });
});

describe('a claim of the fuzzer', () => {
  it.each([
    [
      'interface-report',
      { mmio: new Set(['range-count-unbounded'] as const) },
      'nothing is read outside the report',
    ],
    [
      'interface-report',
      { mmio: new Set(['range-id-unbounded'] as const) },
      'no BAR is read that is not there',
    ],
    [
      'interface-report',
      { mmio: new Set(['first-range-at-bar-start'] as const) },
      'every range lies in its BAR',
    ],
    ['object-read', { rhi: new Set(['size-in-signed-int'] as const) }, 'the kernel does nothing it must not'],
    [
      'object-read',
      { rhi: new Set(['hashed-in-shared-memory'] as const) },
      'an accepted object is what the RMM hashed',
    ],
    [
      'host-certificates',
      { certificates: new Set(['last-readable-certificate-taken'] as const) },
      'the key is that of the certificate that ends where the chain ends',
    ],
    [
      'host-certificates',
      { certificates: new Set(['key-copy-unbounded'] as const) },
      'nothing outside is read or written',
    ],
    [
      'host-certificates',
      { certificates: new Set(['rsa-size-not-asked'] as const) },
      'a key has the size of its algorithm',
    ],
    [
      'host-cache',
      { cache: new Set(['size-of-freed-object'] as const) },
      'nothing outside is read or written',
    ],
    [
      'host-cache',
      { cache: new Set(['room-for-request-alone'] as const) },
      'nothing outside is read or written',
    ],
    [
      'host-cache',
      { cache: new Set(['appended-to-earlier'] as const) },
      'an object is what was last received, for its function',
    ],
    [
      'host-requests',
      { requests: new Set(['offset-not-bounded'] as const) },
      'nothing outside is read or written',
    ],
    [
      'host-requests',
      { requests: new Set(['fetched-twice'] as const) },
      'an answer is what was asked for, and says how much it is',
    ],
  ])('of %s is broken by a parser that is: %j', (name, defects, claim) => {
    expect(firstBroken(target(name, defects), claim)).toBeDefined();
  });

  it('is broken by an error that is thrown', () => {
    const throws: Target = {
      name: 'throws',
      input: () => new Uint8Array(1),
      run: () => {
        throw new Error('at last');
      },
    };
    expect(fuzzOne(throws, 1, 0).outcome).toEqual({
      kind: 'broken',
      claim: 'nothing is thrown: Error: at last',
    });
  });
});

describe('an input', () => {
  it('is the same for the same seed and number, and another for the next', () => {
    const [one] = targets as [Target];
    const hex = (seed: number, k: number) => toHex(fuzzOne(one, seed, k).bytes);
    expect(hex(1, 5)).toBe(hex(1, 5));
    const inputs = new Set(Array.from({ length: 200 }, (_, k) => hex(1, k)));
    expect(inputs.size).toBeGreaterThan(150);
  });

  it('is refused for a reason that can be counted', () => {
    expect(reasonKind('expected 3 ranges of 16 bytes, 40 bytes are left')).toBe(
      'expected # ranges of # bytes, # bytes are left',
    );
    expect(reasonKind('expected a certificate issued by CN=A B, found CN=C issued by CN=D')).toBe(
      'expected a certificate issued by …',
    );
  });
});
