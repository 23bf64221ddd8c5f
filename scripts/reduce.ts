/** `--reduce`: by what an exhaustive search is asked to be reduced, and whether that can be. */

import { claimsOf } from '../checker/evaluate.ts';
import { REDUCTIONS, type Reduction, whyNotReduced } from '../checker/search/reduction.ts';
import { checkSymmetry } from '../checker/symmetry-check.ts';
import { pick, UsageError } from './errors.ts';
import { machineOf, propertiesIn, type Setup } from './setup.ts';

interface ReduceWords {
  readonly reduce?: readonly string[];
  readonly engine: string;
  readonly property?: readonly string[];
}

/** How many states a symmetry is checked on before a search is reduced by it. */
const SYMMETRY_STATES = 300;

/** The reductions asked for, each once and in one order. Throws a UsageError that names those there are. */
export function reductionsOf({ reduce = [] }: ReduceWords): readonly Reduction[] {
  const named = reduce.map((word) => pick('reduction', word, REDUCTIONS, (name) => name));
  return REDUCTIONS.filter((name) => named.includes(name));
}

/**
 * Throws a UsageError when some search asked for cannot be reduced as asked. Returns a sentence when a world is not as
 * symmetric as it declares, which is a fault of ours.
 */
export function checkReduced(setup: Setup, words: ReduceWords): string | undefined {
  const reductions = reductionsOf(words);
  if (reductions.length === 0) return undefined;
  if (words.engine === 'random' || words.engine === 'guided')
    throw new UsageError(
      `--reduce is about the exhaustive search, and --engine ${words.engine} asks for none`,
    );
  for (const world of setup.worlds) {
    const machine = machineOf(setup, world);
    const wanted = propertiesIn(setup, world, words.property);
    if (wanted.length === 0) continue;
    const why = whyNotReduced(machine, claimsOf(machine, wanted), reductions);
    if (why !== undefined) throw new UsageError(`${world.name} cannot be reduced: ${why}`);
    if (!reductions.includes('symmetry')) continue;
    const found = checkSymmetry(machine, SYMMETRY_STATES);
    if (found !== undefined)
      return `the ${machine.symmetry!.of} of ${world.name} cannot change places: ${found.what} tells them apart`;
  }
  return undefined;
}
