/**
 * What happens to a device without anybody asking it, and what that does to a locked TDI (PCIe 6.x 11.2, 11.2.6, 11.4,
 * 11.5.7). The writer of a register sees success whatever comes of it. The table in the text is one of examples; whether
 * a device minds any of it is the choice `error-events`, and whether it minds ATS the choice `ats-after-lock`.
 */

import type { Choices } from './choices.ts';

/** Whose TDIs an event concerns: one function's, a PF's and those of its VFs, a stream's, the whole device's. */
export type Scope = 'function' | 'pf-and-vfs' | 'stream' | 'device';

export interface DeviceEvent {
  readonly scope: Scope;
  /** ERROR where the TDI is locked; RESET to CONFIG_UNLOCKED from anywhere. */
  readonly effect: 'ERROR' | 'RESET' | 'NONE';
  /** What becomes of the streams of the same scope. */
  readonly streams: 'KEPT' | 'INSECURE';
  readonly session: 'KEPT' | 'ENDED';
  /** The function is not any more as a report or measurement would show it. */
  readonly alters: boolean;
}

const error = (scope: Scope, alters = true): DeviceEvent => ({
  scope,
  effect: 'ERROR',
  streams: 'KEPT',
  session: 'KEPT',
  alters,
});
const insecure = (scope: Scope): DeviceEvent => ({ ...error(scope, false), streams: 'INSECURE' });
const endsSession = (alters: boolean): DeviceEvent => ({
  ...error('device', alters),
  streams: 'INSECURE',
  session: 'ENDED',
});
const allowed: DeviceEvent = {
  scope: 'function',
  effect: 'NONE',
  streams: 'KEPT',
  session: 'KEPT',
  alters: false,
};

/** The events of the text. Those marked `alters: false` take something away and change nothing that was attested. */
export const EVENTS = {
  // Registers of the function.
  'bus master enable': error('function', false),
  'memory space enable': error('function', false),
  'BIST write': error('function'),
  'BAR write': error('function'),
  'expansion ROM BAR write': error('function'),
  'device control: extended, 10-bit or 14-bit tags': error('function'),
  'device control: phantom functions': error('function'),
  'device control: no snoop': error('function'),
  'MSI-X capability or table write while locked and reported': error('function'),
  'power transition that loses state': error('function'),
  'requester id changed': error('function'),
  // Capabilities that are the PF's, or of every function that hosts TDIs.
  'PASID or page request capability write': error('pf-and-vfs'),
  'SR-IOV, resizable BAR, ARI or enhanced allocation write': error('pf-and-vfs'),
  'multicast enable': error('pf-and-vfs'),
  // Resets.
  'function level reset': error('function'),
  'function level reset of the PF': error('pf-and-vfs'),
  'conventional reset': {
    scope: 'device',
    effect: 'RESET',
    streams: 'INSECURE',
    session: 'ENDED',
    alters: false,
  },
  // The stream.
  'stream control, RID or address association write': error('stream', false),
  'stream goes Insecure': insecure('stream'),
  'link down': insecure('stream'),
  'root port register write that its streams forbid': insecure('stream'),
  'session ended': endsSession(false),
  // What comes in.
  'translation completion with T=0': error('function', false),
  'page request response on another stream or with T=0': error('function', false),
  'poisoned TLP, UR or CA completion, completion timeout': error('function', false),
  // The device as a whole.
  'firmware update forced or to a lower SVN': endsSession(true),
  'debug enabled': endsSession(true),
  'DSM failure': endsSession(false),
  // Allowed while locked.
  'cache line size, latency timer or interrupt line write': allowed,
  'status register write': allowed,
  'MSI capability write': allowed,
  'ACS or AER mask write': allowed,
  'link control write that keeps the link up': allowed,
  'L1 PM or LTR write': allowed,
  'DOE or VPD write': allowed,
  'ATS enable': { ...allowed, alters: true },
} as const satisfies Readonly<Record<string, DeviceEvent>>;

export type EventName = keyof typeof EVENTS;

/** The event as a device with these choices takes it. */
export function eventOf(name: EventName, choices: Choices): DeviceEvent {
  const event: DeviceEvent = EVENTS[name];
  if (name === 'ATS enable' && choices['ats-after-lock'] === 'ERROR') return { ...event, effect: 'ERROR' };
  return choices['error-events'] === 'NONE' && event.effect === 'ERROR'
    ? { ...event, effect: 'NONE' }
    : event;
}
