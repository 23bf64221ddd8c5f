/** `interlock evidence` as its users meet it; what is judged how has tests of its own. */

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fromHex } from '../../model/evidence/bytes.ts';
import { GENUINE_CHAIN } from '../../model/evidence/genuine-chain.ts';
import { OTHER_CHAIN } from '../../model/evidence/other-chain.ts';
import { complaint, interlock, shell } from '../testing/binary.ts';

let folder = '';
const inFolder = (name: string): string => join(folder, name);
const files = ['chain.der', 'changed.der', 'other.der', 'empty', 'cut.der'] as const;
const path = (name: (typeof files)[number]): string => inFolder(name);

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'interlock-evidence-'));
  const bytes = (hex: string): Uint8Array => {
    const read = fromHex(hex);
    return read.ok ? read.value : new Uint8Array(0);
  };
  const chain = bytes(GENUINE_CHAIN);
  writeFileSync(path('chain.der'), chain);
  writeFileSync(path('other.der'), bytes(OTHER_CHAIN));
  writeFileSync(
    path('changed.der'),
    chain.map((byte, k) => (k === chain.length - 1 ? byte ^ 1 : byte)),
  );
  writeFileSync(path('empty'), '');
  writeFileSync(path('cut.der'), chain.slice(0, -1));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const evidence = (...words: readonly string[]) => interlock('evidence', ...words);

describe('the exit code of evidence', () => {
  it('is 0 when all is good, and what was not asked is said in words', () => {
    const run = evidence(path('chain.der'));
    expect([run.stderr, run.status]).toEqual(['', 0]);
    expect(run.stdout).toContain('chain.der: good');
    expect(run.stdout).toContain('✓ all 3 signatures verify');
    expect(run.stdout).toContain('· the root is trusted by nobody here (--root FILE)');
    for (const line of run.stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(100);
  });

  it('is 1 when a file is judged bad, and the others are judged all the same', () => {
    const run = evidence(path('changed.der'), path('chain.der'));
    expect([run.stderr, run.status]).toEqual(['', 1]);
    expect(run.stdout).toContain('changed.der: bad');
    expect(run.stdout).toContain('✗ the signature on CN=Interlock Example Device 1 is not by');
    expect(run.stdout).toContain('chain.der: good');
  });

  it('is 2 when a file is nothing known, and the others are judged all the same', () => {
    const run = evidence(path('cut.der'), path('changed.der'), path('chain.der'));
    expect(complaint(run)).toMatch(
      /cut\.der is no known evidence: at byte \d+, expected a certificate of \d+ bytes/,
    );
    expect(run.stdout).toContain('cut.der: unreadable');
    expect(run.stdout).toContain('changed.der: bad');
    expect(run.stdout).toContain('chain.der: good');
  });

  it.each([
    ['is not there', 'nowhere', 'there is no such file or folder'],
    ['is a folder', '', 'it is a directory'],
    ['is empty', 'empty', 'found no bytes'],
  ])('is 2 when a file %s', (_, name, says) => {
    expect(complaint(evidence(inFolder(name)))).toContain(says);
  });

  it('is the same with --quiet, which prints complaints alone', () => {
    const quiet = evidence(path('changed.der'), '--quiet');
    expect([quiet.stdout, quiet.stderr, quiet.status]).toEqual(['', '', 1]);
    expect(complaint(evidence(path('empty'), '--quiet'))).toContain('found no bytes');
  });
});

describe('the questions of evidence', () => {
  it('--root FILE: the root has to be that', () => {
    expect(evidence(path('chain.der'), '--root', path('chain.der')).status).toBe(0);
    // Both of our devices have one root; an intermediate of the other is none of the chain.
    const run = evidence(path('chain.der'), '--root', path('other.der'));
    expect(run.stdout).toContain('✓ the root is the trust anchor');
  });

  it('--at TIME: every certificate has to be valid then', () => {
    expect(evidence(path('chain.der'), '--at', '2027-01-01').status).toBe(0);
    const run = evidence(path('chain.der'), '--at', '2025-01-01');
    expect(run.status).toBe(1);
    expect(run.stdout).toContain('not at 2025-01-01T00:00:00Z');
  });

  it.each([
    { words: [], says: "missing required argument 'file'" },
    { words: ['FILE', '--trust', 'x'], says: "unknown option '--trust'" },
    { words: ['FILE', '--nonce', 'abc'], says: '--nonce abc: expected 32 bytes in hexadecimal' },
    { words: ['FILE', '--at', 'noon'], says: '--at noon: expected a time such as 2026-11-25' },
    { words: ['FILE', '--bars', '0:16'], says: '--bars 0:16: expected ID:ADDRESS:SIZE' },
    {
      words: ['FILE', '--bars', '0:0x1000:0x3000'],
      says: 'BAR 0 is no power of two at a multiple of its size',
    },
    { words: ['FILE', '--root', '/nowhere'], says: 'cannot read /nowhere: there is no such file' },
    { words: ['FILE', '--chain', '/dev/null'], says: '/dev/null holds no certificates: at byte 0' },
    { words: ['FILE', '--vca', 'FILE'], says: 'is no VCA: expected the six messages from GET_VERSION' },
    { words: ['FILE', '--json', '/nowhere/at/all'], says: 'cannot write /nowhere/at/all' },
  ])('that cannot be used are refused in one sentence: $words', ({ words, says }) => {
    expect(
      complaint(evidence(...words.map((word) => (word === 'FILE' ? path('chain.der') : word)))),
    ).toContain(says);
  });
});

describe('evidence in a pipe', () => {
  it('reads standard input, and may have its reader go', () => {
    const run = shell(`cat "${path('chain.der')}" | interlock evidence - | head -1`);
    expect([run.stdout, run.stderr, run.status]).toEqual(['-: good\n', '', 0]);
  });

  it('reads no more than evidence can be', () => {
    expect(complaint(evidence('/dev/zero'))).toContain('expected at most 67108864 bytes, found more');
  });
});

describe('evidence as JSON', () => {
  it('has every file with its parts, and the worst outcome', () => {
    const json = inFolder('out.json');
    const run = evidence(path('chain.der'), path('changed.der'), path('empty'), '--json', json, '--quiet');
    expect(run.status).toBe(2);
    const read = JSON.parse(readFileSync(json, 'utf8')) as unknown;
    expect(read).toMatchObject({
      schema: 'interlock.evidence/1',
      outcome: 'unreadable',
      files: [
        {
          path: path('chain.der'),
          outcome: 'good',
          parts: [
            {
              title: 'chain of 3 certificates, DER',
              outcome: 'good',
              findings: expect.arrayContaining([{ is: 'good', says: 'all 3 signatures verify' }]),
              form: 'DER',
              certificates: [
                { subject: 'CN=Interlock Example Root CA' },
                { issuer: 'CN=Interlock Example Root CA' },
                { key: { algorithm: 'ECDSA_P384' }, otherNames: [{ text: 'INTERLOCK:EXAMPLE:0001' }] },
              ],
            },
          ],
        },
        { outcome: 'bad', parts: [{ outcome: 'bad' }] },
        { outcome: 'unreadable', why: expect.stringContaining('found no bytes') },
      ],
    });
  });
});
