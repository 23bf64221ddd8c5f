/** Which rules and inputs a device has, and where they are offered: the switches as a search meets them. */

import { describe, expect, it } from 'vitest';
import type { Input } from '../../checker/contract.ts';
import { hostDisturbsTdi } from '../adversary/bus.ts';
import { layoutFor, type Seen, type State } from '../state.ts';
import { answer } from './answer.ts';
import { behaviours } from './behaviours.ts';
import { type Choices, defaultChoices } from './choices.ts';
import type { Device } from './device.ts';
import { deviceRules } from './rules.ts';

const deviceWith = (choices: Partial<Choices> = {}, name = 'specification'): Device => ({
  behaviour: behaviours.find((b) => b.name === name)!,
  choices: { ...defaultChoices, ...choices },
});
const namesOf = (device: Device) => deviceRules(['v0'], device).map((rule) => rule.name);

const layout = layoutFor({ pdevs: ['ep', 'rp'], vdevs: ['v0'], pages: 1, deviceGranules: 1, with: [] });
function stateWith(tdi: Seen['tdis']['v0']['state']): State {
  const words = new Int32Array(layout.words);
  const s = layout.view(words, words);
  s.tdis.v0.state = tdi;
  s.devices.ep.session = true;
  s.devices.ep.ide = true;
  s.pdevs.ep.state = 'READY';
  return s;
}

describe('the rules of a device', () => {
  it('let it clear its secrets unless it never does, by choice or as it was written', () => {
    const all = ['device answers', 'device clears its secrets', 'TDI memory request'];
    const fewer = ['device answers', 'TDI memory request'];
    expect(namesOf(deviceWith())).toEqual(all);
    expect(namesOf(deviceWith({ 'error-clears-itself': 'NEVER' }))).toEqual(fewer);
    expect(namesOf(deviceWith({}, 'spdm-rs'))).toEqual(fewer);
  });

  it.each([
    [{}, 'CONFIG_UNLOCKED', [0]],
    [{}, 'CONFIG_LOCKED', []],
    [{}, 'RUN', [1]],
    [{}, 'ERROR', []],
    [{ 't0-while-locked': 'ALLOWED' }, 'CONFIG_LOCKED', [0]],
    [{ 't0-while-locked': 'ALLOWED' }, 'RUN', [0, 1]],
  ] as const)('with %j offer memory requests in %s with T in %j', (choices, state, offered) => {
    const rule = deviceRules(['v0'], deviceWith(choices)).find(({ name }) => name === 'TDI memory request');
    const { inputs, offered: offers } = rule as unknown as {
      inputs: readonly Input[];
      offered: (s: Seen, i: Input) => boolean;
    };
    const s = stateWith(state);
    const t = new Set(inputs.filter((i) => offers(s, i)).map((i) => i.t));
    expect([...t].sort()).toEqual(offered);
  });

  it('has the host enable ATS only where the device lets it', () => {
    const by = (device: Device) =>
      (hostDisturbsTdi(['v0'], device).inputs as readonly Input[]).map((i) => i.by);
    const always = ['bus master enable', 'BAR write', 'function level reset'];
    expect(by(deviceWith())).toEqual(always);
    expect(by(deviceWith({ 'ats-after-lock': 'ALLOWED' }))).toEqual([...always, 'ATS enable']);
  });
});

describe('the answer to a transaction', () => {
  /** A VDEV whose operation is under way, and what comes of it. */
  function asked(
    op: Seen['vdevs']['v0']['op'],
    tdi: Seen['tdis']['v0']['state'],
    device: Device,
    before: (s: State) => void = () => {},
  ) {
    const s = stateWith(tdi);
    s.vdevs.v0.state = 'UNLOCKED';
    s.vdevs.v0.op = op;
    s.vdevs.v0.comm = 'ACTIVE';
    s.exchanges.ep.at = 'REQUEST';
    before(s);
    answer(s, 'ep', 'GENUINE', device);
    return [s.exchanges.ep.at, s.tdis.v0.state];
  }
  const noKeys = (s: State): void => {
    s.devices.ep.ide = false;
  };
  const isNew = (s: State): void => {
    s.vdevs.v0.state = 'NEW';
  };
  const noSession = (s: State): void => {
    s.devices.ep.session = false;
  };

  it('is the table of the behaviour, for the keys that are there', () => {
    expect(asked('LOCK', 'CONFIG_UNLOCKED', deviceWith())).toEqual(['RESPONSE', 'CONFIG_LOCKED']);
    expect(asked('LOCK', 'CONFIG_UNLOCKED', deviceWith(), noKeys)).toEqual(['REFUSED', 'CONFIG_UNLOCKED']);
    expect(asked('LOCK', 'CONFIG_UNLOCKED', deviceWith({}, 'spdm-emu'), noKeys)).toEqual([
      'RESPONSE',
      'CONFIG_LOCKED',
    ]);
    expect(asked('UNLOCK', 'CONFIG_LOCKED', deviceWith({}, 'spdm-rs'))).toEqual(['REFUSED', 'ERROR']);
  });

  it('is none outside a session, whatever is asked', () => {
    for (const op of ['LOCK', 'START', 'UNLOCK', 'GET_REPORT', 'GET_MEAS'] as const)
      expect(asked(op, 'CONFIG_LOCKED', deviceWith(), noSession), op).toEqual(['REFUSED', 'CONFIG_LOCKED']);
  });

  it('leaves a new VDEV its TDI as it is where no STOP is sent for it', () => {
    expect(asked('UNLOCK', 'CONFIG_LOCKED', deviceWith(), isNew)).toEqual(['RESPONSE', 'CONFIG_UNLOCKED']);
    const leftOut = deviceWith({ 'stop-of-new-vdev': 'LEFT_OUT' });
    expect(asked('UNLOCK', 'CONFIG_LOCKED', leftOut, isNew)).toEqual(['RESPONSE', 'CONFIG_LOCKED']);
    expect(asked('UNLOCK', 'CONFIG_LOCKED', leftOut)).toEqual(['RESPONSE', 'CONFIG_UNLOCKED']);
  });

  it('to a report in RUN is refused where the error table is followed', () => {
    expect(asked('GET_REPORT', 'RUN', deviceWith())).toEqual(['RESPONSE', 'RUN']);
    expect(asked('GET_REPORT', 'RUN', deviceWith({ 'report-in-run': 'REFUSED' }))).toEqual([
      'REFUSED',
      'RUN',
    ]);
  });
});
