/**
 * cca_tsm_accept(): validates the reported ranges, asks for RUN, enables DMA, and only then does the core set
 * cc_accepted. Whatever fails after the first validated page leaves the context FAILED, in which only unlock is
 * possible; the posted series frees its tables and forgets the pages (INF-07, INF-08, DOC-07).
 */

import { cite } from '../cite.ts';
import { type Steps, step } from '../program.ts';
import { clearRec } from '../rmm/rsi-call.ts';
import { PAGES, type State } from '../state.ts';
import { callRsi, finishRsi, keepForUnlock, type Setting } from './context.ts';
import { type GuestPc, rhiStep, rsiStep } from './lock.ts';

export type HostResponse = { readonly response: 'ACCEPT' | 'REJECT' };
export const HOST_RESPONSES: readonly HostResponse[] = [{ response: 'ACCEPT' }, { response: 'REJECT' }];

/** Asks for what is left of the range, or moves on. */
function validateNext(setting: Setting, s: State): void {
  if (s.guest.next < PAGES) callRsi(setting, s, 'RSI_VDEV_VALIDATE_MAPPING', 'accept/validate-mapping');
  else {
    s.guest.next = 0;
    s.guest.pc = 'accept/set-tdi-state';
  }
}

/** A2 and A3: the verified report is parsed and its ranges entered in the resource tree; then A4 begins. */
export function beginAccept(setting: Setting, s: State): void {
  s.guest.next = 0;
  validateNext(setting, s);
}

export function acceptSteps(setting: Setting): Steps<GuestPc> {
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
        keepForUnlock(s);
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
        if (reached < PAGES && (response === 'REJECT' || !progress)) {
          keepForUnlock(s);
          return response === 'REJECT' ? '-EPERM' : '-EINVAL';
        }
        s.guest.next = reached;
        validateNext(setting, s);
        return reached === PAGES ? 'validated' : 'partly validated';
      },
    }),
    rhiStep('accept/set-tdi-state', 'RHI_DA_VDEV_SET_TDI_STATE(RUN)', [cite.guest('09 cca_device_accept')], {
      success: (s) => callRsi(setting, s, 'RSI_VDEV_DMA_ENABLE', 'accept/dma-enable'),
      failure: keepForUnlock,
    }),
    rsiStep(
      setting,
      'accept/dma-enable',
      'RSI_VDEV_DMA_ENABLE',
      [cite.guest('11 rsi_vdev_enable_dma')],
      (s, ok) => {
        if (!ok) {
          keepForUnlock(s);
          return '-EIO';
        }
        s.guest.context = 'ACCEPTED';
        s.guest.accepted = true;
        s.guest.pc = 'IDLE';
        return '0';
      },
    ),
  ];
}
