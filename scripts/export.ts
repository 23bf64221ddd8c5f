/** `export`: a world's explored graph, or shortest paths that cover its rules and refusals, for other tools. */

import { availableParallelism } from 'node:os';
import { coveringClaims, coveringPaths } from '../checker/export/covering.ts';
import { explore } from '../checker/export/explored.ts';
import { aldebaran, dot } from '../checker/export/graph-text.ts';
import { itfOf } from '../checker/export/itf.ts';
import { EXIT, pick, UsageError } from './errors.ts';
import { checkWritable, writeJson, writeText } from './files.ts';
import { recipeOf } from './parallel/recipes.ts';
import { ParallelSearch } from './parallel/search.ts';
import { machineOf, type SetupWords, setUp } from './setup.ts';

export interface ExportWords extends SetupWords {
  readonly format: string;
  readonly out: string;
  /** Of a graph: the most states. */
  readonly maxStates?: number;
}

/** What a graph may have at most unless it is told otherwise: what the tools that read it can still take. */
const MOST = { aut: 1_000_000, dot: 1_000 } as const;
const FORMATS = ['aut', 'dot', 'paths', 'itf'] as const;

/** Writes the file. Returns the exit code; throws a UsageError for words and files that cannot be used. */
export async function exportCommand(words: ExportWords): Promise<number> {
  const format = pick('format', words.format, FORMATS, (name) => name);
  const setup = setUp(words);
  const [world, ...others] = setup.worlds;
  if (world === undefined || others.length > 0)
    throw new UsageError('export is of one world; name it with --world');
  checkWritable(words.out);
  const machine = machineOf(setup, world);
  if (format === 'aut' || format === 'dot') {
    const most = words.maxStates ?? MOST[format];
    const graph = explore(machine, most);
    if (graph === undefined)
      throw new UsageError(`${world.name} has more than ${most} states; --max-states asks for more`);
    writeText(words.out, format === 'aut' ? aldebaran(graph) : dot(machine, graph));
    console.log(`${world.name}: ${graph.states.length} states, ${graph.edges.length} steps in ${words.out}`);
    return EXIT.holds;
  }
  const { world: _, ...rest } = words;
  const recipe = recipeOf({ kind: 'covering', words: rest, world: world.name });
  const search = new ParallelSearch(machine, coveringClaims(machine), {
    cores: availableParallelism(),
    recipe,
  });
  const result = await search.run(
    () => false,
    () => {},
  );
  const { paths, uncovered } = coveringPaths(machine, result);
  if (format === 'paths') {
    writeJson(words.out, {
      schema: 'interlock.paths/1',
      world: world.name,
      states: result.states,
      paths,
      uncovered,
    });
  } else {
    const traces = result.properties.flatMap(({ claim, path }) =>
      path === undefined ? [] : [itfOf(machine, path, `${world.name}: shortest to where not: ${claim}`)],
    );
    writeJson(words.out, traces);
  }
  console.log(`${world.name}: ${paths.length} paths, ${uncovered.length} not covered, in ${words.out}`);
  return EXIT.holds;
}
