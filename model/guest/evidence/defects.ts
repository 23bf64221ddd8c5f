/** What the guest series, and the evidence interface of the core under it, get wrong between the RMM's digests and a reader. */

import { cite } from '../../cite.ts';
import type { Defects, Having } from '../../defect.ts';

export const evidenceDefects = {
  'unset-digest-compared': {
    rows: ['INF-11'],
    what: 'The VCA digest is compared although the RMM may not have set it, in a buffer that was not cleared.',
    cites: [cite.guest('08 cca_verify_digests'), cite.inferred('INF-11')],
  },
  'missing-object-warned': {
    rows: ['DOC-10'],
    what: 'An object that the host withholds is warned about and left out of the comparison.',
    cites: [cite.list('NVIDIA/NV-Kernels rmeda_guest')],
  },
  'generation-is-half-a-nonce': {
    rows: ['INF-15'],
    what: 'The generation of evidence is the lower 32 bits of a 64-bit nonce.',
    cites: [cite.guest('08 cca_collect_dev_evidence: int generation'), cite.inferred('INF-15')],
  },
  'attribute-length-wraps': {
    rows: ['LST-20', 'F-23'],
    what: 'An object goes into one netlink attribute, whose length has 16 bits.',
    cites: [cite.core('evidence netlink'), cite.list('Lukas Wunner, 2026-03-14')],
  },
  'digest-never-filled': {
    rows: ['INF-16'],
    what: 'A reader who asks for digests gets the field that nobody fills.',
    cites: [cite.guest('08 cca_collect_dev_evidence'), cite.inferred('INF-16')],
  },
  'nonce-dropped': {
    rows: ['INF-14', 'F-21'],
    what: "A reader's nonce is not looked at, and the evidence of an earlier one is given.",
    cites: [cite.core('evidence netlink: nonce declared, not parsed'), cite.inferred('INF-14')],
  },
  'generation-learned-late': {
    rows: ['F-20'],
    what: 'A dump learns its generation at its first read, not at its refresh, so that another reader can come between.',
    cites: [cite.inferred('F-20: drivers/base/evidence.c of the later core')],
  },
} as const satisfies Defects;

export type EvidenceDefect = keyof typeof evidenceDefects;
export type HasEvidence = Having<EvidenceDefect>;
