/** The whole table, row by row: every device, buffer and order of events that the decision can tell apart. */

import { describe, expect, it } from 'vitest';
import { HARDENED } from '../../defect.ts';
import { atTheDevice } from './at-the-device.ts';
import {
  type Allocation,
  allocate,
  type Decision,
  type DmaDevice,
  forceDmaUnencrypted,
  free,
  type Mapping,
  mapStreaming,
  privateBuffer,
} from './decision.ts';
import { type DmaDefect, dmaVersions, type HasDma } from './defects.ts';

const BOOLEANS = [false, true] as const;

const devices: readonly DmaDevice[] = BOOLEANS.flatMap((realm) =>
  BOOLEANS.flatMap((accepted) =>
    BOOLEANS.flatMap((known) =>
      (['SHARED', 'PRIVATE', 'RESTRICTED', 'NONE'] as const).map((pool) => ({
        realm,
        accepted,
        known,
        pool,
      })),
    ),
  ),
).filter(({ realm, accepted, known }) => realm || (!accepted && known));
const mappings: readonly Mapping[] = (['PRIVATE', 'SHARED'] as const).flatMap((page) =>
  BOOLEANS.flatMap((ccShared) => BOOLEANS.map((mmio) => ({ page, ccShared, mmio }))),
);
const allocations: readonly Allocation[] = BOOLEANS.flatMap((blocking) =>
  BOOLEANS.map((converts) => ({ blocking, converts })),
);

/** A caller that says of a page what it is: the contract of DMA_ATTR_CC_SHARED. Outside a realm all pages are private. */
const truthful = ({ realm }: DmaDevice, { page, ccShared }: Mapping): boolean =>
  realm ? ccShared === (page === 'SHARED') : page === 'PRIVATE' && !ccShared;

interface Row {
  readonly device: DmaDevice;
  readonly mapping?: Mapping;
  readonly allocation?: Allocation;
}
const rows: readonly Row[] = devices.flatMap((device) => [
  ...mappings.filter((mapping) => truthful(device, mapping)).map((mapping) => ({ device, mapping })),
  ...allocations.map((allocation) => ({ device, allocation })),
]);
const inRealm = rows.filter(({ device }) => device.realm);

const decide = ({ device, mapping, allocation }: Row, has: HasDma): Decision =>
  mapping ? mapStreaming(device, mapping, has) : allocate(device, allocation!, has);
const isAccepted = ({ device }: Row): boolean => device.accepted && device.known;

/** Each claim of one row. T is set by a device that is accepted, and by no other: what the RMM enables and RUN gives. */
const claims = {
  'no decision crashes': (row, has) => decide(row, has).kind !== 'FAULT',
  'unaccepted: every buffer is host-shared (S11)': (row, has) => {
    const decision = decide(row, has);
    return (
      isAccepted(row) || decision.kind !== 'BUFFER' || (decision.state === 'SHARED' && decision.sharedBit)
    );
  },
  'accepted: none is host-shared unless the caller said so (S11)': (row, has) => {
    const decision = decide(row, has);
    return (
      !isAccepted(row) ||
      decision.kind !== 'BUFFER' ||
      decision.state === 'PRIVATE' ||
      !!row.mapping?.ccShared
    );
  },
  'what an accepted device uses of private memory is never exposed': (row, has) => {
    const decision = decide(row, has);
    return !isAccepted(row) || decision.kind !== 'BUFFER' || decision.exposes === 'NOTHING';
  },
  'at most the buffer is exposed, never what lies beside it': (row, has) => {
    const decision = decide(row, has);
    return decision.kind !== 'BUFFER' || decision.exposes !== 'THE_WHOLE_PAGE';
  },
  'the device reaches what it is handed (S3, L7)': (row, has) => {
    const decision = decide(row, has);
    return decision.kind !== 'BUFFER' || atTheDevice(decision, isAccepted(row)) === 'REACHES';
  },
  'the address says shared exactly if the memory is': (row, has) => {
    const decision = decide(row, has);
    return decision.kind !== 'BUFFER' || decision.sharedBit === (decision.state === 'SHARED');
  },
  "another device's registers are mapped for none": (row, has) =>
    row.mapping?.mmio !== true || decide(row, has).kind === 'ERROR',
  'with the default pool, memory is to be had': (row, has) => {
    if (row.device.pool !== 'SHARED' || row.mapping?.mmio || row.allocation?.converts === false) return true;
    return decide(row, has).kind === 'BUFFER';
  },
} satisfies Record<string, (row: Row, has: HasDma) => boolean>;
type Claim = keyof typeof claims;

/** Rows that break a claim. */
const breaking = (claim: Claim, has: HasDma): readonly Row[] =>
  inRealm.filter((row) => !claims[claim](row, has));

describe('the DMA decision', () => {
  it('has a table of this size', () => {
    expect({ devices: devices.length, rows: rows.length, inRealm: inRealm.length }).toEqual({
      devices: 20,
      rows: 152,
      inRealm: 128,
    });
  });

  it.each(Object.keys(claims) as Claim[])('under the hardened guest: %s', (claim) => {
    expect(breaking(claim, HARDENED)).toEqual([]);
  });

  it.each<[DmaDefect, Claim, number]>([
    ['accepted-still-bounces', 'accepted: none is host-shared unless the caller said so (S11)', 2],
    ['accepted-still-bounces', 'what an accepted device uses of private memory is never exposed', 2],
    ['bounce-flag-truncated', 'unaccepted: every buffer is host-shared (S11)', 9],
    ['bounce-flag-truncated', 'the device reaches what it is handed (S3, L7)', 9],
    ['decided-for-the-device', 'the device reaches what it is handed (S3, L7)', 3],
    ['attribute-test-inverted', 'the device reaches what it is handed (S3, L7)', 19],
    ['attribute-test-inverted', 'the address says shared exactly if the memory is', 19],
    ['pool-state-ignored', 'accepted: none is host-shared unless the caller said so (S11)', 1],
    ['pool-state-ignored', 'unaccepted: every buffer is host-shared (S11)', 3],
    ['null-device-dereferenced', 'no decision crashes', 64],
    ['p2p-is-shared-memory', "another device's registers are mapped for none", 24],
    ['decrypts-what-it-is-handed', 'at most the buffer is exposed, never what lies beside it', 12],
  ])('with %s breaks: %s (%i rows)', (defect, claim, count) => {
    expect(breaking(claim, new Set([defect]))).toHaveLength(count);
  });

  it('as posted in v3 and v4 copies private data of an accepted device to shared memory', () => {
    const claim = 'what an accepted device uses of private memory is never exposed';
    for (const version of ['rfc-v3', 'rfc-v4'] as const) {
      expect(
        breaking(claim, dmaVersions[version]).map(({ device, mapping }) => [device.pool, mapping?.page]),
      ).toContainEqual(['SHARED', 'PRIVATE']);
    }
    expect(breaking(claim, dmaVersions.v2)).toEqual([]);
    expect(breaking(claim, dmaVersions['cc-shared'])).toEqual([]);
  });

  it('hides nothing outside a realm, where nothing is private to the guest', () => {
    for (const row of rows.filter(({ device }) => !device.realm)) {
      expect(forceDmaUnencrypted(row.device)).toBe(false);
      const decision = decide(row, HARDENED);
      if (decision.kind === 'BUFFER') expect(decision.sharedBit).toBe(false);
    }
  });

  it('is one word for the flow: a private buffer of an accepted device, a bounced one of any other', () => {
    expect([privateBuffer(true), privateBuffer(false)]).toEqual(['PRIVATE', 'BOUNCED']);
    expect(privateBuffer(true, new Set(['accepted-still-bounces']))).toBe('BOUNCED');
    expect(privateBuffer(false, new Set(['bounce-flag-truncated']))).toBe('PRIVATE');
  });
});

/** An allocation, what becomes of acceptance before it is freed, and whether the page can be made private again. */
interface Life {
  readonly device: DmaDevice;
  readonly allocation: Allocation;
  readonly acceptedAtFree: boolean;
  readonly reencrypts: boolean;
}
const lives: readonly Life[] = devices
  .filter(({ realm, known }) => realm && known)
  .flatMap((device) =>
    allocations.flatMap((allocation) =>
      BOOLEANS.flatMap((acceptedAtFree) =>
        BOOLEANS.map((reencrypts) => ({ device, allocation, acceptedAtFree, reencrypts })),
      ),
    ),
  );

/** Memory goes back as what it came from: private to the allocator, shared to its pool; or it never goes back. */
function symmetric({ device, allocation, acceptedAtFree, reencrypts }: Life, has: HasDma): boolean {
  const buffer = allocate(device, allocation, has);
  if (buffer.kind !== 'BUFFER') return true;
  const freed = free({ ...device, accepted: acceptedAtFree }, buffer, reencrypts, has);
  const back = buffer.handed === 'POOL' ? 'TO_POOL' : 'TO_ALLOCATOR';
  return freed === back || (freed === 'LEAKED' && buffer.state === 'SHARED' && !reencrypts);
}

describe('freeing', () => {
  const breakingLives = (defect?: DmaDefect): readonly Life[] =>
    lives.filter((life) => !symmetric(life, new Set(defect ? [defect] : [])));

  it('gives back what was allocated, also where acceptance changed in between', () => {
    expect(lives).toHaveLength(128);
    expect(breakingLives()).toEqual([]);
  });

  it('with free-asks-again goes wrong exactly where acceptance changed: S10 is what it rests on', () => {
    const wrong = breakingLives('free-asks-again');
    expect(wrong.length).toBeGreaterThan(0);
    expect(wrong.every(({ device, acceptedAtFree }) => device.accepted !== acceptedAtFree)).toBe(true);
    const { device, allocation } = wrong.find((life) => !life.device.accepted)!;
    const buffer = allocate(device, allocation);
    expect(
      buffer.kind === 'BUFFER' &&
        free({ ...device, accepted: true }, buffer, true, new Set(['free-asks-again'])),
    ).toBe('TO_ALLOCATOR_SHARED');
  });

  it('with reencrypt-failure-ignored hands shared pages to the allocator', () => {
    const wrong = breakingLives('reencrypt-failure-ignored');
    expect(wrong.length).toBeGreaterThan(0);
    expect(wrong.every(({ reencrypts, allocation }) => !reencrypts && allocation.blocking)).toBe(true);
  });
});
