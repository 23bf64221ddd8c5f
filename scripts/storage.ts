/** `--storage`: whether an exhaustive search keeps its states or 64-bit fingerprints of them, and whether it can. */

import { whyNotFingerprints } from '../checker/search/storage.ts';
import type { Storage } from '../checker/table.ts';
import { UsageError } from './errors.ts';
import { reductionsOf } from './reduce.ts';
import { propertiesIn, type Setup } from './setup.ts';

interface StorageWords {
  readonly storage?: Storage;
  readonly engine: string;
  readonly checkpoint?: string;
  readonly reduce?: readonly string[];
  readonly property?: readonly string[];
}

/** Throws a UsageError when some search asked for cannot be made by fingerprints. */
export function checkStorage(setup: Setup, words: StorageWords): void {
  if (words.storage !== 'fingerprint') return;
  if (words.engine === 'random' || words.engine === 'guided')
    throw new UsageError(
      `--storage is about the exhaustive search, and --engine ${words.engine} asks for none`,
    );
  if (words.checkpoint !== undefined)
    throw new UsageError(
      '--checkpoint puts states on disk, which --storage fingerprint does not keep: leave out one of the two',
    );
  const reductions = reductionsOf(words);
  for (const world of setup.worlds) {
    const wanted = propertiesIn(setup, world, words.property);
    const why = whyNotFingerprints(wanted, reductions);
    if (why !== undefined) throw new UsageError(`${world.name} cannot be searched by fingerprints: ${why}`);
  }
}
