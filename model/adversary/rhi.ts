/** What an untrusted host can answer to a Realm Host Interface call: any status, whatever it did or did not do. */

/** Statuses of RHI 1.0-bet1 with the errno that map_rhi_da_error() makes of them (guest series, patch 03). */
export const RHI_ERRNO = {
  SUCCESS: '0',
  INCOMPLETE: 'again',
  DATA_NOT_AVAILABLE: '-EIO',
  INVALID_VDEV_ID: '-EINVAL',
  INVALID_OBJECT: '-EINVAL',
  INPUT: '-EINVAL',
  DEVICE: '-EIO',
  INVALID_OFFSET: '-EIO',
  ACCESS_FAILED: '-EFAULT',
  BUSY: '-EBUSY',
  ABORTED_OPERATION_HAD_COMPLETED: '-EIO',
  OBJECT_UNSUPPORTED: '-EIO',
} as const;

export type RhiStatus = keyof typeof RHI_ERRNO;

/** What can happen at a call besides the host's answer: the call itself fails, memory runs out, a signal aborts it. */
export const CALL_FAULTS = { RSI_HOST_CALL_FAILED: '-EIO', NO_MEMORY: '-ENOMEM', SIGNAL: '-EINTR' } as const;

export type RhiAnswer = { readonly answer: RhiStatus | keyof typeof CALL_FAULTS };

export const RHI_ANSWERS: readonly RhiAnswer[] = [
  ...(Object.keys(RHI_ERRNO) as RhiStatus[]),
  ...(Object.keys(CALL_FAULTS) as (keyof typeof CALL_FAULTS)[]),
].map((answer) => ({ answer }));

const ERRNO: Readonly<Record<RhiAnswer['answer'], string>> = { ...RHI_ERRNO, ...CALL_FAULTS };

/** The errno that the guest's wrapper returns for an answer. */
export const errnoOf = (i: RhiAnswer): string => ERRNO[i.answer];

/** The start and continue loops call again on these, so that the guest has not moved (INF-05: without bound). */
export const callsAgain = (i: RhiAnswer): boolean => i.answer === 'BUSY' || i.answer === 'INCOMPLETE';
