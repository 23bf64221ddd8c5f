/** All that is fuzzed: what a guest, a host and `evidence` read that somebody else wrote. */

import { HARDENED } from '../../model/defect.ts';
import type { HasMmio } from '../../model/guest/mmio/defects.ts';
import type { HasRhi } from '../../model/guest/rhi/defects.ts';
import type { HasCache } from '../../model/host/cache/defects.ts';
import type { HasCertificate } from '../../model/host/certificates/defects.ts';
import type { HasRequest } from '../../model/host/requests/defects.ts';
import { evidenceTargets } from './evidence-targets.ts';
import { guestTargets } from './guest-targets.ts';
import { hostTargets } from './host-targets.ts';
import type { Corpus, Target } from './target.ts';

export interface FuzzedDefects {
  readonly mmio?: HasMmio;
  readonly rhi?: HasRhi;
  readonly certificates?: HasCertificate;
  readonly cache?: HasCache;
  readonly requests?: HasRequest;
}

/** All targets, hardened or with the given defects. */
export function targetsOf(corpus: Corpus, defects: FuzzedDefects = {}): readonly Target[] {
  const {
    mmio = HARDENED,
    rhi = HARDENED,
    certificates = HARDENED,
    cache = HARDENED,
    requests = HARDENED,
  } = defects;
  return [
    ...guestTargets(corpus, mmio, rhi),
    ...evidenceTargets(corpus),
    ...hostTargets(corpus, certificates, cache, requests),
  ];
}
