/**
 * cca_tsm_lock(): asks the host to lock the interface, collects the four objects, and believes them only if their
 * digests are the RMM's. Steps L3 to L10 of the posted series, in order; L1, L2, L4 and L7 are local and go with the
 * step before them. Where the posted guest does otherwise, its departure is named at the line.
 */

import { callsAgain, errnoOf, RHI_ANSWERS, type RhiAnswer } from '../adversary/rhi.ts';
import { cite } from '../cite.ts';
import type { EvidenceId, EvidenceObject } from '../evidence/catalogue.ts';
import { type ProgramStep, type Steps, step } from '../program.ts';
import type { Seen, State } from '../state.ts';
import {
  callRsi,
  finishRsi,
  forgetEvidence,
  freeContext,
  HASHED,
  keepForUnlock,
  type Setting,
  sameDigest,
} from './context.ts';

export type GuestPc = State['guest']['pc'];
type Pc = GuestPc;

/** An RHI call that the guest repeats on BUSY and INCOMPLETE, and that fails or goes on. */
export function rhiStep(
  at: Pc,
  does: string,
  cites: ProgramStep<Pc>['cites'],
  after: { readonly success: (s: State) => void; readonly failure: (s: State) => void },
): ProgramStep<Pc, never> {
  return step<Pc, RhiAnswer>({
    at,
    does,
    cites,
    inputs: RHI_ANSWERS,
    run: (s, i) => {
      if (callsAgain(i)) return 'calls again';
      if (i.answer === 'SUCCESS') after.success(s);
      else after.failure(s);
      return errnoOf(i);
    },
  });
}

/**
 * An RSI call that has exited to the host and returns at the next REC entry, whether or not the host completed the
 * request; without, the call fails.
 */
export function rsiStep(
  setting: Setting,
  at: Pc,
  name: 'RSI_VDEV_GET_INFO' | 'RSI_VDEV_DMA_ENABLE' | 'RSI_VDEV_DMA_DISABLE',
  cites: ProgramStep<Pc>['cites'],
  then: (s: State, succeeded: boolean) => string,
): ProgramStep<Pc, never> {
  return step<Pc, Record<never, never>>({
    at,
    does: name,
    cites,
    inputs: [{}],
    run: (s) => {
      const status = finishRsi(setting, s, name);
      const result = then(s, status === 'RSI_SUCCESS');
      return status === 'RSI_SUCCESS' ? result : status;
    },
  });
}

/** Every failure after L3 asks the host to unlock again. Of what was read nothing is left. */
function undo(s: State): void {
  forgetEvidence(s);
  s.guest.pc = 'lock/undo';
}

const readObject = (
  { catalogue }: Setting,
  at: Pc,
  object: EvidenceObject,
  field: 'certificate' | 'vca' | 'report' | 'measurements',
  next: (s: State) => void,
): ProgramStep<Pc, never> =>
  step<Pc, { readonly answer: EvidenceId | 'REFUSED' | 'NO_MEMORY' }>({
    at,
    does: `RHI_DA_OBJECT_SIZE and _READ ${object}`,
    cites: [cite.guest('07 rhi_read_cached_object'), cite.guest('08 cca_collect_dev_evidence')],
    inputs: [
      ...catalogue.ids(object).map((answer) => ({ answer })),
      { answer: 'REFUSED' },
      { answer: 'NO_MEMORY' },
    ],
    run: (s, { answer }) => {
      if (answer === 'REFUSED' || answer === 'NO_MEMORY') {
        undo(s);
        return answer === 'REFUSED' ? '-EIO' : '-ENOMEM';
      }
      keep(s, field, answer);
      next(s);
      return 'read';
    },
  });

/**
 * Keeps what was read as whose bytes it is. Once an object is read that no RMM of this world ever hashed, the lock can
 * only fail, whatever else was read; so the rest is not told apart any more.
 */
function keep(s: State, field: 'certificate' | 'vca' | 'report' | 'measurements', id: EvidenceId): void {
  if (s.guest.forged) return;
  if (!HASHED.includes(id)) {
    const firstLockNonce = s.guest.firstLockNonce;
    forgetEvidence(s);
    s.guest.firstLockNonce = firstLockNonce;
    s.guest.forged = true;
    return;
  }
  s.guest[field] = id as State['guest']['report'];
  // Measurements hold the responder's nonce: these are the bytes of the latest refresh, and of no other.
  if (field === 'measurements') s.guest.measurementsOf = s.vdevs.v0.measNonce;
}

export function lockSteps(setting: Setting): Steps<Pc> {
  const { catalogue, departs } = setting;
  const locked = (s: Seen): boolean => departs('state-not-examined') || s.vdevs.v0.state === 'LOCKED';
  const same = {
    certificate: sameDigest(catalogue, 'CERTIFICATE'),
    vca: sameDigest(catalogue, 'VCA'),
    report: sameDigest(catalogue, 'INTERFACE_REPORT'),
    measurements: sameDigest(catalogue, 'MEASUREMENTS'),
  };
  const digestsMatch = (s: Seen): boolean =>
    !s.guest.forged &&
    same.certificate(s.guest.certificate, s.pdevs.ep.certificate) &&
    same.vca(s.guest.vca, s.pdevs.ep.certificate) &&
    same.report(s.guest.report, s.vdevs.v0.reportDigest) &&
    same.measurements(s.guest.measurements, s.vdevs.v0.measDigest) &&
    s.guest.measurementsOf === s.vdevs.v0.measNonce;

  return [
    rhiStep('lock/set-tdi-state', 'RHI_DA_VDEV_SET_TDI_STATE(LOCKED)', [cite.guest('04 cca_device_lock')], {
      success: (s) => callRsi(setting, s, 'RSI_VDEV_GET_INFO', 'lock/get-info-1'),
      failure: departs('lock-failure-not-undone') ? freeContext : undo,
    }),
    rsiStep(setting, 'lock/get-info-1', 'RSI_VDEV_GET_INFO', [cite.guest('08 cca_tsm_lock')], (s, ok) => {
      if (!ok || !locked(s)) {
        undo(s);
        return '-EIO';
      }
      s.guest.firstLockNonce = s.vdevs.v0.lockNonce;
      s.guest.pc = 'lock/get-report';
      return 'LOCKED';
    }),
    rhiStep(
      'lock/get-report',
      'RHI_DA_VDEV_GET_INTERFACE_REPORT',
      [cite.guest('05 rhi_update_vdev_interface_report_cache')],
      {
        success: (s) => {
          s.guest.pc = 'lock/get-measurements';
        },
        failure: undo,
      },
    ),
    rhiStep(
      'lock/get-measurements',
      'RHI_DA_VDEV_GET_MEASUREMENTS',
      [cite.guest('06 rhi_update_vdev_measurements_cache')],
      {
        success: (s) => {
          s.guest.pc = 'lock/read-certificate';
        },
        failure: undo,
      },
    ),
    readObject(setting, 'lock/read-certificate', 'CERTIFICATE', 'certificate', (s) => {
      s.guest.pc = 'lock/read-vca';
    }),
    readObject(setting, 'lock/read-vca', 'VCA', 'vca', (s) => {
      s.guest.pc = 'lock/read-report';
    }),
    readObject(setting, 'lock/read-report', 'INTERFACE_REPORT', 'report', (s) => {
      s.guest.pc = 'lock/read-measurements';
    }),
    readObject(setting, 'lock/read-measurements', 'MEASUREMENTS', 'measurements', (s) =>
      callRsi(setting, s, 'RSI_VDEV_GET_INFO', 'lock/get-info-2'),
    ),
    rsiStep(
      setting,
      'lock/get-info-2',
      'RSI_VDEV_GET_INFO',
      [cite.guest('08 cca_verify_digests')],
      (s, ok) => {
        const failed = !ok || !locked(s) || s.guest.firstLockNonce !== s.vdevs.v0.lockNonce;
        if (failed || !digestsMatch(s)) {
          undo(s);
          return failed ? '-EIO' : '-EINVAL';
        }
        publish(s);
        return '0';
      },
    ),
    // L4 to L9. The posted guest ignores the answer, so that nothing but the errno is left of the attempt.
    step<Pc, RhiAnswer>({
      at: 'lock/undo',
      does: 'RHI_DA_VDEV_SET_TDI_STATE(UNLOCKED)',
      cites: [cite.guest('08 cca_tsm_lock, error path')],
      inputs: RHI_ANSWERS,
      run: (s, i) => {
        if (callsAgain(i)) return 'calls again';
        if (departs('undo-not-checked')) freeContext(s);
        else if (i.answer === 'SUCCESS') callRsi(setting, s, 'RSI_VDEV_GET_INFO', 'lock/undo-get-info');
        else keepForUnlock(s);
        return errnoOf(i);
      },
    }),
    rsiStep(
      setting,
      'lock/undo-get-info',
      'RSI_VDEV_GET_INFO',
      [cite.inferred('INF-01, INF-03: nobody else can say that the host did it'), cite.rmm('B5.4.19')],
      (s, ok) => {
        if (ok && isUnlocked(s)) freeContext(s);
        else keepForUnlock(s);
        return s.guest.context === 'NONE' ? 'undone' : 'kept for unlock';
      },
    ),
  ];
}

/** What the realm sees as UNLOCKED, NEW included (B5.4.19). */
export const isUnlocked = (s: Seen): boolean => s.vdevs.v0.state === 'UNLOCKED' || s.vdevs.v0.state === 'NEW';

/** L9g and L10: evidence and nonces of the second snapshot become visible; the core sets `pdev->tsm`. */
function publish(s: State): void {
  s.guest.lockNonce = s.vdevs.v0.lockNonce;
  s.guest.measNonce = s.vdevs.v0.measNonce;
  s.guest.reportNonce = s.vdevs.v0.reportNonce;
  s.guest.firstLockNonce = 0 as State['guest']['firstLockNonce'];
  s.guest.measurementsOf = 0 as State['guest']['measurementsOf'];
  s.guest.context = 'LOCKED';
  s.guest.pc = 'IDLE';
}
