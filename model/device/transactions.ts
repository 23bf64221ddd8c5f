/**
 * What an RMM asks a device in one transaction of a VDEV or stream, message by message, and what came of it. One
 * transaction is one exchange of the model, because nothing comes between its messages that a rule could tell. TDISP
 * goes as TF-RMM has it (app/device_assignment/el0_app/src/dev_tdisp_cmds.c): it asks for the state around each change.
 */

import type { TdiState, TdispRequest } from '../lifecycle/tdi.ts';
import type { Device } from './device.ts';
import { type IdePort, keyStream, keysRun, runIde, stopStream, unkeyed } from './ide.ts';
import { type Facts, respond } from './tdisp.ts';

type Asked = TdispRequest | { readonly expects: TdiState };

const LEGS = {
  LOCK: [
    'GET_TDISP_VERSION',
    'GET_TDISP_CAPABILITIES',
    { expects: 'CONFIG_UNLOCKED' },
    'LOCK_INTERFACE_REQUEST',
    { expects: 'CONFIG_LOCKED' },
  ],
  START: ['START_INTERFACE_REQUEST', { expects: 'RUN' }],
  UNLOCK: ['STOP_INTERFACE_REQUEST', { expects: 'CONFIG_UNLOCKED' }],
  GET_REPORT: ['GET_DEVICE_INTERFACE_REPORT'],
} as const satisfies Readonly<Record<string, readonly Asked[]>>;
export type TdispLeg = keyof typeof LEGS;

/** The state that a leg leaves, and whether every request was answered and every state the one expected. */
export function answerTdisp(
  leg: TdispLeg,
  facts: Facts,
  { behaviour, choices }: Device,
): { readonly state: TdiState; readonly answered: boolean } {
  let { state } = facts;
  for (const asked of LEGS[leg] as readonly Asked[]) {
    const request = typeof asked === 'string' ? asked : 'GET_DEVICE_INTERFACE_STATE';
    const reply = respond(request, { ...facts, state }, behaviour, choices);
    state = reply.next;
    const unexpected = typeof asked === 'object' && state !== asked.expects;
    if (reply.error !== undefined || unexpected) return { state, answered: false };
  }
  return { state, answered: true };
}

/** The one session of a device, as the keys know it. */
const SESSION = 1;
const connected = runIde(unkeyed, keyStream, SESSION, 0);

/** The port of a stream that is Secure, or of one that is not. A state of the model has no more of it. */
const portOf = (secure: boolean): IdePort => (secure ? connected! : unkeyed);

export type IdeLeg = 'CONNECT' | 'DISCONNECT' | 'KEY_REFRESH' | 'KEY_PURGE';

/** Whether the stream is Secure after a stream operation; undefined where a message of it is not acknowledged. */
export function answerIdeLeg(leg: IdeLeg, secure: boolean): boolean | undefined {
  const port = portOf(secure);
  const after = (now: IdePort | undefined) => (now === undefined ? undefined : keysRun(now));
  switch (leg) {
    case 'CONNECT':
      // Keys of a stream that was left Secure are stopped first: a key under traffic is not replaced.
      return after(runIde(runIde(port, stopStream, SESSION, 0) ?? port, keyStream, SESSION, 0));
    case 'DISCONNECT':
      return after(runIde(port, stopStream, SESSION, 0));
    // The other set, over the same session (11.4.5); where no keys are in place there are none to refresh or purge.
    case 'KEY_REFRESH':
      return secure ? after(runIde(port, keyStream, SESSION, 1)) : undefined;
    case 'KEY_PURGE':
      return secure ? after(runIde(port, stopStream, SESSION, 1)) : undefined;
  }
}
