/**
 * A second realm, which the host made for itself: it asks for whatever the host would have it ask for, and its host completes
 * and validates that with whatever it likes. A call of it takes one step, from the first half to the last REC entry: what can
 * come between is asked of the first realm.
 */

import { cite } from '../cite.ts';
import type { Commands } from '../rmm/commands.ts';
import { numbers } from '../rmm/pages.ts';
import { clearRec, type Nonces, vdevOfId } from '../rmm/rsi-call.ts';
import type { Tries } from '../rmm/version.ts';
import { attempt, type ModelRule, modelRule } from '../rule.ts';
import type { Seen, State, VdevName } from '../state.ts';

const OTHER = { rd: 'OTHER_REALM', rec: 'OTHER_REC' } as const;
const ID = { id: 0, rec: OTHER.rec } as const;

/** What its VDEV has as it calls: the realm knows no other values. */
function nonces(s: Seen): Nonces {
  const name = vdevOfId(s, ID.id, OTHER.rd);
  if (name === undefined) return { lock: 0, meas: 0, report: 0 };
  const { lockNonce, measNonce, reportNonce } = s.vdevs[name];
  return { lock: lockNonce, meas: measNonce, report: reportNonce };
}

const CALLS = ['GET_INFO', 'DMA_ENABLE', 'DMA_DISABLE'] as const;
export type OtherCall = {
  readonly call: (typeof CALLS)[number] | 'VALIDATE_MAPPING';
  /** What the host completes it with. */
  readonly vdev: VdevName;
  /** Of its one page, for VALIDATE_MAPPING. */
  readonly output?: number;
};

/** The first half of a call. */
function ask(s: State, commands: Commands, { call, output = 0 }: OtherCall): string {
  switch (call) {
    case 'GET_INFO':
      return attempt(commands.RSI_VDEV_GET_INFO, s, ID);
    case 'DMA_DISABLE':
      return attempt(commands.RSI_VDEV_DMA_DISABLE, s, ID);
    case 'DMA_ENABLE':
      return attempt(commands.RSI_VDEV_DMA_ENABLE, s, { ...ID, ...nonces(s) });
    case 'VALIDATE_MAPPING':
      return attempt(commands.RSI_VDEV_VALIDATE_MAPPING, s, { ...ID, ...nonces(s), base: 0, top: 1, output });
  }
}

/** From the call to what the realm is told, or the host where it validates. */
function carryOut(s: State, commands: Commands, i: OtherCall): string {
  const { call: name, vdev } = i;
  const asked = ask(s, commands, i);
  if (s.otherRec.pending === 'NONE') return asked;
  attempt(commands.RMI_VDEV_COMPLETE, s, { rec: OTHER.rec, vdev });
  let status = attempt(commands[`RSI_VDEV_${name} returns`], s, { rec: OTHER.rec });
  if (s.otherRec.pending === 'DEV_MEM')
    status = attempt(commands.RMI_RTT_DEV_VALIDATE, s, { ...OTHER, page: 0 });
  clearRec(s, OTHER.rec);
  return status;
}

export const otherRealmRules = (
  commands: Commands,
  { vdevs, deviceGranules }: Tries,
): readonly ModelRule[] => [
  modelRule<OtherCall>({
    name: 'other realm calls',
    actor: 'other realm',
    cites: [cite.rmm('A9.4.4'), cite.rmm('B5.4.17 to B5.4.21')],
    inputs: vdevs.flatMap((vdev): OtherCall[] => [
      ...CALLS.map((name) => ({ call: name, vdev })),
      ...numbers(deviceGranules).map((k) => ({ call: 'VALIDATE_MAPPING' as const, vdev, output: k + 1 })),
    ]),
    // Without a VDEV of its own it is told so at once.
    offered: (s) => vdevOfId(s, ID.id, OTHER.rd) !== undefined,
    effect: (s, i) => carryOut(s, commands, i),
  }),
  modelRule<Record<never, never>>({
    name: 'other realm empties its page',
    actor: 'other realm',
    cites: [cite.rmm('A5.4: EMPTY, CHANGE_DESTROYED')],
    inputs: [{}],
    offered: (s) => s.otherPages[0]!.ripas !== 'EMPTY',
    effect: (s) => {
      s.otherRec.pending = 'RIPAS';
      s.otherRec.top = 1;
      const status = attempt(commands.RMI_RTT_SET_RIPAS, s, { page: 0, rec: OTHER.rec });
      clearRec(s, OTHER.rec);
      return status;
    },
  }),
];
