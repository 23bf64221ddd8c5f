/** The whole life of a device through both series, the RMM and the device: twice, as often as anybody likes, and leaving nothing. */

import { describe, expect, it } from 'vitest';
import type { Sometimes } from '../checker/contract.ts';
import { compileExpansion } from '../checker/expand.ts';
import { ExhaustiveSearch } from '../checker/search/exhaustive.ts';
import { VisitedSet } from '../checker/visited.ts';
import { makeCatalogue } from './evidence/catalogue.ts';
import { makeMachine } from './machine.ts';
import type { State } from './state.ts';
import { worlds } from './world.ts';

const machine = makeMachine(worlds.cooperative, makeCatalogue(), []);
const { layout } = machine;

/** Every reachable state, decoded. */
function everyState(): Readonly<Record<string, unknown>>[] {
  const visited = new VisitedSet(layout.words);
  const expansion = compileExpansion(machine, () => {}, false);
  const { source, work, actions } = expansion;
  const keep = (): void => {
    layout.canonicalize?.(work);
    visited.insert(work);
  };
  work.fill(0);
  machine.initial[0]!(layout.view(work));
  keep();
  for (let row = 0; row < visited.size; row++) {
    visited.load(row, source);
    for (let action = 0; action < actions.length; action++) if (expansion.take(action)?.changed) keep();
  }
  return Array.from({ length: visited.size }, (_, row) => {
    visited.load(row, source);
    return layout.toObject(source);
  });
}

const reaches = (reach: Sometimes<State>): number | undefined => {
  const [result] = new ExhaustiveSearch(machine, [reach], { witnesses: false }).run().properties;
  return result?.verdict === 'holds' ? result.steps : undefined;
};
const claim = { cites: [{ source: 'test', at: 'cooperative' }] };

describe('the cooperative world', () => {
  const states = everyState();
  const [first] = states;

  it('comes back to where it began, and to no other state in which nobody holds anything', () => {
    expect(states).toHaveLength(568);
    const clean = states.filter(
      (s) =>
        s['pdevs.ep.state'] === 'NONE' &&
        s['pdevs.rp.state'] === 'NONE' &&
        s['vdevs.v0.state'] === 'NONE' &&
        s['host.pc'] === 'IDLE' &&
        s['host.endpoints.ep.connected'] === false &&
        s['guest.pc'] === 'IDLE' &&
        s['guest.context'] === 'NONE' &&
        s['guest.driver'] === false,
    );
    expect(clean).toEqual([first]);
  });

  it('goes through connect, lock, evidence, accept and DMA, and from there back to the beginning', () => {
    const dma = reaches({
      ...claim,
      id: 'dma',
      kind: 'sometimes',
      claim: 'DMA.',
      reaches: (s) => s.guest.mapping === 'PRIVATE' && s.vdevs.v0.dma === 'ENABLED',
    });
    expect(dma).toBe(89);
    const back = new ExhaustiveSearch(machine, [
      {
        ...claim,
        id: 'back',
        kind: 'recoverable',
        claim: 'Back.',
        from: (s) => s.guest.mapping === 'PRIVATE',
        to: (s) => s.pdevs.ep.state === 'NONE' && s.guest.context === 'NONE' && s.host.pc === 'IDLE',
      },
    ]).run();
    expect(back.properties[0]!.verdict).toBe('holds');
    expect(back.properties[0]!.judged).toBeGreaterThan(0);
  });
});
