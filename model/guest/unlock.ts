/**
 * cca_tsm_unlock(). The posted series sets RIPAS EMPTY, asks the host to unlock, and reports success whatever came of
 * it. The hardened guest turns DMA off first (INF-23), asks the RMM whether the VDEV is unlocked (DOC-03), and keeps the
 * context for another attempt when any of it fails (INF-09).
 */

import { cite } from '../cite.ts';
import { type Steps, step } from '../program.ts';
import { clearRec } from '../rmm/rsi-call.ts';
import { PAGES, type State } from '../state.ts';
import { HOST_RESPONSES, type HostResponse } from './accept.ts';
import { callRsi, freeContext, keepForUnlock, type Setting } from './context.ts';
import { type GuestPc, rhiStep, rsiStep } from './lock.ts';

/** RSI_IPA_STATE_SET(EMPTY, CHANGE_DESTROYED) over what is left of the range: the REC exits for the host to apply it. */
function setRipasNext(s: State): void {
  if (s.guest.next < PAGES) {
    s.guest.pc = 'unlock/set-ripas';
    s.rec.pending = 'RIPAS';
    s.rec.base = s.guest.next;
    s.rec.top = PAGES;
    s.rec.progress = s.guest.next;
  } else {
    s.guest.next = 0;
    s.guest.pc = 'unlock/set-tdi-state';
  }
}

/** U0: the core clears cc_accepted before it calls the driver. A context that never came to accept has no ranges (LST-01). */
export function beginUnlock(setting: Setting, s: State): void {
  s.guest.accepted = false;
  s.guest.next = 0;
  if (s.guest.context === 'LOCKED') s.guest.pc = 'unlock/set-tdi-state';
  else callRsi(setting, s, 'RSI_VDEV_DMA_DISABLE', 'unlock/dma-disable');
}

export function unlockSteps(setting: Setting): Steps<GuestPc> {
  return [
    rsiStep(
      setting,
      'unlock/dma-disable',
      'RSI_VDEV_DMA_DISABLE',
      [cite.inferred('INF-23: the posted series never calls it'), cite.rmm('B5.4.17')],
      (s, ok) => {
        if (ok) setRipasNext(s);
        else keepForUnlock(s);
        return ok ? 'disabled' : '-EIO';
      },
    ),
    step<GuestPc, HostResponse>({
      at: 'unlock/set-ripas',
      does: 'RSI_IPA_STATE_SET(EMPTY, CHANGE_DESTROYED)',
      cites: [cite.guest('08 rsi_invalidate_dev_mapping'), cite.rmm('A5.4')],
      inputs: HOST_RESPONSES,
      run: (s, { response }) => {
        const reached = s.rec.progress;
        const progress = reached > s.guest.next;
        clearRec(s);
        if (reached < PAGES && (response === 'REJECT' || !progress)) {
          keepForUnlock(s);
          return '-EIO';
        }
        s.guest.next = reached;
        setRipasNext(s);
        return reached === PAGES ? 'EMPTY' : 'partly EMPTY';
      },
    }),
    rhiStep(
      'unlock/set-tdi-state',
      'RHI_DA_VDEV_SET_TDI_STATE(UNLOCKED)',
      [cite.guest('04 cca_device_unlock'), cite.guest('08 cca_tsm_unlock')],
      { success: (s) => callRsi(setting, s, 'RSI_VDEV_GET_INFO', 'unlock/get-info'), failure: keepForUnlock },
    ),
    rsiStep(
      setting,
      'unlock/get-info',
      'RSI_VDEV_GET_INFO',
      [cite.inferred('DOC-03: nobody else can say that the host did it'), cite.rmm('B5.4.19')],
      (s, ok) => {
        // The realm sees NEW as UNLOCKED (B5.4.19).
        const unlocked = ok && (s.vdevs.v0.state === 'UNLOCKED' || s.vdevs.v0.state === 'NEW');
        if (unlocked) freeContext(s);
        else keepForUnlock(s);
        return unlocked ? '0' : '-EIO';
      },
    ),
  ];
}
