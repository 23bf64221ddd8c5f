/**
 * cca_tsm_unlock(). The posted series sets RIPAS EMPTY, asks the host to unlock, and reports success whatever came of
 * it. The hardened guest turns DMA off first (INF-23), asks the RMM whether the VDEV is unlocked (DOC-03), and keeps the
 * context for another attempt when any of it fails (INF-09). Where they part, the departure is named at the line.
 */

import { cite } from '../cite.ts';
import { type Steps, step } from '../program.ts';
import { clearRec } from '../rmm/rsi-call.ts';
import { pagesInRange, type State } from '../state.ts';
import { HOST_RESPONSES, type HostResponse } from './accept.ts';
import { callRsi, freeContext, keepForUnlock, oops, type Setting } from './context.ts';
import { type GuestPc, isUnlocked, rhiStep, rsiStep } from './lock.ts';

/** RSI_IPA_STATE_SET(EMPTY, CHANGE_DESTROYED) over what is left of the range: the REC exits for the host to apply it. */
function setRipasNext(s: State): void {
  if (s.guest.next < pagesInRange(s)) {
    s.guest.pc = 'unlock/set-ripas';
    s.rec.pending = 'RIPAS';
    s.rec.base = s.guest.next;
    s.rec.top = pagesInRange(s);
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
  if (s.guest.table) {
    if (setting.departs('dma-not-disabled')) setRipasNext(s);
    else callRsi(setting, s, 'RSI_VDEV_DMA_DISABLE', 'unlock/dma-disable');
  } else if (setting.departs('unlock-needs-table')) oops(s);
  else s.guest.pc = 'unlock/set-tdi-state';
}

/** U4: the context goes. To objects that are not freed with it, nobody has a pointer any more. */
function forget({ departs }: Setting, s: State): void {
  if (departs('evidence-not-freed') && s.guest.report !== 'NONE') s.guest.leaked = true;
  freeContext(s);
}

/** U3 and U4: resources and table go before it. */
function letGo(setting: Setting, s: State): void {
  if (s.guest.tree === 'OWNED') s.guest.tree = 'EMPTY';
  forget(setting, s);
}

/** U4 alone: resources that are still in the tree keep their table from being freed. */
function giveUp(setting: Setting, s: State): void {
  s.guest.tree = 'LOST';
  forget(setting, s);
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
        if (reached < pagesInRange(s) && (response === 'REJECT' || !progress)) {
          if (!setting.departs('unlock-gives-up')) keepForUnlock(s);
          else giveUp(setting, s);
          return setting.departs('unlock-gives-up') ? '0' : '-EIO';
        }
        s.guest.next = reached;
        setRipasNext(s);
        return reached === pagesInRange(s) ? 'EMPTY' : 'partly EMPTY';
      },
    }),
    rhiStep(
      'unlock/set-tdi-state',
      'RHI_DA_VDEV_SET_TDI_STATE(UNLOCKED)',
      [cite.guest('04 cca_device_unlock'), cite.guest('08 cca_tsm_unlock')],
      setting.departs('unlock-not-checked')
        ? { success: (s) => letGo(setting, s), failure: (s) => letGo(setting, s) }
        : {
            success: (s) => callRsi(setting, s, 'RSI_VDEV_GET_INFO', 'unlock/get-info'),
            failure: keepForUnlock,
          },
    ),
    rsiStep(
      setting,
      'unlock/get-info',
      'RSI_VDEV_GET_INFO',
      [cite.inferred('DOC-03: nobody else can say that the host did it'), cite.rmm('B5.4.19')],
      (s, ok) => {
        const unlocked = ok && isUnlocked(s);
        if (unlocked) letGo(setting, s);
        else keepForUnlock(s);
        return unlocked ? '0' : '-EIO';
      },
    ),
  ];
}
