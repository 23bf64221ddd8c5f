/**
 * Two-phase commit searched with a checkpoint at every level, as a program that a test kills: `killed.ts FOLDER
 * PARTICIPANTS`. Prints the result as JSON, if it gets that far.
 */

import { Checkpoint, identityOf } from './checkpoint.ts';
import { machineFor, recipeOf } from './recipes.ts';
import { ParallelSearch } from './search.ts';

const [folder = '', participants = ''] = process.argv.slice(2);
const data = { kind: 'two-phase-commit', participants: Number(participants) } as const;
const { machine, properties } = machineFor(data);
const search = new ParallelSearch(machine, properties, {
  cores: 2,
  joinAt: 1000,
  recipe: recipeOf(data),
  checkpoint: new Checkpoint(folder, identityOf(machine, properties)),
  checkpointEvery: 0,
});
const result = await search.run(
  () => false,
  () => {},
);
console.log(JSON.stringify(result));
