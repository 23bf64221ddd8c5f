/**
 * What a hostile host may do, one power at a time, each with the place that grants it. A world lists its powers; the
 * rules behind them are what the search interleaves.
 */

import type { Citation } from '../../checker/contract.ts';
import { cite } from '../cite.ts';

export interface Power {
  readonly id: string;
  readonly may: string;
  readonly cites: readonly Citation[];
}

const power = (id: string, may: string, ...cites: readonly Citation[]): Power => ({ id, may, cites });

export const powers = {
  rmiCalls: power(
    'rmi-calls',
    'call any RMI command at any time, between any two steps of the realm',
    cite.rmm('A1.1: the Host is untrusted'),
  ),
  rhiAnswers: power(
    'rhi-answers',
    'answer any RHI call with any status, whatever it did',
    cite.guest('section 3: every status, size and byte of RHI is untrusted'),
  ),
  evidenceBytes: power(
    'evidence-bytes',
    "hand over any object of the catalogue: genuine, another device's, stale, altered, tampered, truncated",
    cite.guest('patch 07 rhi_read_cached_object'),
  ),
  mappings: power(
    'mappings',
    'map, swap and unmap device granules at any time, and reject what the realm asks for',
    cite.rmm('B4.5.69, B4.5.70'),
    cite.tdisp('11.6.3: mapping order'),
  ),
  otherPeer: power(
    'other-peer',
    'carry pre-session messages to another device and pass off that device as this one',
    cite.rmm('A9.2.4.1: identity is not judged before attestation'),
    cite.list('F-42: evidence of another device'),
  ),
  bus: power(
    'bus',
    'write configuration space, reset the function or the device, take the link down, load other firmware',
    cite.tdisp('11.2.6'),
  ),
  denial: power(
    'denial',
    'do nothing: never answer, never complete, never schedule',
    cite.rmm('A9.4.4: a request that is not completed'),
  ),
} as const;
