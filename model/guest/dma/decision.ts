/**
 * The kernel's decision about one DMA buffer (kernel/dma/direct.c and swiotlb.c, with guest series patch 10 and the
 * per-mapping attribute of DMA_ATTR_CC_SHARED v7): what the device is handed, under which form of address. Nothing here
 * depends on anything but the arguments, so the whole table can be gone through.
 *
 * Left out: device masks below the address space, non-coherent devices, and iommu-dma, which the series does not touch.
 */

import { HARDENED } from '../../defect.ts';
import type { HasDma } from './defects.ts';

/** What the kernel knows of a device. */
export interface DmaDevice {
  /** In a realm; elsewhere nothing is private. */
  readonly realm: boolean;
  /** `device_cc_accepted()`. */
  readonly accepted: boolean;
  /** Helpers are also called without a device, or before it is added. */
  readonly known: boolean;
  /** The swiotlb pool it would use: the default one is shared; a restricted one serves allocations too. */
  readonly pool: 'SHARED' | 'PRIVATE' | 'RESTRICTED' | 'NONE';
}

export type PageState = 'PRIVATE' | 'SHARED';
/** What the device is given: the page itself, a copy in a swiotlb slot, or memory of a pool that was shared at boot. */
export type Handed = 'PAGE' | 'BOUNCE' | 'POOL';

export interface Buffer {
  readonly kind: 'BUFFER';
  readonly handed: Handed;
  /** Of the memory that the device is to reach. */
  readonly state: PageState;
  /** The bit of the address that says shared: the top bit of the IPA space. */
  readonly sharedBit: boolean;
  /** Private data that was copied into shared memory, or stands on a page that was made so. */
  readonly exposes: 'NOTHING' | 'THE_BUFFER' | 'THE_WHOLE_PAGE';
}

/** DMA_MAPPING_ERROR or NULL; or the kernel's own mistake. */
export type Decision = Buffer | { readonly kind: 'ERROR' } | { readonly kind: 'FAULT' };

/** A streaming mapping: dma_map_phys(). */
export interface Mapping {
  readonly page: PageState;
  /** DMA_ATTR_CC_SHARED: the caller says that the page is shared. */
  readonly ccShared: boolean;
  /** DMA_ATTR_MMIO: the registers of another device. */
  readonly mmio: boolean;
}

const ERROR: Decision = { kind: 'ERROR' };
const FAULT: Decision = { kind: 'FAULT' };

/** Reads `cc_accepted`; undefined where there is nothing to read it of. */
function accepted({ known, accepted }: DmaDevice, has: HasDma): boolean | undefined {
  if (!known) return has.has('null-device-dereferenced') ? undefined : false;
  return accepted;
}

/** force_dma_unencrypted(): whether the device can reach nothing but shared memory. Undefined: the kernel crashes. */
export function forceDmaUnencrypted(device: DmaDevice, has: HasDma = HARDENED): boolean | undefined {
  const isAccepted = accepted(device, has);
  return isAccepted === undefined ? undefined : device.realm && !isAccepted;
}

/** is_swiotlb_force_bounce(). SWIOTLB_UNACCEPTED once it works; SWIOTLB_FORCE as posted. */
function forceBounce(device: DmaDevice, needsShared: boolean, has: HasDma): boolean {
  if (device.pool === 'RESTRICTED') return true;
  if (has.has('bounce-flag-truncated')) return false;
  return has.has('accepted-still-bounces') ? device.realm : needsShared;
}

/** dma_direct_map_phys(). */
export function mapStreaming(device: DmaDevice, mapping: Mapping, has: HasDma = HARDENED): Decision {
  const needsShared = forceDmaUnencrypted(device, has);
  if (needsShared === undefined) return FAULT;
  const claimed = has.has('attribute-test-inverted') ? !mapping.ccShared : mapping.ccShared;
  const asShared = device.realm && claimed && !has.has('decided-for-the-device');
  // Other devices' registers are private in a realm or the host's; never memory that was shared.
  if (mapping.mmio && device.realm)
    return has.has('p2p-is-shared-memory') && needsShared ? direct(mapping, true) : ERROR;
  if (asShared) return direct(mapping, true);
  if (needsShared && has.has('decrypts-what-it-is-handed'))
    return { kind: 'BUFFER', handed: 'PAGE', state: 'SHARED', sharedBit: true, exposes: 'THE_WHOLE_PAGE' };
  return forceBounce(device, needsShared, has)
    ? bounce(device, mapping, needsShared, has)
    : direct(mapping, false);
}

const direct = ({ page }: Mapping, sharedBit: boolean): Buffer => ({
  kind: 'BUFFER',
  handed: 'PAGE',
  state: page,
  sharedBit,
  exposes: 'NOTHING',
});

/** swiotlb_map(): the pool has to be of the kind that the device needs. From here on the mapping has the pool's attribute. */
function bounce({ pool, realm }: DmaDevice, { page }: Mapping, needsShared: boolean, has: HasDma): Decision {
  if (pool === 'NONE') return ERROR;
  const state: PageState = realm && pool !== 'PRIVATE' ? 'SHARED' : 'PRIVATE';
  const exempt = has.has('pool-state-ignored') || has.has('accepted-still-bounces');
  if (realm && (state === 'SHARED') !== needsShared && !exempt) return ERROR;
  const exposes = state === 'SHARED' && page === 'PRIVATE' ? 'THE_BUFFER' : 'NOTHING';
  return { kind: 'BUFFER', handed: 'BOUNCE', state, sharedBit: state === 'SHARED', exposes };
}

/** A coherent allocation: dma_direct_alloc(). */
export interface Allocation {
  /** gfpflags_allow_blocking(): memory can be converted only if so. */
  readonly blocking: boolean;
  /** Whether set_memory_decrypted() succeeds. */
  readonly converts: boolean;
}

/** dma_direct_alloc(), with is_swiotlb_for_alloc() and dma_direct_use_pool() as patch 10 has them. */
export function allocate(
  device: DmaDevice,
  { blocking, converts }: Allocation,
  has: HasDma = HARDENED,
): Decision {
  const needsShared = forceDmaUnencrypted(device, has);
  if (needsShared === undefined) return FAULT;
  const fresh = { kind: 'BUFFER', exposes: 'NOTHING' } as const;
  if (!needsShared) return { ...fresh, handed: 'PAGE', state: 'PRIVATE', sharedBit: false };
  // A restricted pool is decrypted as a whole beforehand; so is the atomic pool.
  if (device.pool === 'RESTRICTED' || !blocking)
    return { ...fresh, handed: 'POOL', state: 'SHARED', sharedBit: true };
  return converts ? { ...fresh, handed: 'PAGE', state: 'SHARED', sharedBit: true } : ERROR;
}

/** What becomes of memory when it is freed. */
export type Freed =
  | 'TO_ALLOCATOR'
  | 'TO_POOL'
  | 'LEAKED'
  | 'TO_ALLOCATOR_SHARED'
  | 'PRIVATE_CONVERTED'
  | 'FAULT';

/**
 * dma_direct_free() of what `allocate` gave, for the device as it is by now. The hardened guest frees by how the memory was
 * allocated. `reencrypts`: whether set_memory_encrypted() succeeds; memory for which it does not is kept for good.
 */
export function free(device: DmaDevice, buffer: Buffer, reencrypts: boolean, has: HasDma = HARDENED): Freed {
  if (buffer.handed === 'POOL') return 'TO_POOL';
  const wasShared = has.has('free-asks-again') ? forceDmaUnencrypted(device, has) : buffer.state === 'SHARED';
  if (wasShared === undefined) return 'FAULT';
  if (!wasShared) return buffer.state === 'SHARED' ? 'TO_ALLOCATOR_SHARED' : 'TO_ALLOCATOR';
  if (buffer.state === 'PRIVATE') return 'PRIVATE_CONVERTED';
  if (reencrypts) return 'TO_ALLOCATOR';
  return has.has('reencrypt-failure-ignored') ? 'TO_ALLOCATOR_SHARED' : 'LEAKED';
}

/** How one streaming mapping of a private page by a device in a realm is made, as the flow of the guest tells it apart. */
export function privateBuffer(isAccepted: boolean, has: HasDma = HARDENED): 'PRIVATE' | 'BOUNCED' {
  const device: DmaDevice = { realm: true, accepted: isAccepted, known: true, pool: 'SHARED' };
  const decision = mapStreaming(device, { page: 'PRIVATE', ccShared: false, mmio: false }, has);
  return decision.kind === 'BUFFER' && decision.handed === 'PAGE' ? 'PRIVATE' : 'BOUNCED';
}
