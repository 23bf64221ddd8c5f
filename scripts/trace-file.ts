/** Trace files, `interlock.trace/1`: written by check, kept in counterexamples/, read back at the door. */

import { z } from 'zod';
import type { Machine } from '../checker/contract.ts';
import type { Path } from '../checker/result.ts';
import { traceOf } from '../checker/trace.ts';
import type { State } from '../model/state.ts';
import type { ModelProperty } from '../properties/property.ts';
import { UsageError } from './errors.ts';
import { readBytes } from './files.ts';
import { axisWords, deviceWords, hashes, type Setup } from './setup.ts';

const SCHEMA = 'interlock.trace/1';

const value = z.union([z.string(), z.number(), z.boolean()]);
const traceFile = z.object({
  schema: z.literal(SCHEMA),
  hashes: z.object({ rules: z.string(), layout: z.string(), property: z.string() }),
  rulebook: z.string(),
  /** The value of `--rmm`, where it is not the one of the rulebook. */
  rmm: z.string().optional(),
  /** The value of `--guest`, likewise. */
  guest: z.string().optional(),
  /** The value of `--host`, likewise. */
  host: z.string().optional(),
  /** `--device` and `--choice`, where they are not the specification's. */
  device: z.string().optional(),
  choices: z.array(z.string()).optional(),
  world: z.string(),
  bugs: z.array(z.string()),
  property: z.string(),
  seed: z.number().int().optional(),
  length: z.number().int().nonnegative(),
  /** Of a way that goes on for ever: how many steps come before those that are repeated. All: it stays where it is. */
  loop: z.number().int().nonnegative().optional(),
  steps: z.array(
    z.object({
      actor: z.string(),
      action: z.string(),
      input: z.record(z.string(), value),
      status: z.string(),
      cites: z.array(z.object({ source: z.string(), at: z.string() })),
      changed: z.record(z.string(), z.tuple([value, value])),
    }),
  ),
});
export type TraceFile = z.infer<typeof traceFile>;

/** The file for a path that breaks a property. */
export function traceFileOf(
  setup: Setup,
  machine: Machine<State>,
  property: ModelProperty,
  path: Path,
  seed?: number,
): TraceFile {
  const steps = traceOf(machine, path);
  return JSON.parse(
    JSON.stringify({
      schema: SCHEMA,
      hashes: hashes(machine, property),
      rulebook: setup.rulebook,
      ...axisWords(setup),
      ...deviceWords(setup),
      world: machine.name,
      bugs: setup.bugs.map((bug) => bug.slug),
      property: property.id,
      ...(seed === undefined ? {} : { seed }),
      length: steps.length,
      ...(path.loop === undefined ? {} : { loop: path.loop }),
      steps,
    }),
  ) as TraceFile;
}

/** Reads and checks a trace file. Throws a UsageError that says what is wrong with it. */
export function readTrace(path: string): TraceFile {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder().decode(readBytes(path)));
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`${path} is not JSON: ${(error as Error).message}`);
  }
  const schema = (json as { schema?: unknown } | null)?.schema;
  if (schema !== SCHEMA) {
    throw new UsageError(
      `${path} has the schema ${JSON.stringify(schema) ?? 'undefined'}, where ${SCHEMA} was expected`,
    );
  }
  const parsed = traceFile.safeParse(json);
  if (!parsed.success) {
    const { path: at, message } = parsed.error.issues[0]!;
    throw new UsageError(`${path} is no trace: at ${at.join('.') || 'the top'}, ${message}`);
  }
  const { length, steps, loop = 0 } = parsed.data;
  if (length !== steps.length) {
    throw new UsageError(
      `${path} says that it has ${length} steps and has ${steps.length}: it was cut or edited`,
    );
  }
  if (loop > length)
    throw new UsageError(`${path} repeats its steps from ${loop + 1} on and has ${length}: it was edited`);
  return parsed.data;
}
