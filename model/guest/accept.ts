/**
 * cca_tsm_accept(): validates the reported ranges, asks for RUN, enables DMA, and only then does the core set
 * cc_accepted. Whatever fails after the ranges are in the resource tree leaves the context FAILED, in which only unlock is
 * possible; where the posted guest does otherwise, its departure is named at the line.
 */

import { callsAgain, errnoOf, RHI_ANSWERS, type RhiAnswer } from '../adversary/rhi.ts';
import { cite } from '../cite.ts';
import { type Steps, step } from '../program.ts';
import { clearRec } from '../rmm/rsi-call.ts';
import { pagesInRange, type State } from '../state.ts';
import { callRsi, finishRsi, keepForUnlock, oops, type Setting } from './context.ts';
import { type GuestPc, rhiStep, rsiStep } from './lock.ts';

export type HostResponse = { readonly response: 'ACCEPT' | 'REJECT' };
export const HOST_RESPONSES: readonly HostResponse[] = [{ response: 'ACCEPT' }, { response: 'REJECT' }];

/** Asks for what is left of the range, or moves on. */
function validateNext(setting: Setting, s: State): void {
  if (s.guest.next < pagesInRange(s))
    callRsi(setting, s, 'RSI_VDEV_VALIDATE_MAPPING', 'accept/validate-mapping');
  else {
    s.guest.next = 0;
    s.guest.pc = 'accept/set-tdi-state';
  }
}

/** The context points to a table of ranges. One that it pointed to before is lost, with its resources in the tree. */
function publishTable(s: State): void {
  if (s.guest.table) s.guest.tree = 'LOST';
  s.guest.table = true;
}

/**
 * A2 and A3: the verified report is parsed and its ranges entered in the resource tree; then A4 begins. The hardened guest
 * publishes the table at once, so that every way out knows it; the posted one at A7.
 */
export function beginAccept(setting: Setting, s: State): void {
  if (s.guest.tree === 'FREED') {
    // The new resources go beside those in freed memory.
    oops(s);
    return;
  }
  if (s.guest.tree === 'EMPTY') s.guest.tree = 'OWNED';
  if (!setting.departs('table-freed-in-tree')) publishTable(s);
  s.guest.next = 0;
  validateNext(setting, s);
}

/** The way out of every failure from A4 on. */
function fail({ departs }: Setting, s: State): void {
  if (departs('table-freed-in-tree')) s.guest.tree = 'FREED';
  if (departs('accept-failure-forgotten')) {
    s.guest.next = 0;
    s.guest.pc = 'IDLE';
  } else keepForUnlock(s);
}

export function acceptSteps(setting: Setting): Steps<GuestPc> {
  const failed = (s: State): void => fail(setting, s);
  return [
    step<GuestPc, Record<never, never>>({
      at: 'accept/validate-mapping',
      does: 'RSI_VDEV_VALIDATE_MAPPING',
      cites: [cite.guest('08 rsi_validate_dev_mapping')],
      inputs: [{}],
      run: (s) => {
        const status = finishRsi(setting, s, 'RSI_VDEV_VALIDATE_MAPPING');
        if (status === 'RSI_SUCCESS') {
          s.guest.pc = 'accept/validate-mapping-exit';
          return 'exits to the host';
        }
        failed(s);
        return status;
      },
    }),
    // The response counts only where the range is not finished; no progress is a failure (L5).
    step<GuestPc, HostResponse>({
      at: 'accept/validate-mapping-exit',
      does: 'RSI_VDEV_VALIDATE_MAPPING returns',
      cites: [cite.guest('08 rsi_validate_dev_mapping'), cite.rmm('B5.4.21 new_ipa_base, response')],
      inputs: HOST_RESPONSES,
      run: (s, { response }) => {
        const reached = s.rec.progress;
        const progress = reached > s.guest.next;
        clearRec(s);
        if (reached < pagesInRange(s) && (response === 'REJECT' || !progress)) {
          failed(s);
          return response === 'REJECT' ? '-EPERM' : '-EINVAL';
        }
        s.guest.next = reached;
        validateNext(setting, s);
        return reached === pagesInRange(s) ? 'validated' : 'partly validated';
      },
    }),
    rhiStep('accept/set-tdi-state', 'RHI_DA_VDEV_SET_TDI_STATE(RUN)', [cite.guest('09 cca_device_accept')], {
      success: (s) => callRsi(setting, s, 'RSI_VDEV_DMA_ENABLE', 'accept/dma-enable'),
      failure: failed,
    }),
    rsiStep(
      setting,
      'accept/dma-enable',
      'RSI_VDEV_DMA_ENABLE',
      [cite.guest('11 rsi_vdev_enable_dma')],
      (s, ok) => {
        if (!ok) {
          if (setting.departs('accept-failure-forgotten')) s.guest.pc = 'accept/undo';
          else failed(s);
          return '-EIO';
        }
        if (setting.departs('table-freed-in-tree')) publishTable(s);
        s.guest.context = 'ACCEPTED';
        s.guest.accepted = true;
        s.guest.pc = 'IDLE';
        return '0';
      },
    ),
    // A6 of the posted guest alone: TDISP has no way from RUN to CONFIG_LOCKED, so that an honest host refuses (DOC-07).
    ...(setting.departs('accept-failure-forgotten')
      ? [
          step<GuestPc, RhiAnswer>({
            at: 'accept/undo',
            does: 'RHI_DA_VDEV_SET_TDI_STATE(LOCKED)',
            cites: [cite.guest('11 cca_tsm_accept, error path'), cite.host('v4 15 (DOC-07)')],
            inputs: RHI_ANSWERS,
            run: (s, i) => {
              if (callsAgain(i)) return 'calls again';
              failed(s);
              return errnoOf(i);
            },
          }),
        ]
      : []),
  ];
}
