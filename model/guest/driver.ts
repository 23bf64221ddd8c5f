/**
 * The device driver in the guest: bound, unbound, and mapping one private buffer for DMA. The decision is the kernel's
 * (dma/decision.ts): force_dma_unencrypted() is false for an accepted device and true for all others in a realm (guest
 * series, patch 10).
 */

import { cite } from '../cite.ts';
import { type ModelRule, modelRule } from '../rule.ts';
import type { Seen } from '../state.ts';
import { privateBuffer } from './dma/decision.ts';

const idle = (s: Seen): boolean => s.guest.pc === 'IDLE';

/** How a streaming mapping of a private page is made, worked out once: the model asks in every state. */
const mappingOf = { accepted: privateBuffer(true), unaccepted: privateBuffer(false) } as const;

export const driverRules: readonly ModelRule[] = [
  modelRule<Record<never, never>>({
    name: 'driver binds',
    actor: 'guest',
    cites: [cite.core('driver attach: blocked by nothing but the device lock')],
    inputs: [{}],
    offered: (s) => idle(s) && !s.guest.driver,
    effect: (s) => {
      s.guest.driver = true;
      return 'bound';
    },
  }),
  modelRule<Record<never, never>>({
    name: 'driver unbinds',
    actor: 'guest',
    cites: [cite.list('Jason Gunthorpe, 2025-08: the device stays RUN across driver unbind')],
    inputs: [{}],
    offered: (s) => idle(s) && s.guest.driver && s.guest.mapping === 'NONE',
    effect: (s) => {
      s.guest.driver = false;
      return 'unbound';
    },
  }),
  modelRule<Record<never, never>>({
    name: 'dma_map_single',
    actor: 'guest',
    cites: [cite.guest('10 force_dma_unencrypted'), cite.core('10 SWIOTLB_UNACCEPTED')],
    inputs: [{}],
    offered: (s) => s.guest.driver && s.guest.mapping === 'NONE',
    effect: (s) => {
      s.guest.mapping = s.guest.accepted ? mappingOf.accepted : mappingOf.unaccepted;
      return s.guest.mapping;
    },
  }),
  modelRule<Record<never, never>>({
    name: 'dma_unmap_single',
    actor: 'guest',
    cites: [cite.guest('10 force_dma_unencrypted')],
    inputs: [{}],
    offered: (s) => s.guest.mapping !== 'NONE',
    effect: (s) => {
      s.guest.mapping = 'NONE';
      return 'unmapped';
    },
  }),
];
