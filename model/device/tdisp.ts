/**
 * What a TDISP responder does with a request: the states of the chart in lifecycle/tdi.ts, the other checks of PCIe 6.x
 * 11.3, and the switches of a published behaviour. The text does not order its checks; those taken here go interface,
 * support, state, argument, and `errorsOf` is every code that some order gives.
 */

import { type TdiState, type TdispRequest, tdi } from '../lifecycle/tdi.ts';
import type { Behaviour } from './behaviours.ts';
import type { Choices } from './choices.ts';
import type { ErrorCode } from './tdisp-messages.ts';

/** What decides about a request. */
export interface Facts {
  readonly state: TdiState;
  /** The request is about this interface. */
  readonly interfaceMatches: boolean;
  /** START: the nonce is the one that LOCK gave, and it is still there. */
  readonly nonceEqual: boolean;
  /** LOCK: keys are in place on every sub-stream of the default stream, and were set over this session (11.3.8). */
  readonly keysInPlace: boolean;
  /** LOCK: there is one default stream, it is the one named, and it is on TC0. */
  readonly streamMatches: boolean;
  readonly entropy: boolean;
  /** LOCK: phantom functions, BARs, system page size, cache line, TPH are as the text requires. */
  readonly configurationValid: boolean;
  /** REPORT: the offset is within the report. P2P and MMIO attributes: stream and range are such as can be named. */
  readonly argumentValid: boolean;
  /** UNBIND_P2P_STREAM: the stream named is 0. */
  readonly streamZero: boolean;
  /** Some LOCK since the interface was set up has left a report behind. */
  readonly reportLeft: boolean;
}

/** A request with nothing wrong but, perhaps, its state. */
export const goodRequest: Omit<Facts, 'state'> = {
  interfaceMatches: true,
  nonceEqual: true,
  keysInPlace: true,
  streamMatches: true,
  entropy: true,
  configurationValid: true,
  argumentValid: true,
  streamZero: false,
  reportLeft: false,
};

export interface Reply {
  readonly error: ErrorCode | undefined;
  readonly next: TdiState;
  /** What becomes of the nonce. */
  readonly nonce: 'NEW' | 'DESTROYED' | 'KEPT';
}

type Check = readonly [failed: boolean, code: ErrorCode];

/** What is wrong with a request, in the order in which it is looked at. */
function checks(request: TdispRequest, facts: Facts, behaviour: Behaviour, choices: Choices): Check[] {
  const { anyInterface } = behaviour;
  const anyone = anyInterface === 'ALL' || (anyInterface !== 'NONE' && anyInterface.includes(request));
  const illegal = illegalState(request, facts, behaviour, choices);
  return [
    [!anyone && !facts.interfaceMatches, 'INVALID_INTERFACE'],
    [behaviour.unsupported.includes(request), 'UNSUPPORTED_REQUEST'],
    ...(behaviour.lockDrawsNonce === 'FIRST' && request === 'LOCK_INTERFACE_REQUEST'
      ? [[!facts.entropy, 'INSUFFICIENT_ENTROPY'] as const]
      : []),
    [illegal !== undefined, illegal ?? 'INVALID_INTERFACE_STATE'],
    ...argumentChecks(request, facts, behaviour, choices),
  ];
}

function illegalState(
  request: TdispRequest,
  { state, reportLeft }: Facts,
  behaviour: Behaviour,
  choices: Choices,
): ErrorCode | undefined {
  if (request === 'STOP_INTERFACE_REQUEST')
    return behaviour.stopRefusedIn.includes(state) ? 'INVALID_INTERFACE_STATE' : undefined;
  if (request !== 'GET_DEVICE_INTERFACE_REPORT')
    return tdi.next(state, request) === undefined ? 'INVALID_INTERFACE_STATE' : undefined;
  switch (state) {
    case 'CONFIG_UNLOCKED':
      // Without a LOCK the stale report is empty, and any offset is behind its end.
      if (behaviour.reportInUnlocked !== 'STALE') return behaviour.reportInUnlocked;
      return reportLeft ? undefined : 'INVALID_REQUEST';
    case 'ERROR':
      return behaviour.reportInError === 'SERVED' ? undefined : behaviour.reportInError;
    case 'RUN':
      return choices['report-in-run'] === 'ALLOWED' ? undefined : 'INVALID_INTERFACE_STATE';
    case 'CONFIG_LOCKED':
      return undefined;
  }
}

function argumentChecks(
  request: TdispRequest,
  facts: Facts,
  behaviour: Behaviour,
  choices: Choices,
): readonly Check[] {
  switch (request) {
    case 'LOCK_INTERFACE_REQUEST':
      if (behaviour.lockChecks === 'STATE_AND_ENTROPY') return [[!facts.entropy, 'INSUFFICIENT_ENTROPY']];
      return [
        [!facts.keysInPlace, 'INVALID_REQUEST'],
        [!facts.streamMatches, choices['stream-mismatch']],
        [!facts.configurationValid, 'INVALID_DEVICE_CONFIGURATION'],
        [!facts.entropy, 'INSUFFICIENT_ENTROPY'],
      ];
    case 'START_INTERFACE_REQUEST':
      return [[!facts.nonceEqual, behaviour.wrongNonce]];
    case 'UNBIND_P2P_STREAM_REQUEST': {
      const accepted = behaviour.unbindsStreamZero && facts.streamZero;
      return [[!facts.argumentValid && !accepted, 'INVALID_REQUEST']];
    }
    case 'GET_DEVICE_INTERFACE_REPORT':
    case 'BIND_P2P_STREAM_REQUEST':
    case 'SET_MMIO_ATTRIBUTE_REQUEST':
      return [[!facts.argumentValid, 'INVALID_REQUEST']];
    default:
      return [];
  }
}

/** Answers a request. */
export function respond(request: TdispRequest, facts: Facts, behaviour: Behaviour, choices: Choices): Reply {
  const failing = checks(request, facts, behaviour, choices).find(([failed]) => failed);
  return failing === undefined
    ? accept(request, facts, behaviour)
    : refuse(request, facts, behaviour, failing[1]);
}

/** Every code that is right in some order of the checks. Empty for a request that is answered. */
export const errorsOf = (
  request: TdispRequest,
  facts: Facts,
  behaviour: Behaviour,
  choices: Choices,
): ReadonlySet<ErrorCode> =>
  new Set(
    checks(request, facts, behaviour, choices)
      .filter(([failed]) => failed)
      .map(([, code]) => code),
  );

function accept(request: TdispRequest, { state }: Facts, behaviour: Behaviour): Reply {
  const next = tdi.next(state, request) ?? state;
  switch (request) {
    case 'LOCK_INTERFACE_REQUEST':
      return { error: undefined, next, nonce: 'NEW' };
    case 'START_INTERFACE_REQUEST':
      return { error: undefined, next, nonce: behaviour.nonceAfterStart };
    case 'STOP_INTERFACE_REQUEST':
      return { error: undefined, next, nonce: behaviour.nonceAfterStop };
    case 'GET_TDISP_VERSION':
      if (behaviour.onGetVersion === 'NOTHING') return { error: undefined, next, nonce: 'KEPT' };
      return {
        error: undefined,
        next: behaviour.onGetVersion === 'ZEROES_INTERFACE' ? 'CONFIG_UNLOCKED' : next,
        nonce: 'DESTROYED',
      };
    default:
      return { error: undefined, next, nonce: 'KEPT' };
  }
}

function refuse(request: TdispRequest, { state }: Facts, behaviour: Behaviour, error: ErrorCode): Reply {
  const drawn =
    request === 'LOCK_INTERFACE_REQUEST' &&
    behaviour.lockDrawsNonce === 'FIRST' &&
    error !== 'INVALID_INTERFACE' &&
    error !== 'INSUFFICIENT_ENTROPY';
  switch (behaviour.onError) {
    case 'NOTHING':
      return { error, next: state, nonce: drawn ? 'NEW' : 'KEPT' };
    case 'ERROR':
      // The state alone is set; the nonce stays where it is and serves nothing in ERROR.
      return { error, next: 'ERROR', nonce: 'KEPT' };
    case 'UNBINDS':
      // It has no ERROR state; there a request does what the text says.
      return error === 'INVALID_INTERFACE_STATE' && state !== 'ERROR'
        ? { error, next: 'CONFIG_UNLOCKED', nonce: 'DESTROYED' }
        : { error, next: state, nonce: 'KEPT' };
  }
}
