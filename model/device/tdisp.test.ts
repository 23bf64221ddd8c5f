/**
 * The responder's table, request by state by behaviour, written out by hand from table 11-3, the error tables of 11.3 and
 * the comparison of published implementations in README.md. Nothing here is computed from the code under test.
 */

import { describe, expect, it } from 'vitest';
import type { TdiState, TdispRequest } from '../lifecycle/tdi.ts';
import { type Behaviour, behaviours } from './behaviours.ts';
import { type Choices, defaultChoices } from './choices.ts';
import { errorsOf, type Facts, goodRequest, respond } from './tdisp.ts';
import { ERROR_CODES, type ErrorCode } from './tdisp-messages.ts';

const STATES = ['CONFIG_UNLOCKED', 'CONFIG_LOCKED', 'RUN', 'ERROR'] as const;
const SHORT: Readonly<Record<string, TdiState>> = {
  U: 'CONFIG_UNLOCKED',
  L: 'CONFIG_LOCKED',
  R: 'RUN',
  E: 'ERROR',
};
const CODES: Readonly<Record<string, ErrorCode>> = {
  req: 'INVALID_REQUEST',
  state: 'INVALID_INTERFACE_STATE',
  unsup: 'UNSUPPORTED_REQUEST',
};

/**
 * Each cell: the code, if there is one, and the state after. `=` in front of a state that stays is left out, so that
 * `U` in the first column says: answered, still CONFIG_UNLOCKED.
 */
type Cells = readonly [string, string, string, string];
type Table = Readonly<Record<TdispRequest, Cells>>;

const SPECIFICATION: Table = {
  GET_TDISP_VERSION: ['U', 'L', 'R', 'E'],
  GET_TDISP_CAPABILITIES: ['U', 'L', 'R', 'E'],
  LOCK_INTERFACE_REQUEST: ['L', 'state L', 'state R', 'state E'],
  GET_DEVICE_INTERFACE_REPORT: ['state U', 'L', 'R', 'state E'],
  GET_DEVICE_INTERFACE_STATE: ['U', 'L', 'R', 'E'],
  START_INTERFACE_REQUEST: ['state U', 'R', 'state R', 'state E'],
  STOP_INTERFACE_REQUEST: ['U', 'U', 'U', 'U'],
  BIND_P2P_STREAM_REQUEST: ['state U', 'state L', 'R', 'state E'],
  UNBIND_P2P_STREAM_REQUEST: ['state U', 'state L', 'R', 'state E'],
  SET_MMIO_ATTRIBUTE_REQUEST: ['state U', 'state L', 'R', 'state E'],
  VDM_REQUEST: ['U', 'L', 'R', 'E'],
};
const NOT_OFFERED = {
  BIND_P2P_STREAM_REQUEST: ['unsup U', 'unsup L', 'unsup R', 'unsup E'],
  UNBIND_P2P_STREAM_REQUEST: ['unsup U', 'unsup L', 'unsup R', 'unsup E'],
  SET_MMIO_ATTRIBUTE_REQUEST: ['unsup U', 'unsup L', 'unsup R', 'unsup E'],
  VDM_REQUEST: ['unsup U', 'unsup L', 'unsup R', 'unsup E'],
} as const;

const TABLES: Readonly<Record<string, Table>> = {
  specification: SPECIFICATION,
  'spdm-emu': {
    ...SPECIFICATION,
    ...NOT_OFFERED,
    GET_TDISP_VERSION: ['U', 'U', 'U', 'U'],
    // No LOCK has left a report behind; the test below has one that did.
    GET_DEVICE_INTERFACE_REPORT: ['req U', 'L', 'R', 'E'],
    STOP_INTERFACE_REQUEST: ['state U', 'U', 'U', 'U'],
  },
  'spdm-rs': {
    ...SPECIFICATION,
    LOCK_INTERFACE_REQUEST: ['L', 'state E', 'state E', 'state E'],
    GET_DEVICE_INTERFACE_REPORT: ['state E', 'L', 'R', 'state E'],
    START_INTERFACE_REQUEST: ['state E', 'R', 'state E', 'state E'],
    STOP_INTERFACE_REQUEST: ['state E', 'state E', 'U', 'state E'],
    BIND_P2P_STREAM_REQUEST: ['state E', 'state E', 'R', 'state E'],
    UNBIND_P2P_STREAM_REQUEST: ['state E', 'state E', 'R', 'state E'],
    SET_MMIO_ATTRIBUTE_REQUEST: ['state E', 'state E', 'R', 'state E'],
  },
  openvmm: {
    ...SPECIFICATION,
    ...NOT_OFFERED,
    LOCK_INTERFACE_REQUEST: ['L', 'state U', 'state U', 'state E'],
    START_INTERFACE_REQUEST: ['state U', 'R', 'state U', 'state E'],
  },
  'caliptra-mcu-sw': {
    ...SPECIFICATION,
    ...NOT_OFFERED,
    GET_DEVICE_INTERFACE_REPORT: ['req U', 'L', 'R', 'E'],
    STOP_INTERFACE_REQUEST: ['state U', 'U', 'U', 'U'],
  },
};

const named = (name: string): Behaviour => behaviours.find((b) => b.name === name)!;
const spec = named('specification');
const ask = (
  request: TdispRequest,
  facts: Partial<Facts> & Pick<Facts, 'state'>,
  behaviour = spec,
  choices: Choices = defaultChoices,
) => respond(request, { ...goodRequest, ...facts }, behaviour, choices);

const cells = Object.entries(TABLES).flatMap(([behaviour, table]) =>
  Object.entries(table).flatMap(([request, row]) =>
    row.map((cell, k) => ({ behaviour, request: request as TdispRequest, state: STATES[k]!, cell })),
  ),
);

describe('the table of requests, states and behaviours', () => {
  it('has every behaviour, and each of their sources', () => {
    expect(behaviours.map((b) => b.name)).toEqual(Object.keys(TABLES));
    for (const { source } of behaviours.slice(1)) expect(source).toMatch(/^[\w.-]+\/[\w.-]+ [0-9a-f]{8}, /);
  });

  it.each(cells)('$behaviour answers $request in $state: $cell', ({ behaviour, request, state, cell }) => {
    const [next, code] = cell.split(' ').reverse() as [string, string?];
    const reply = ask(request, { state }, named(behaviour));
    expect({ error: reply.error, next: reply.next }).toEqual({
      error: code === undefined ? undefined : CODES[code],
      next: SHORT[next],
    });
  });
});

describe('a request with something wrong besides its state', () => {
  const wrong: readonly [TdispRequest, TdiState, Partial<Facts>, ErrorCode][] = [
    ['LOCK_INTERFACE_REQUEST', 'CONFIG_UNLOCKED', { keysInPlace: false }, 'INVALID_REQUEST'],
    ['LOCK_INTERFACE_REQUEST', 'CONFIG_UNLOCKED', { streamMatches: false }, 'INVALID_REQUEST'],
    [
      'LOCK_INTERFACE_REQUEST',
      'CONFIG_UNLOCKED',
      { configurationValid: false },
      'INVALID_DEVICE_CONFIGURATION',
    ],
    ['LOCK_INTERFACE_REQUEST', 'CONFIG_UNLOCKED', { entropy: false }, 'INSUFFICIENT_ENTROPY'],
    ['START_INTERFACE_REQUEST', 'CONFIG_LOCKED', { nonceEqual: false }, 'INVALID_NONCE'],
    ['GET_DEVICE_INTERFACE_REPORT', 'CONFIG_LOCKED', { argumentValid: false }, 'INVALID_REQUEST'],
    ['GET_DEVICE_INTERFACE_REPORT', 'RUN', { argumentValid: false }, 'INVALID_REQUEST'],
    ['BIND_P2P_STREAM_REQUEST', 'RUN', { argumentValid: false }, 'INVALID_REQUEST'],
    ['UNBIND_P2P_STREAM_REQUEST', 'RUN', { argumentValid: false }, 'INVALID_REQUEST'],
    ['SET_MMIO_ATTRIBUTE_REQUEST', 'RUN', { argumentValid: false }, 'INVALID_REQUEST'],
    ['STOP_INTERFACE_REQUEST', 'RUN', { interfaceMatches: false }, 'INVALID_INTERFACE'],
    ['GET_TDISP_VERSION', 'ERROR', { interfaceMatches: false }, 'INVALID_INTERFACE'],
  ];

  it.each(wrong)(
    '%s in %s with %o is refused with %s, and changes nothing',
    (request, state, facts, code) => {
      expect(ask(request, { state, ...facts })).toEqual({ error: code, next: state, nonce: 'KEPT' });
    },
  );

  it('is refused for its state first, and any other order gives one of the codes that apply', () => {
    const facts = { ...goodRequest, state: 'RUN', keysInPlace: false, entropy: false } as const;
    expect(ask('LOCK_INTERFACE_REQUEST', facts).error).toBe('INVALID_INTERFACE_STATE');
    expect(errorsOf('LOCK_INTERFACE_REQUEST', facts, spec, defaultChoices)).toEqual(
      new Set(['INVALID_INTERFACE_STATE', 'INVALID_REQUEST', 'INSUFFICIENT_ENTROPY']),
    );
    const good = { ...goodRequest, state: 'CONFIG_UNLOCKED' } as const;
    expect(errorsOf('LOCK_INTERFACE_REQUEST', good, spec, defaultChoices)).toEqual(new Set());
  });

  it('has the code of 11.3.25 on the wire', () => {
    expect(ERROR_CODES).toEqual({
      INVALID_REQUEST: 0x01,
      BUSY: 0x03,
      INVALID_INTERFACE_STATE: 0x04,
      UNSPECIFIED: 0x05,
      UNSUPPORTED_REQUEST: 0x07,
      VERSION_MISMATCH: 0x41,
      VENDOR_SPECIFIC_ERROR: 0xff,
      INVALID_INTERFACE: 0x101,
      INVALID_NONCE: 0x102,
      INSUFFICIENT_ENTROPY: 0x103,
      INVALID_DEVICE_CONFIGURATION: 0x104,
    });
  });
});

describe('the nonce', () => {
  it.each([
    ['specification', 'NEW', 'DESTROYED', 'DESTROYED'],
    ['spdm-emu', 'NEW', 'KEPT', 'KEPT'],
    ['spdm-rs', 'NEW', 'KEPT', 'KEPT'],
    ['openvmm', 'NEW', 'DESTROYED', 'DESTROYED'],
    ['caliptra-mcu-sw', 'NEW', 'DESTROYED', 'KEPT'],
  ])('of %s is %s by LOCK, %s by START and %s by STOP', (name, lock, start, stop) => {
    expect(ask('LOCK_INTERFACE_REQUEST', { state: 'CONFIG_UNLOCKED' }, named(name)).nonce).toBe(lock);
    expect(ask('START_INTERFACE_REQUEST', { state: 'CONFIG_LOCKED' }, named(name)).nonce).toBe(start);
    expect(ask('STOP_INTERFACE_REQUEST', { state: 'RUN' }, named(name)).nonce).toBe(stop);
  });

  it.each([
    ['specification', 'KEPT'],
    ['spdm-emu', 'DESTROYED'],
    ['spdm-rs', 'KEPT'],
    ['openvmm', 'KEPT'],
    ['caliptra-mcu-sw', 'DESTROYED'],
  ])('of %s is %s by GET_TDISP_VERSION', (name, nonce) => {
    expect(ask('GET_TDISP_VERSION', { state: 'CONFIG_LOCKED' }, named(name)).nonce).toBe(nonce);
  });

  it('of caliptra-mcu-sw is replaced by a LOCK that fails for its state, and not by one without entropy', () => {
    const caliptra = named('caliptra-mcu-sw');
    expect(ask('LOCK_INTERFACE_REQUEST', { state: 'CONFIG_LOCKED' }, caliptra)).toEqual({
      error: 'INVALID_INTERFACE_STATE',
      next: 'CONFIG_LOCKED',
      nonce: 'NEW',
    });
    expect(ask('LOCK_INTERFACE_REQUEST', { state: 'CONFIG_LOCKED', entropy: false }, caliptra)).toEqual({
      error: 'INSUFFICIENT_ENTROPY',
      next: 'CONFIG_LOCKED',
      nonce: 'KEPT',
    });
  });

  it.each([
    ['specification', 'INVALID_NONCE', 'CONFIG_LOCKED'],
    ['spdm-emu', 'INVALID_NONCE', 'CONFIG_LOCKED'],
    ['spdm-rs', 'INVALID_NONCE', 'ERROR'],
    ['caliptra-mcu-sw', 'INVALID_INTERFACE_STATE', 'CONFIG_LOCKED'],
  ])('that is wrong gets from %s %s and leaves the TDI in %s', (name, error, next) => {
    const reply = ask('START_INTERFACE_REQUEST', { state: 'CONFIG_LOCKED', nonceEqual: false }, named(name));
    expect(reply).toMatchObject({ error, next });
  });
});

describe('what else the published behaviours do otherwise', () => {
  it('spdm-emu serves the report of an earlier LOCK in CONFIG_UNLOCKED', () => {
    const reply = ask(
      'GET_DEVICE_INTERFACE_REPORT',
      { state: 'CONFIG_UNLOCKED', reportLeft: true },
      named('spdm-emu'),
    );
    expect(reply).toEqual({ error: undefined, next: 'CONFIG_UNLOCKED', nonce: 'KEPT' });
  });

  it.each([
    ['spdm-emu', 'STOP_INTERFACE_REQUEST', 'INVALID_INTERFACE'],
    ['spdm-emu', 'GET_TDISP_VERSION', undefined],
    ['spdm-rs', 'STOP_INTERFACE_REQUEST', undefined],
    ['spdm-rs', 'GET_DEVICE_INTERFACE_STATE', undefined],
    ['caliptra-mcu-sw', 'STOP_INTERFACE_REQUEST', undefined],
    ['caliptra-mcu-sw', 'GET_DEVICE_INTERFACE_STATE', undefined],
    ['caliptra-mcu-sw', 'GET_DEVICE_INTERFACE_REPORT', 'INVALID_INTERFACE'],
  ] as const)('%s answers %s for another interface with %s', (name, request, error) => {
    expect(ask(request, { state: 'RUN', interfaceMatches: false }, named(name)).error).toBe(error);
  });

  it.each(['spdm-emu', 'spdm-rs', 'caliptra-mcu-sw'])(
    '%s locks without keys or a valid configuration',
    (name) => {
      const facts = {
        state: 'CONFIG_UNLOCKED',
        keysInPlace: false,
        streamMatches: false,
        configurationValid: false,
      } as const;
      expect(ask('LOCK_INTERFACE_REQUEST', facts, named(name))).toMatchObject({
        error: undefined,
        next: 'CONFIG_LOCKED',
      });
    },
  );

  it('spdm-rs unbinds stream 0 that was never bound, and refuses any other', () => {
    const facts = { state: 'RUN', argumentValid: false } as const;
    const rs = named('spdm-rs');
    expect(ask('UNBIND_P2P_STREAM_REQUEST', { ...facts, streamZero: true }, rs).error).toBeUndefined();
    expect(ask('UNBIND_P2P_STREAM_REQUEST', facts, rs)).toMatchObject({
      error: 'INVALID_REQUEST',
      next: 'ERROR',
    });
    expect(ask('UNBIND_P2P_STREAM_REQUEST', { ...facts, streamZero: true }).error).toBe('INVALID_REQUEST');
  });

  it('openvmm unbinds for an illegal request alone, not for another error', () => {
    const facts = { state: 'CONFIG_UNLOCKED', entropy: false } as const;
    expect(ask('LOCK_INTERFACE_REQUEST', facts, named('openvmm'))).toEqual({
      error: 'INSUFFICIENT_ENTROPY',
      next: 'CONFIG_UNLOCKED',
      nonce: 'KEPT',
    });
  });
});

describe('the choices that a responder makes', () => {
  it('S1: report in RUN is refused where the error table is followed, and in CONFIG_LOCKED served', () => {
    const choices: Choices = { ...defaultChoices, 'report-in-run': 'REFUSED' };
    expect(ask('GET_DEVICE_INTERFACE_REPORT', { state: 'RUN' }, spec, choices).error).toBe(
      'INVALID_INTERFACE_STATE',
    );
    expect(
      ask('GET_DEVICE_INTERFACE_REPORT', { state: 'CONFIG_LOCKED' }, spec, choices).error,
    ).toBeUndefined();
  });

  it('S5: a stream that does not match has the code that is chosen', () => {
    const choices: Choices = { ...defaultChoices, 'stream-mismatch': 'INVALID_DEVICE_CONFIGURATION' };
    const facts = { state: 'CONFIG_UNLOCKED', streamMatches: false } as const;
    expect(ask('LOCK_INTERFACE_REQUEST', facts, spec, choices).error).toBe('INVALID_DEVICE_CONFIGURATION');
  });
});
