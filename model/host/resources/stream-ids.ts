/**
 * alloc_stream_id() and its undoing (host series v3c-02, v4c-01): an IDE stream id that nobody has on the device's host bridge.
 * v5 takes the index of the bridge's own allocator instead.
 */

import { HARDENED } from '../../defect.ts';
import type { HasResources } from './defects.ts';

export class StreamIds {
  readonly #size: number;
  readonly #has: HasResources;
  /** What this driver has marked, per pool. */
  readonly #marked = new Map<number, Set<number>>();

  /** `size`: ids per bridge, 256 in the driver. */
  constructor(size: number, has: HasResources = HARDENED) {
    this.#size = size;
    this.#has = has;
  }

  #pool(bridge: number): Set<number> {
    const key = this.#has.has('one-pool-for-all-bridges') ? 0 : bridge;
    const pool = this.#marked.get(key) ?? new Set();
    this.#marked.set(key, pool);
    return pool;
  }

  /** The lowest id that is free on the bridge; undefined (-EBUSY) if the driver finds none. `foreign`: what others have there. */
  take(bridge: number, foreign: ReadonlySet<number>): number | undefined {
    const pool = this.#pool(bridge);
    for (let id = 0; id < this.#size; id++) {
      if (pool.has(id)) continue;
      if (!foreign.has(id)) {
        pool.add(id);
        return id;
      }
      if (this.#has.has('foreign-ids-stay-marked')) pool.add(id);
    }
    return undefined;
  }

  give(bridge: number, id: number): void {
    this.#pool(bridge).delete(id);
  }
}
