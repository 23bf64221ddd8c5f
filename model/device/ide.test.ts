/** Order, refresh, stop and second session of IDE keys: after the cases of intel/tee-io-validator doc/ide_test and PCIe 6.x 11.4.5. */

import { describe, expect, it } from 'vitest';
import {
  answerIde,
  heard,
  type IdeMessage,
  type IdePort,
  keyStream,
  keysInPlace,
  keysRun,
  runIde,
  sessionEnded,
  stopStream,
  unkeyed,
} from './ide.ts';
import { answerIdeLeg } from './transactions.ts';

const message = (over: Partial<IdeMessage>): IdeMessage => ({
  kind: 'KEY_PROG',
  session: 1,
  set: 0,
  direction: 'RX',
  sub: 'PR',
  ...over,
});
const keyed = runIde(unkeyed, keyStream, 1, 0)!;

describe('keys of a stream', () => {
  it('are six, each programmed, then receive, then transmit', () => {
    expect(keyStream.map(({ kind, direction, sub }) => `${kind} ${direction} ${sub}`)).toEqual([
      'KEY_PROG RX PR',
      'KEY_PROG RX NPR',
      'KEY_PROG RX CPL',
      'KEY_PROG TX PR',
      'KEY_PROG TX NPR',
      'KEY_PROG TX CPL',
      'K_SET_GO RX PR',
      'K_SET_GO RX NPR',
      'K_SET_GO RX CPL',
      'K_SET_GO TX PR',
      'K_SET_GO TX NPR',
      'K_SET_GO TX CPL',
    ]);
    expect(keysInPlace(keyed, 1)).toBe(true);
    expect(keysInPlace(keyed, 2)).toBe(false);
  });

  it.each(keyStream.map((_, k) => k))('are not in place while message %i is missing', (missing) => {
    let port = unkeyed;
    for (const [k, half] of keyStream.entries()) {
      if (k !== missing) port = answerIde(port, { ...half, session: 1, set: 0 }).port;
    }
    expect(keysRun(port)).toBe(false);
  });

  it('do not go before they are programmed, and without an acknowledgement', () => {
    expect(answerIde(unkeyed, message({ kind: 'K_SET_GO' }))).toEqual({ port: unkeyed, answer: 'DISCARDED' });
  });

  it('are not replaced while they run', () => {
    expect(answerIde(keyed, message({}))).toEqual({ port: keyed, answer: 'UNSUPPORTED_VALUE' });
  });
});

describe('a refresh', () => {
  it.each([0, 1] as const)('goes from set %i to the other and back, Secure at every message', (from) => {
    let port = runIde(unkeyed, keyStream, 1, from)!;
    for (const set of from === 0 ? ([1, 0] as const) : ([0, 1] as const)) {
      for (const half of keyStream) {
        const reply = answerIde(port, { ...half, session: 1, set });
        expect(reply.answer).toBe('ACK');
        port = reply.port;
        expect(keysRun(port)).toBe(true);
      }
      expect(keysInPlace(port, 1)).toBe(true);
    }
  });

  it('does not use the old keys again: they have to be programmed anew', () => {
    const refreshed = runIde(keyed, keyStream, 1, 1)!;
    const transmit = message({ kind: 'K_SET_GO', direction: 'TX', set: 0 });
    expect(answerIde(refreshed, transmit).answer).toBe('DISCARDED');
  });
});

describe('both ports of a stream', () => {
  type Half = (typeof keyStream)[number];
  const go = (direction: 'RX' | 'TX'): readonly Half[] =>
    keyStream.filter((half) => half.kind === 'K_SET_GO' && half.direction === direction);
  /** Whether everything sent is received after every message of a refresh to set 1. */
  function nothingIsLost(steps: readonly (readonly ['device' | 'port', readonly Half[]])[]): boolean {
    const programmed = runIde(keyed, keyStream.slice(0, 6), 1, 1)!;
    const ports: Record<'device' | 'port', IdePort> = { device: programmed, port: programmed };
    for (const [name, halves] of steps) {
      for (const half of halves) {
        ports[name] = answerIde(ports[name], { ...half, session: 1, set: 1 }).port;
        if (!heard(ports.device, ports.port) || !heard(ports.port, ports.device)) return false;
      }
    }
    return true;
  }

  it('lose nothing when both receive before either transmits', () => {
    expect(
      nothingIsLost([
        ['device', go('RX')],
        ['port', go('RX')],
        ['device', go('TX')],
        ['port', go('TX')],
      ]),
    ).toBe(true);
  });

  it('lose what is sent first in the order of the CoVE-IO chart, transmit before receive, where it is used for a refresh', () => {
    expect(
      nothingIsLost([
        ['device', go('TX')],
        ['port', go('TX')],
        ['device', go('RX')],
        ['port', go('RX')],
      ]),
    ).toBe(false);
  });
});

describe('stop', () => {
  it('of any one key makes the stream Insecure', () => {
    for (const half of stopStream)
      expect(keysRun(answerIde(keyed, { ...half, session: 1, set: 0 }).port)).toBe(false);
  });

  it('of all leaves nothing, so that another session is heard', () => {
    const stopped = runIde(keyed, stopStream, 1, 0)!;
    expect(stopped).toEqual(unkeyed);
    expect(answerIde(stopped, message({ session: 2 })).answer).toBe('ACK');
  });
});

describe('a second session', () => {
  it.each(['KEY_PROG', 'K_SET_GO', 'K_SET_STOP'] as const)(
    'is not heard in %s while the first lives',
    (kind) => {
      expect(answerIde(keyed, message({ kind, session: 2, set: 1 }))).toEqual({
        port: keyed,
        answer: 'DISCARDED',
      });
    },
  );

  it('is heard after the first has ended, whose keys are gone', () => {
    expect(keysRun(sessionEnded())).toBe(false);
    expect(keysInPlace(runIde(sessionEnded(), keyStream, 2, 0)!, 2)).toBe(true);
  });
});

describe('a stream operation of the RMM', () => {
  it.each([
    ['CONNECT', true, true],
    ['CONNECT', false, true],
    ['DISCONNECT', true, false],
    ['DISCONNECT', false, false],
    ['KEY_REFRESH', true, true],
    ['KEY_REFRESH', false, undefined],
    ['KEY_PURGE', true, true],
    ['KEY_PURGE', false, undefined],
  ] as const)('%s of a stream that is Secure (%s) leaves it so: %s', (leg, before, after) => {
    expect(answerIdeLeg(leg, before)).toBe(after);
  });
});
