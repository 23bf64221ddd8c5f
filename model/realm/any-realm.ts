/**
 * A realm that is no particular guest: it makes any RSI call on a VDEV at any time, with the freshness values that the
 * VDEV has as it calls or with none at all, and asks for any linear mapping of its pages to the device. One REC, so one call at a time.
 */

import type { Input } from '../../checker/contract.ts';
import { cite } from '../cite.ts';
import type { Commands } from '../rmm/commands.ts';
import { numbers } from '../rmm/pages.ts';
import type { DmaEnableInput } from '../rmm/rsi/vdev-dma-enable.ts';
import type { GetInfoInput } from '../rmm/rsi/vdev-get-info.ts';
import type { ValidateMappingInput } from '../rmm/rsi/vdev-validate-mapping.ts';
import { clearRec, type IdInput, type Nonces, vdevOfId } from '../rmm/rsi-call.ts';
import type { Tries } from '../rmm/version.ts';
import { attempt, type Command, type ModelRule, modelRule } from '../rule.ts';
import type { Seen, State } from '../state.ts';

/** CURRENT: what the VDEV has at this moment, however the realm knows. ZERO: what one that was never locked or measured has. */
type Freshness = 'CURRENT' | 'ZERO';
const FRESHNESS: readonly Freshness[] = ['CURRENT', 'ZERO'];

function nonces(s: Seen, id: number, which: Freshness): Nonces {
  const name = vdevOfId(s, id);
  if (which === 'ZERO' || name === undefined) return { lock: 0, meas: 0, report: 0 };
  const { lockNonce, measNonce, reportNonce } = s.vdevs[name];
  return { lock: lockNonce, meas: measNonce, report: reportNonce };
}

const runs = (s: Seen): boolean => s.rec.pending === 'NONE';

const CALLS = {
  GET_INFO: 'RSI_VDEV_GET_INFO returns',
  DMA_ENABLE: 'RSI_VDEV_DMA_ENABLE returns',
  DMA_DISABLE: 'RSI_VDEV_DMA_DISABLE returns',
  VALIDATE_MAPPING: 'RSI_VDEV_VALIDATE_MAPPING returns',
} as const;

/** REC entry: ends the call that the REC waits with, or exits once more for a mapping. */
function enterRec(s: State, commands: Commands): string {
  const { call } = s.rec;
  if (s.rec.pending === 'DEV_MEM' || s.rec.pending === 'RIPAS' || call === 'NONE') {
    clearRec(s);
    return 'RSI_SUCCESS';
  }
  const status = attempt(commands[CALLS[call]], s, {});
  // RSI_VDEV_VALIDATE_MAPPING exits once more, for the host to map.
  if (call !== 'VALIDATE_MAPPING' || status !== 'RSI_SUCCESS') clearRec(s);
  return status;
}

/** A call with freshness values: those of the realm take the place of its choice between them. */
type Chosen<I> = Omit<I, 'lock' | 'meas' | 'report'> & { readonly freshness: Freshness };
type EnableInput = Chosen<DmaEnableInput>;
type ValidateInput = Chosen<ValidateMappingInput>;

function withFreshness<I extends Nonces & IdInput>(
  command: Command<I>,
  inputs: readonly Chosen<I>[],
): ModelRule {
  const filled = (s: Seen, { freshness, ...rest }: Chosen<I>): I =>
    ({ ...rest, ...nonces(s, rest.id, freshness) }) as unknown as I;
  return modelRule<Chosen<I> & Input>({
    name: command.name,
    actor: 'realm',
    cites: command.cites,
    inputs: inputs as readonly (Chosen<I> & Input)[],
    offered: runs,
    refusals: (command.refusals ?? []).map((refusal) => ({
      id: refusal.id,
      status: refusal.status,
      when: (s, i) => refusal.when(s, filled(s, i)),
    })),
    effect: (s, i) => command.effect(s, filled(s, i)),
  });
}

export function realmRules(
  commands: Commands,
  { vdevs, pages, deviceGranules, faults }: Tries,
): readonly ModelRule[] {
  const ids = numbers(vdevs.length);
  const wrong = <I>(...inputs: readonly I[]): readonly I[] => (faults.includes('pages') ? inputs : []);
  const ranges = ids.flatMap((id) =>
    numbers(pages).flatMap((base) =>
      numbers(deviceGranules).map((granule) => ({
        id,
        freshness: 'CURRENT' as const,
        base,
        top: pages,
        output: granule + 1,
      })),
    ),
  );
  return [
    modelRule<GetInfoInput>({
      ...commands.RSI_VDEV_GET_INFO,
      actor: 'realm',
      inputs: [
        ...ids.map((id) => ({ id })),
        ...wrong<GetInfoInput>(
          { id: 0, addr: 'UNALIGNED' },
          { id: 0, addr: 'UNPROTECTED' },
          { id: 0, addr: 'EMPTY' },
        ),
      ],
      offered: runs,
    }),
    withFreshness(commands.RSI_VDEV_DMA_ENABLE, [
      ...ids.flatMap((id) => FRESHNESS.map((freshness) => ({ id, freshness }))),
      ...wrong<EnableInput>({ id: 0, freshness: 'CURRENT', nonAtsPlane: 'WRONG' }),
    ]),
    modelRule<IdInput>({
      ...commands.RSI_VDEV_DMA_DISABLE,
      actor: 'realm',
      inputs: ids.map((id) => ({ id })),
      offered: runs,
    }),
    withFreshness(commands.RSI_VDEV_VALIDATE_MAPPING, [
      ...ranges,
      ...wrong<ValidateInput>(
        ...(['BASE_UNALIGNED', 'TOP_UNALIGNED', 'PA_UNALIGNED', 'SIZE', 'UNPROTECTED'] as const).map(
          (fault) => ({ ...ranges[0]!, fault }),
        ),
      ),
    ]),
    modelRule<Record<never, never>>({
      name: 'RSI_IPA_STATE_SET',
      actor: 'realm',
      cites: [cite.rmm('A5.4: EMPTY, CHANGE_DESTROYED, over the whole range')],
      inputs: [{}],
      offered: runs,
      effect: (s) => {
        s.rec.pending = 'RIPAS';
        s.rec.top = pages;
        return 'REC exit, RIPAS_CHANGE';
      },
    }),
    modelRule<Record<never, never>>({
      name: 'RMI_REC_ENTER',
      actor: 'host',
      cites: [cite.rmm('A4.3.12'), cite.rmm('A9.4.4')],
      inputs: [{}],
      offered: (s) => s.rec.pending !== 'NONE',
      effect: (s) => enterRec(s, commands),
    }),
  ];
}
