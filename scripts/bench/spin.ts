/** Builds and runs SPIN verifiers in a temporary directory, and reads what they print. */

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Round } from './round.ts';

const MEGABYTE = 2 ** 20;

/** The numbers in pan's report. A line that is missing or reads otherwise is an error, never a zero. */
export function readPan(report: string): Round {
  const numberIn = (line: RegExp): number => {
    const found = line.exec(report)?.[1];
    const value = Number(found);
    if (found === undefined || !Number.isFinite(value)) {
      throw new Error(`pan printed no line like ${line}; is this SPIN 6.5? It printed:\n${report}`);
    }
    return value;
  };
  if (numberIn(/errors: (\d+)/) !== 0) throw new Error(`pan reports an error in the model:\n${report}`);
  if (/max search depth too small|out of memory|Search not completed/.test(report)) {
    throw new Error(`pan did not finish its search:\n${report}`);
  }
  return {
    states: numberIn(/^\s*([\d.e+]+) states, stored/m),
    // pan counts the arrival in the initial state as a transition too.
    transitions: numberIn(/^\s*([\d.e+]+) transitions \(= stored\+matched\)/m) - 1,
    seconds: numberIn(/pan: elapsed time ([\d.e+-]+) seconds/),
    // Without its hash table, whose size is a guess of whoever starts it.
    bytes: MEGABYTE * numberIn(/^\s*([\d.]+)\s+actual memory usage for states/m),
  };
}

/** SPIN's version, or undefined where `spin` or `gcc` cannot be run. */
export function spinVersion(): string | undefined {
  try {
    execFileSync('gcc', ['--version'], { stdio: 'pipe' });
    return execFileSync('spin', ['-V'], { encoding: 'utf8' }).trim();
  } catch {
    return undefined;
  }
}

/** How a verifier is built: exact with every interleaving, with SPIN's own reduction, with its compression. */
export const PAN = {
  exact: ['-DNOREDUCE'],
  reduced: [],
  compressed: ['-DNOREDUCE', '-DCOLLAPSE'],
} as const;

/** Compiles a verifier for safety. */
export function buildPan(
  promela: string,
  how: keyof typeof PAN,
  defines: readonly string[] = [],
): { run(): Round; remove(): void } {
  const cwd = mkdtempSync(join(tmpdir(), 'interlock-bench-'));
  writeFileSync(join(cwd, 'model.pml'), promela);
  // -o2: no variable is taken for dead, so that states are counted as they are declared.
  execFileSync('spin', ['-o2', ...defines.map((name) => `-D${name}`), '-a', 'model.pml'], {
    cwd,
    stdio: 'pipe',
  });
  execFileSync('gcc', ['-O3', '-DSAFETY', ...PAN[how], '-o', 'pan', 'pan.c'], { cwd, stdio: 'pipe' });
  return {
    run: () =>
      readPan(execFileSync(join(cwd, 'pan'), ['-m1000000', '-w26', '-E'], { cwd, encoding: 'utf8' })),
    remove: () => rmSync(cwd, { recursive: true }),
  };
}
