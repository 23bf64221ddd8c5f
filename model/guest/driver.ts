/**
/**
 * The device driver in the guest: bound with its registers mapped, unbound, and mapping one private buffer for DMA. The
 * decisions are the kernel's: ioremap() by RIPAS, DMA by dma/decision.ts, where force_dma_unencrypted() is false for an
 * accepted device and true for all others in a realm (guest series, patch 10).
 */

import { cite } from '../cite.ts';
import { type ModelRule, modelRule } from '../rule.ts';
import { pagesInRange, type Seen } from '../state.ts';
import type { Setting } from './context.ts';
import { privateBuffer } from './dma/decision.ts';

const idle = (s: Seen): boolean => s.guest.pc === 'IDLE';

/** How a streaming mapping of a private page is made, worked out once: the model asks in every state. */
const mappingOf = { accepted: privateBuffer(true), unaccepted: privateBuffer(false) } as const;

/** Which alias realm_ioremap_hook() picks for the whole range. */
function alias({ departs }: Pick<Setting, 'departs'>, s: Seen): 'PRIVATE' | 'SHARED' {
  const range = s.pages.slice(0, pagesInRange(s));
  const isProtected = departs('ioremap-shares-destroyed')
    ? range.every((page) => page.ripas === 'DEV')
    : range.every((page) => page.ripas !== 'EMPTY');
  return isProtected ? 'PRIVATE' : 'SHARED';
}

export const driverRules = (setting: Pick<Setting, 'departs'>): readonly ModelRule[] => [
  modelRule<Record<never, never>>({
    name: 'driver binds',
    actor: 'guest',
    cites: [
      cite.core('driver attach: blocked by nothing but the device lock'),
      cite.list('Suzuki Poulose, 2025-09-18: realm: ioremap: Allow mapping memory as encrypted'),
    ],
    inputs: [{}],
    offered: (s) => idle(s) && !s.guest.driver,
    refusals: setting.departs('binds-while-locked')
      ? []
      : [
          {
            id: 'locked_not_accepted',
            status: '-EPROBE_DEFER',
            when: (s) => s.guest.context !== 'NONE' && s.guest.context !== 'ACCEPTED',
          },
        ],
    effect: (s) => {
      s.guest.driver = true;
      s.guest.io = alias(setting, s);
      return `registers ${s.guest.io}`;
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
      s.guest.io = 'NONE';
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
