/**
 * Calls to host and RMM as the registers that carry them (guest series, patches 03 to 07 and 11). The other side reads
 * registers by its own draft; what is meant and what is understood agree only where both read alike.
 */

import { RHI_ERRNO, type RhiStatus } from '../../adversary/rhi.ts';
import { HARDENED } from '../../defect.ts';
import type { HasRhi } from './defects.ts';

const RHI = 0xc5000000n;
const RSI_VDEV_DMA_ENABLE = 0xc400019cn;

export type ObjectName = 'CERTIFICATE' | 'MEASUREMENTS' | 'INTERFACE_REPORT' | 'VCA';
/** Of the compliance suite's host (val_rhi.h), for which VCA is 0. */
const OBJECTS: readonly ObjectName[] = ['VCA', 'CERTIFICATE', 'MEASUREMENTS', 'INTERFACE_REPORT'];
const LINUX_VCA = 4n;

export type Call =
  | { readonly name: 'GET_MEASUREMENTS'; readonly vdev: bigint; readonly params: bigint }
  | { readonly name: 'GET_INTERFACE_REPORT'; readonly vdev: bigint }
  | {
      readonly name: 'OBJECT_READ';
      readonly vdev: bigint;
      readonly object: ObjectName;
      /** Of the buffer, in the realm's address space. */
      readonly buffer: bigint;
      readonly length: bigint;
      readonly offset: bigint;
    }
  | {
      readonly name: 'DMA_ENABLE';
      readonly vdev: bigint;
      readonly plane: bigint;
      readonly lock: bigint;
      readonly meas: bigint;
      readonly report: bigint;
    };

/** The IPA bit that says shared, of a realm with addresses of 48 bits. */
export const SHARED_BIT = 1n << 47n;

/** The registers that the guest fills, from the function id on. */
export function registersOf(call: Call, has: HasRhi = HARDENED): readonly bigint[] {
  const v2 = has.has('numbers-of-v2');
  switch (call.name) {
    case 'GET_MEASUREMENTS':
      return [RHI + (v2 ? 0x53n : 0x52n), call.vdev, call.params];
    case 'GET_INTERFACE_REPORT':
      return [RHI + (v2 ? 0x52n : 0x53n), call.vdev];
    case 'OBJECT_READ': {
      const vca = call.object === 'VCA' && has.has('vca-is-object-4');
      const object = vca ? LINUX_VCA : BigInt(OBJECTS.indexOf(call.object));
      const buffer = has.has('buffer-without-shared-bit') ? call.buffer : call.buffer | SHARED_BIT;
      const rest = v2 ? [call.offset, call.length, buffer] : [buffer, call.length, call.offset];
      return [RHI + 0x4dn, call.vdev, object, ...rest];
    }
    case 'DMA_ENABLE': {
      const flags = has.has('flags-argument-missing') ? [] : [0n];
      return [RSI_VDEV_DMA_ENABLE, call.vdev, ...flags, call.plane, call.lock, call.meas, call.report];
    }
  }
}

/** What a host and an RMM of the current texts understand; undefined where they refuse. */
export function understood(registers: readonly bigint[]): Call | undefined {
  const [id, vdev = 0n, a = 0n, b = 0n, c = 0n, d = 0n, e = 0n] = registers;
  switch (id) {
    case RHI + 0x52n:
      return { name: 'GET_MEASUREMENTS', vdev, params: a };
    case RHI + 0x53n:
      return { name: 'GET_INTERFACE_REPORT', vdev };
    case RHI + 0x4dn: {
      const object = OBJECTS[Number(a)];
      // The host reaches the shared alias alone: anything else is ACCESS_FAILED.
      if (object === undefined || (b & SHARED_BIT) === 0n) return undefined;
      return { name: 'OBJECT_READ', vdev, object, buffer: b & ~SHARED_BIT, length: c, offset: d };
    }
    case RSI_VDEV_DMA_ENABLE:
      return a === 0n ? { name: 'DMA_ENABLE', vdev, plane: b, lock: c, meas: d, report: e } : undefined;
    default:
      return undefined;
  }
}

/** map_rhi_da_error(): what the caller learns of a status. */
export const errnoOfStatus = (status: RhiStatus, has: HasRhi = HARDENED): string =>
  has.has('errors-collapsed') && status !== 'SUCCESS' && status !== 'INCOMPLETE' ? '-EIO' : RHI_ERRNO[status];
