/** Events against 11.2, 11.2.6, 11.4 and 11.5.7, a line for each, by hand; and what each does to the TDIs of a world. */

import { describe, expect, it } from 'vitest';
import { layoutFor, type Seen, type State } from '../state.ts';
import { type Choices, defaultChoices } from './choices.ts';
import { type Device, specifiedDevice } from './device.ts';
import { EVENTS, type EventName, eventOf } from './events.ts';
import { happens } from './happens.ts';

/** Scope, effect, and what else: i the streams go Insecure, s the session ends, a the function is not what was attested. */
const TABLE: Readonly<Record<EventName, string>> = {
  'bus master enable': 'function ERROR',
  'memory space enable': 'function ERROR',
  'BIST write': 'function ERROR a',
  'BAR write': 'function ERROR a',
  'expansion ROM BAR write': 'function ERROR a',
  'device control: extended, 10-bit or 14-bit tags': 'function ERROR a',
  'device control: phantom functions': 'function ERROR a',
  'device control: no snoop': 'function ERROR a',
  'MSI-X capability or table write while locked and reported': 'function ERROR a',
  'power transition that loses state': 'function ERROR a',
  'requester id changed': 'function ERROR a',
  'PASID or page request capability write': 'pf-and-vfs ERROR a',
  'SR-IOV, resizable BAR, ARI or enhanced allocation write': 'pf-and-vfs ERROR a',
  'multicast enable': 'pf-and-vfs ERROR a',
  'function level reset': 'function ERROR a',
  'function level reset of the PF': 'pf-and-vfs ERROR a',
  'conventional reset': 'device RESET is',
  'stream control, RID or address association write': 'stream ERROR',
  'stream goes Insecure': 'stream ERROR i',
  'link down': 'stream ERROR i',
  'root port register write that its streams forbid': 'stream ERROR i',
  'session ended': 'device ERROR is',
  'translation completion with T=0': 'function ERROR',
  'page request response on another stream or with T=0': 'function ERROR',
  'poisoned TLP, UR or CA completion, completion timeout': 'function ERROR',
  'firmware update forced or to a lower SVN': 'device ERROR isa',
  'debug enabled': 'device ERROR isa',
  'DSM failure': 'device ERROR is',
  'cache line size, latency timer or interrupt line write': 'function NONE',
  'status register write': 'function NONE',
  'MSI capability write': 'function NONE',
  'ACS or AER mask write': 'function NONE',
  'link control write that keeps the link up': 'function NONE',
  'L1 PM or LTR write': 'function NONE',
  'DOE or VPD write': 'function NONE',
  // The register table allows it (S7); a device that holds its report true goes to ERROR.
  'ATS enable': 'function ERROR a',
};

const shown = (name: EventName, choices: Choices): string => {
  const { scope, effect, streams, session, alters } = eventOf(name, choices);
  const also = `${streams === 'INSECURE' ? 'i' : ''}${session === 'ENDED' ? 's' : ''}${alters ? 'a' : ''}`;
  return `${scope} ${effect}${also === '' ? '' : ` ${also}`}`;
};

describe('the table of events', () => {
  it.each(Object.keys(EVENTS) as EventName[])('has %s as the text does', (name) => {
    expect(shown(name, defaultChoices)).toBe(TABLE[name]);
  });

  it('leaves ATS alone where the register table is followed, and then the report is stale', () => {
    expect(shown('ATS enable', { ...defaultChoices, 'ats-after-lock': 'ALLOWED' })).toBe('function NONE a');
  });

  it.each(Object.keys(EVENTS) as EventName[])(
    'has %s lead to no ERROR in a device without events',
    (name) => {
      const row = TABLE[name].replace('ERROR', 'NONE');
      const choices: Choices = { ...defaultChoices, 'error-events': 'NONE', 'ats-after-lock': 'ALLOWED' };
      expect(shown(name, choices)).toBe(row);
    },
  );
});

const layout = layoutFor({
  pdevs: ['ep', 'rp', 'ep2'],
  vdevs: ['v0', 'v1'],
  pages: 1,
  deviceGranules: 1,
  with: [],
});
type TdiState = Seen['tdis']['v0']['state'];

/** Two TDIs of one device, or of two, in these states; the session is there and the stream Secure. */
function world(v0: TdiState, v1: TdiState, of: 'ep' | 'ep2' = 'ep'): State {
  const words = new Int32Array(layout.words);
  const s = layout.view(words, words);
  s.tdis.v0.state = v0;
  s.tdis.v1.state = v1;
  s.vdevs.v1.pdev = of;
  for (const name of ['ep', 'ep2'] as const) {
    s.devices[name].session = true;
    s.devices[name].ide = true;
  }
  return s;
}
const states = (s: State): readonly TdiState[] => [s.tdis.v0.state, s.tdis.v1.state];

describe('an event that happens', () => {
  it.each([
    ['BAR write', ['ERROR', 'RUN'], [true, true]],
    ['function level reset of the PF', ['ERROR', 'ERROR'], [true, true]],
    ['stream control, RID or address association write', ['ERROR', 'ERROR'], [true, true]],
    ['link down', ['ERROR', 'ERROR'], [true, false]],
    ['session ended', ['ERROR', 'ERROR'], [false, false]],
    ['conventional reset', ['CONFIG_UNLOCKED', 'CONFIG_UNLOCKED'], [false, false]],
    ['status register write', ['CONFIG_LOCKED', 'RUN'], [true, true]],
  ] as const)(
    '%s to the first of two leaves them %s, session and stream %s',
    (name, after, [session, ide]) => {
      const s = world('CONFIG_LOCKED', 'RUN');
      happens(s, 'ep', name, specifiedDevice, 'v0');
      expect(states(s)).toEqual(after);
      expect([s.devices.ep.session, s.devices.ep.ide]).toEqual([session, ide]);
      expect(s.devices.ep.config).toBe('GENUINE');
    },
  );

  it.each(['CONFIG_UNLOCKED', 'ERROR'] as const)(
    'leaves a TDI in %s as it is, unless it is a reset',
    (state) => {
      for (const name of Object.keys(EVENTS) as EventName[]) {
        const s = world(state, state);
        happens(s, 'ep', name, specifiedDevice, 'v0');
        expect(states(s)).toEqual(
          name === 'conventional reset' ? ['CONFIG_UNLOCKED', 'CONFIG_UNLOCKED'] : [state, state],
        );
      }
    },
  );

  it('leaves the TDIs, session and stream of another device as they are', () => {
    const s = world('RUN', 'RUN', 'ep2');
    expect(happens(s, 'ep', 'conventional reset', specifiedDevice)).toBe('RESET');
    expect(states(s)).toEqual(['CONFIG_UNLOCKED', 'RUN']);
    expect([s.devices.ep2.session, s.devices.ep2.ide]).toEqual([true, true]);
  });

  const deaf: Device = {
    ...specifiedDevice,
    choices: { ...defaultChoices, 'error-events': 'NONE' },
  };

  it('goes unnoticed by a device without events, which is not then what was attested', () => {
    const s = world('RUN', 'RUN');
    expect(happens(s, 'ep', 'BAR write', deaf, 'v0')).toBe('NONE');
    expect(states(s)).toEqual(['RUN', 'RUN']);
    expect(s.devices.ep.config).toBe('ALTERED');
  });

  it('takes the stream from such a device all the same, and changes nothing that was attested', () => {
    const s = world('RUN', 'RUN');
    expect(happens(s, 'ep', 'link down', deaf)).toBe('NONE');
    expect([states(s), s.devices.ep.ide, s.devices.ep.config]).toEqual([['RUN', 'RUN'], false, 'GENUINE']);
  });

  it('makes of another device no altered one: nobody would take it for the right one', () => {
    const s = world('RUN', 'RUN');
    s.devices.ep.identity = 'OTHER_DEVICE';
    happens(s, 'ep', 'BAR write', deaf, 'v0');
    expect(s.devices.ep.config).toBe('GENUINE');
  });
});
