import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { digest, digestBytes, digestSize, type HashAlgorithm } from './digest.ts';

const algorithms: readonly HashAlgorithm[] = ['SHA-256', 'SHA-384', 'SHA-512'];

describe('digest', () => {
  it('gives the published SHA-256 and SHA-384 digests of "abc"', () => {
    const abc = new TextEncoder().encode('abc');
    expect(digest('SHA-256', abc)).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
    expect(digest('SHA-384', abc)).toBe(
      'cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7',
    );
  });

  it('agrees with OpenSSL on any octets, in every algorithm', () => {
    fc.assert(
      fc.property(fc.constantFrom(...algorithms), fc.uint8Array(), (algorithm, bytes) => {
        expect(digest(algorithm, bytes)).toBe(
          createHash(algorithm.replace('-', '')).update(bytes).digest('hex'),
        );
        expect(digestBytes(algorithm, bytes)).toHaveLength(digestSize[algorithm]);
      }),
      { numRuns: 100 },
    );
  });
});
