/**
 * The binary as its users meet it: exit codes, one sentence for what is wrong, JSON that a program can read. Every case
 * is a process of its own.
 */

import { type SpawnSyncReturns, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BINARY, complaint, env, interlock, ROOT, shell } from './testing/binary.ts';

const CHAIN = join(ROOT, '../shared/samples/dmtf-certs/ecp384.bundle_responder.certchain.der');

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'interlock-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const inFolder = (name: string): string => join(folder, name);

const check = (...words: readonly string[]): SpawnSyncReturns<string> =>
  interlock('check', '--out', inFolder('out'), ...words);

interface StoredStep {
  status: string;
}
interface StoredTrace {
  schema: string;
  length: number;
  steps: StoredStep[];
}
const storedTrace = (slug: string): StoredTrace =>
  JSON.parse(readFileSync(join(ROOT, 'counterexamples', slug, 'trace.json'), 'utf8')) as StoredTrace;

/** Writes a changed copy of a stored trace and returns its path. */
function editedTrace(name: string, edit: (trace: StoredTrace) => void): string {
  const trace = storedTrace('key-not-matched');
  edit(trace);
  writeFileSync(inFolder(name), JSON.stringify(trace));
  return inFolder(name);
}

interface VerdictProperty {
  readonly id: string;
  readonly kind: string;
  readonly verdict: string;
  readonly steps?: number;
  readonly trace?: readonly unknown[];
}
interface WorldVerdict {
  readonly [field: string]: unknown;
  readonly wallMs: number;
  readonly properties: readonly VerdictProperty[];
  readonly actions: readonly { readonly name: string; readonly taken: number; readonly refused: object }[];
}
interface Verdict {
  readonly [field: string]: unknown;
  readonly worlds: readonly WorldVerdict[];
}
const readVerdict = (path: string): Verdict => JSON.parse(readFileSync(path, 'utf8')) as Verdict;
const withoutClock = (verdict: Verdict) => ({
  ...verdict,
  worlds: verdict.worlds.map((world) => ({ ...world, wallMs: 0 })),
});

const BUGGY = [
  '--world',
  'one-device',
  '--bug',
  'key-not-matched',
  '--property',
  'ready-pdev-knows-its-device',
] as const;

describe('exit codes of check', () => {
  it('is 0 when every property of a closed world holds, and says so', () => {
    const run = check('--world', 'connect-faults', '--runs', '5');
    expect(run.stderr).toBe('');
    expect(run.stdout).toContain('1,524 states, 4,757 transitions, depth 60, closed');
    expect(run.stdout.trimEnd().split('\n').at(-1)).toBe('holds');
    expect(run.status).toBe(0);
  });

  it('is 1 when a property is violated, with the claim, the trace, the reason and a command that replays it', () => {
    const run = check(...BUGGY);
    expect(run.stdout).toContain('violated in 9 steps');
    expect(run.stdout.replaceAll(/\s+/g, ' ')).toMatch(
      /why: with the hardened rules step \d+, RMI_PDEV_SET_PUBKEY, gives RMI_ERROR_DEVICE \(condition key_match\)/,
    );
    expect(run.stdout.trimEnd().split('\n').at(-1)).toBe('violated');
    expect(run.status).toBe(1);
    const file = inFolder('out/one-device-ready-pdev-knows-its-device.json');
    expect(run.stdout).toContain(`npm run replay -- ${file}`);
    const again = interlock('replay', file);
    expect(again.stdout).toContain('ready-pdev-knows-its-device is broken as stored');
    expect(again.status).toBe(0);
  });

  it('is 3 when a limit was met before the space was closed', () => {
    const run = check('--world', 'one-device', '--engine', 'exhaustive', '--max-states', '1000');
    expect(run.stdout).toContain('not closed (stopped by --max-states)');
    expect(run.stdout).not.toContain('holds (closed');
    expect(run.stdout.trimEnd().split('\n').at(-1)).toBe('inconclusive: not everything was decided');
    expect(run.status).toBe(3);
  });

  it('walks through a world that is too large to close, decides nothing there, and finds what is broken', () => {
    const walked = ['--world', 'at-large', '--runs', '20'];
    const clean = check(...walked);
    expect(clean.stdout).toMatch(/at-large\n[\s\S]*random: 20 runs from seed 1, nothing found/);
    expect(clean.stdout).not.toContain('holds');
    expect(clean.status).toBe(3);
    const both = check('--world', 'connect-faults', ...walked);
    expect(both.stdout.trimEnd().split('\n').at(-1)).toBe('holds');
    expect(both.status).toBe(0);
    const posted = check('--guest', 'rfc-v4', '--property', 'failed-lock-is-undone-or-kept', ...walked);
    expect(posted.stdout).toContain('broken   failed-lock-is-undone-or-kept');
    expect(posted.status).toBe(1);
  });

  it('searches such a world breadth first as far as it is told to', () => {
    const run = check('--world', 'at-large', '--engine', 'exhaustive', '--max-states', '1000');
    expect(run.stdout).toContain('not closed (stopped by --max-states)');
    expect(run.status).toBe(3);
  });

  it('is 3 when time ran out, and no property is printed as one that holds', () => {
    const run = check('--world', 'one-device', '--engine', 'exhaustive', '--time-limit', '1');
    expect(run.stdout).toContain('stopped by --time-limit');
    expect(run.stdout).not.toContain('holds (closed');
    expect(run.status).toBe(3);
  });

  it('prints nothing with --quiet, and the exit code still tells', () => {
    const run = check(...BUGGY, '--quiet');
    expect([run.stdout, run.stderr, run.status]).toEqual(['', '', 1]);
  });

  it('says by what a search was reduced, in words and in JSON', () => {
    const json = inFolder('reduced.json');
    const asked = ['--property', 'unconnected-host-holds-nothing', '--reduce', 'partial-order'];
    const run = check('--world', 'connect-faults', '--engine', 'exhaustive', ...asked, '--json', json);
    expect([run.stderr, run.status]).toEqual(['', 0]);
    expect(run.stdout).toMatch(/exhaustive, reduced by partial-order: [0-9,]+ states/);
    const { worlds } = JSON.parse(readFileSync(json, 'utf8')) as { worlds: Record<string, unknown>[] };
    expect(worlds[0]).toMatchObject({ reduction: ['partial-order'], complete: true });
    expect(worlds[0]).not.toHaveProperty('gaps');
  });

  it('says with which probability a search by fingerprints has missed a state, in words and in JSON', () => {
    const json = inFolder('fingerprint.json');
    const asked = ['--world', 'connect-faults', '--property', 'unconnected-host-holds-nothing'];
    const run = check(...asked, '--storage', 'fingerprint', '--json', json);
    expect([run.stderr, run.status]).toEqual(['', 0]);
    expect(run.stdout).toContain('exhaustive, by 64-bit fingerprints: 1,524 states, 4,757 transitions');
    // 1,524 × 1,525 / 2^65 is 6.30e-14.
    expect(run.stdout).toContain(
      'holds (closed, 1,524 states by 64-bit fingerprint, missed one with probability < 6.3e-14)',
    );
    const [world] = readVerdict(json).worlds;
    expect(world).toMatchObject({ storage: 'fingerprint', complete: true });
    expect(world!.collisionProbability).toBeCloseTo((1524 * 1525) / 2 ** 65, 20);

    const plain = check(...asked, '--storage', 'exact', '--json', json);
    expect(plain.stdout).toContain('holds (closed, 1,524 states)');
    const [exact] = readVerdict(json).worlds;
    expect(exact).not.toHaveProperty('storage');
    expect(exact).not.toHaveProperty('collisionProbability');
    expect(withoutClock({ worlds: [world!] }).worlds).toEqual([
      { ...exact, wallMs: 0, storage: 'fingerprint', collisionProbability: world!.collisionProbability },
    ]);
  });

  it('shows the same trace by fingerprints as with every state kept', () => {
    const only = (...words: string[]) => {
      const run = check(...BUGGY, '--engine', 'exhaustive', ...words);
      expect([run.stderr, run.status]).toEqual(['', 1]);
      return readFileSync(inFolder('out/one-device-ready-pdev-knows-its-device.json'), 'utf8');
    };
    expect(only('--storage', 'fingerprint')).toBe(only());
  });

  it('is 130 when the user interrupts, who still sees what is known', async () => {
    const child = spawn(
      process.execPath,
      [BINARY, 'check', '--world', 'one-device', '--engine', 'exhaustive', '--out', inFolder('out')],
      { cwd: ROOT, env },
    );
    let out = '';
    let err = '';
    child.stdout.on('data', (data: Buffer) => {
      out += String(data);
    });
    child.stderr.on('data', (data: Buffer) => {
      err += String(data);
    });
    const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
    // The world is announced before its search begins; a second later the search is under way.
    while (!out.includes('powers:')) await new Promise((resolve) => setTimeout(resolve, 50));
    await new Promise((resolve) => setTimeout(resolve, 1000));
    child.kill('SIGINT');
    expect(await ended).toBe(130);
    expect(err).toBe('');
    expect(out).toMatch(/exhaustive: [1-9][\d,]* states, .* not closed \(interrupted\)/);
    expect(out).toContain('unknown (budget:');
    expect(out).not.toContain('holds (closed');
  });
});

describe('a word that is wrong', () => {
  it.each([
    [
      'question for a random search',
      ['--engine', 'random', '--property', 'clean-is-reachable'],
      'clean-is-reachable is about where behaviours lead, which no random run can decide: leave out --engine random',
    ],
    ['world', ['--world', 'nowhere'], 'unknown world "nowhere"; valid are one-device, guest-alone'],
    ['rulebook', ['--rulebook', 'soft'], 'unknown rulebook "soft"; valid are hardened'],
    ['bug', ['--bug', 'beetle'], 'unknown bug "beetle"; valid are dma-before-run, '],
    [
      'property',
      ['--property', 'peace'],
      'unknown property "peace"; valid are private-dma-only-for-verified-epoch, ',
    ],
    ['engine', ['--engine', 'steam'], 'Allowed choices are exhaustive, random, both'],
    ['seed', ['--seed', 'abc'], 'a whole number of at least 0 was expected'],
    ['state limit', ['--max-states', '0'], 'a whole number of at least 1 was expected'],
    ['number of runs', ['--runs', '1.5'], 'a whole number of at least 1 was expected'],
    ['length', ['--length', '-3'], 'a whole number of at least 1 was expected'],
    ['time limit', ['--time-limit', ''], 'a whole number of at least 1 was expected'],
    ['reduction', ['--reduce', 'luck'], 'unknown reduction "luck"; valid are symmetry, partial-order'],
    [
      'reduction of a world without objects that can change places',
      ['--world', 'connect-faults', '--reduce', 'symmetry'],
      'connect-faults declares none',
    ],
    [
      'reduction that cannot decide what is asked',
      [
        ...['--world', 'connect-faults', '--reduce', 'partial-order'],
        ...['--property', 'unconnected-host-holds-nothing', '--property', 'clean-is-reachable'],
      ],
      'about steps or paths: clean-is-reachable',
    ],
    [
      'reduction of a random search',
      ['--engine', 'random', '--reduce', 'partial-order'],
      '--reduce is about the exhaustive search',
    ],
    ['storage', ['--storage', 'cloud'], 'Allowed choices are exact, fingerprint'],
    [
      'storage that cannot decide what is asked',
      ['--world', 'connect-faults', '--storage', 'fingerprint'],
      'connect-faults cannot be searched by fingerprints: where behaviours lead is decided on a graph of all states',
    ],
    [
      'storage of a search reduced by symmetry',
      [
        ...['--world', 'connect-faults', '--property', 'unconnected-host-holds-nothing'],
        ...['--storage', 'fingerprint', '--reduce', 'symmetry'],
      ],
      'connect-faults cannot be searched by fingerprints: by symmetry',
    ],
    [
      'storage of a random search',
      ['--engine', 'random', '--storage', 'fingerprint'],
      '--storage is about the exhaustive search',
    ],
    [
      'storage without the states that a checkpoint is made of',
      ['--storage', 'fingerprint', '--checkpoint', 'nowhere'],
      '--checkpoint puts states on disk, which --storage fingerprint does not keep',
    ],
    ['flag', ['--swift'], "unknown option '--swift'"],
    ['flag without its value', ['--world'], 'argument missing'],
    ['word too many', ['one-device'], 'too many arguments'],
  ] as const)(
    'ends check with 2 and one sentence that names it or what is valid: %s',
    (_, words, expected) => {
      expect(complaint(check(...words))).toContain(expected);
    },
  );

  it('ends with 2 when the command itself is unknown', () => {
    expect(complaint(interlock('hunt'))).toContain("unknown command 'hunt'");
  });

  it('guesses on the same line what was meant by a word that is nearly right', () => {
    expect(complaint(check('--wrld', 'one-device'))).toContain('--world');
    expect(complaint(interlock('chekc'))).toContain('check');
  });

  it('shows how it is used, and ends with 0, when it is asked', () => {
    const run = interlock('--help');
    expect(run.status).toBe(0);
    for (const command of ['check', 'replay', 'gate', 'bench']) expect(run.stdout).toContain(`  ${command} `);
  });
});

describe('a file that cannot be used', () => {
  it('ends check with 2 when there are no certificates at the path', () => {
    expect(complaint(check('--certificates', inFolder('absent.der')))).toBe(
      `interlock: cannot read ${inFolder('absent.der')}: there is no such file or folder`,
    );
  });

  it('ends check with 2 when the certificates are a directory', () => {
    expect(complaint(check('--certificates', folder))).toBe(
      `interlock: cannot read ${folder}: it is a directory`,
    );
  });

  it.each([
    ['empty', ''],
    ['text', 'no certificates here\n'],
  ])('ends check with 2 when the certificates are %s', (name, content) => {
    writeFileSync(inFolder(`${name}.der`), content);
    expect(complaint(check('--certificates', inFolder(`${name}.der`)))).toContain(
      'is no certificate chain: at byte 0',
    );
  });

  // The chain of another project lies outside the repository; without it there is nothing to truncate.
  it.runIf(existsSync(CHAIN)).each([1, 300, 1000])(
    "ends check with 2 when a real device's chain lacks its last bytes: %i (runs where ../shared is there)",
    (missing) => {
      const bytes = readFileSync(CHAIN);
      writeFileSync(inFolder('cut.der'), bytes.subarray(0, bytes.length - missing));
      expect(complaint(check('--certificates', inFolder('cut.der')))).toContain(
        'is no certificate chain: at byte ',
      );
    },
  );

  it.runIf(existsSync(CHAIN))(
    "takes a real device's chain as the genuine one (runs where ../shared is there)",
    () => {
      const run = check('--world', 'connect-faults', '--engine', 'exhaustive', '--certificates', CHAIN);
      expect(run.stdout).toContain('1,524 states');
      expect(run.status).toBe(0);
    },
  );

  it('ends check with 2 before it searches when the verdict cannot be written, whatever the reason', () => {
    writeFileSync(inFolder('plain'), '');
    expect(complaint(check('--json', join(inFolder('plain'), 'verdict.json')))).toContain('cannot write');
    mkdirSync(inFolder('folder.json'));
    const run = check('--json', inFolder('folder.json'));
    expect(complaint(run)).toBe(`interlock: cannot write ${inFolder('folder.json')}: it is a directory`);
    expect(run.stdout).toBe('');
  });

  it.each(['junit', 'sarif', 'html'])(
    'ends check with 2 before it searches when no --%s can be written',
    (flag) => {
      const run = check(`--${flag}`, inFolder('nowhere/report'));
      expect(complaint(run)).toContain(
        `cannot write ${inFolder('nowhere/report')}: there is no such file or folder`,
      );
      expect(run.stdout).toBe('');
    },
  );

  it.each(['html', 'mermaid', 'itf'])(
    'ends replay with 2 before it prints when no --%s can be written',
    (flag) => {
      const run = interlock('replay', 'key-not-matched', `--${flag}`, inFolder('nowhere/trace'));
      expect(complaint(run)).toContain(`cannot write ${inFolder('nowhere/trace')}`);
      expect(run.stdout).toBe('');
    },
  );

  it('ends check with 2 before it searches when traces cannot be written', () => {
    writeFileSync(inFolder('file-out'), '');
    const run = interlock('check', '--out', inFolder('file-out'));
    expect(complaint(run)).toContain(`${inFolder('file-out')}`);
    expect(run.stdout).toBe('');
  });
});

describe('replay', () => {
  it.each(['key-not-matched', 'stop-with-live-stream'])(
    'ends with 0 for the stored counterexample %s, shown from its first step to its last',
    (slug) => {
      const run = interlock('replay', slug);
      expect(run.stderr).toBe('');
      expect(run.stdout.replaceAll(/\s+/g, ' ')).toContain(`${storedTrace(slug).length} steps`);
      expect(run.stdout).toContain('replayed: every step applies');
      expect(run.status).toBe(0);
    },
  );

  it('ends with 2 and names the counterexamples for a name that is none', () => {
    expect(complaint(interlock('replay', 'nothing'))).toContain('counterexamples are dma-before-run, ');
  });

  it('ends with 2 for a file that is not JSON', () => {
    writeFileSync(inFolder('words.json'), 'once upon a time');
    expect(complaint(interlock('replay', inFolder('words.json')))).toContain(
      `${inFolder('words.json')} is not JSON`,
    );
  });

  it('ends with 2 for a file of another schema, and names both', () => {
    const file = editedTrace('schema.json', (trace) => {
      trace.schema = 'interlock.verdict/1';
    });
    expect(complaint(interlock('replay', file))).toBe(
      `interlock: ${file} has the schema "interlock.verdict/1", where interlock.trace/1 was expected`,
    );
  });

  it.each(['null', '[]', '7', '{}'])('ends with 2 for JSON that has no schema: %s', (json) => {
    writeFileSync(inFolder('bare.json'), json);
    expect(complaint(interlock('replay', inFolder('bare.json')))).toContain('has the schema undefined');
  });

  it('ends with 2 for a trace that lacks a field, and names the place', () => {
    const file = editedTrace('field.json', (trace) => {
      delete (trace.steps[2] as Partial<StoredStep>).status;
    });
    expect(complaint(interlock('replay', file))).toContain('at steps.2.status');
  });

  it('ends with 2 for a trace from which a step was removed, because its length no longer fits', () => {
    const file = editedTrace('short.json', (trace) => {
      trace.steps.pop();
    });
    expect(complaint(interlock('replay', file))).toBe(
      `interlock: ${file} says that it has 9 steps and has 8: it was cut or edited`,
    );
  });

  it('ends with 2 for a trace with an edited step, and names the step and both statuses', () => {
    const file = editedTrace('edited.json', (trace) => {
      trace.steps[4]!.status = 'RMI_ERROR_INPUT';
    });
    const text = complaint(interlock('replay', file));
    expect(text).toContain('step 5 of 9');
    expect(text).toContain('where RMI_ERROR_INPUT was stored');
  });

  it('ends with 2 for a trace with a step removed and its length put right, and names the first step that no longer fits', () => {
    const file = editedTrace('removed.json', (trace) => {
      trace.steps.splice(1, 1);
      trace.length = trace.steps.length;
    });
    expect(complaint(interlock('replay', file))).toContain('no longer applies: step 2 of 8');
  });

  it('ends with 1 for a trace whose steps all apply but break nothing', () => {
    const file = editedTrace('harmless.json', (trace) => {
      trace.steps.pop();
      trace.length = trace.steps.length;
    });
    const run = interlock('replay', file);
    expect(run.stdout).toContain('is not broken any more');
    expect(run.status).toBe(1);
  });

  it('ends with 2 for a trace of other rules than the model has now, and says how to record it again', () => {
    const file = inFolder('old.json');
    const trace = { ...storedTrace('key-not-matched'), hashes: { rules: '0', layout: '0', property: '0' } };
    writeFileSync(file, JSON.stringify(trace));
    expect(complaint(interlock('replay', file))).toContain('record it again with check');
  });
});

describe('the verdict as JSON', () => {
  it('has every field of interlock.verdict/1 when a world holds', () => {
    const file = inFolder('holds.json');
    expect(check('--world', 'connect-faults', '--runs', '5', '--json', file).status).toBe(0);
    const verdict = readVerdict(file);
    expect(verdict).toMatchObject({ schema: 'interlock.verdict/1', rulebook: 'hardened', outcome: 'holds' });
    const exhaustive = verdict.worlds.find((w) => w.engine === 'exhaustive')!;
    expect(exhaustive).toMatchObject({
      world: 'connect-faults',
      outcome: 'holds',
      complete: true,
      states: 1524,
      transitions: 4757,
      depth: 60,
    });
    expect(exhaustive.wallMs).toBeGreaterThan(0);
    expect(exhaustive.properties.length).toBeGreaterThan(8);
    expect(new Set(exhaustive.properties.map((p) => p.verdict))).toEqual(new Set(['holds']));
    expect(exhaustive.actions.length).toBeGreaterThan(15);
    for (const action of exhaustive.actions)
      expect(Object.keys(action).sort()).toEqual(['name', 'refused', 'taken']);
    const random = verdict.worlds.find((w) => w.engine === 'random')!;
    expect(random).toMatchObject({ world: 'connect-faults', complete: false, seed: 1 });
  });

  it('has the trace and its number of steps when a property is violated', () => {
    const file = inFolder('violated.json');
    expect(check(...BUGGY, '--json', file).status).toBe(1);
    const verdict = readVerdict(file);
    expect(verdict.outcome).toBe('violated');
    const found = verdict.worlds[0]!.properties.find((p) => p.verdict === 'violated')!;
    expect(found).toMatchObject({ id: 'ready-pdev-knows-its-device', kind: 'step', steps: 9 });
    // Of the shortest traces the search shows another than the one that is kept: the one it has also written to a file.
    const kept = storedTrace('key-not-matched').steps;
    expect(found.trace).toHaveLength(kept.length);
    const written = inFolder('out/one-device-ready-pdev-knows-its-device.json');
    expect(found.trace).toEqual((JSON.parse(readFileSync(written, 'utf8')) as StoredTrace).steps);
    expect(interlock('replay', written).status).toBe(0);
  });

  it('is the same when the same command is run twice, but for the time it took', () => {
    const [first, second] = ['first.json', 'second.json'].map((name) => {
      check('--world', 'connect-faults', '--seed', '7', '--runs', '10', '--json', inFolder(name));
      return withoutClock(readVerdict(inFolder(name)));
    });
    expect(second).toEqual(first);
  });
});

describe('a counterexample in other forms', () => {
  it('is a page, a mermaid diagram and an ITF trace with a state more than it has steps', () => {
    const forms = ['html', 'mermaid', 'itf'].flatMap((form) => [`--${form}`, inFolder(`replayed.${form}`)]);
    const run = interlock('replay', 'key-not-matched', ...forms);
    expect([run.stderr, run.status]).toEqual(['', 0]);
    expect(readFileSync(inFolder('replayed.html'), 'utf8')).toMatch(/^<!doctype html>/);
    expect(readFileSync(inFolder('replayed.mermaid'), 'utf8')).toMatch(/^sequenceDiagram\n/);
    const itf = JSON.parse(readFileSync(inFolder('replayed.itf'), 'utf8')) as Record<string, unknown>;
    expect(itf['#meta']).toMatchObject({ format: 'ITF' });
    expect(itf.states).toHaveLength(10);
  });
});

describe('gate', () => {
  it('ends with 3 when time is up, with what is known by then and every undecided expectation marked', () => {
    const run = interlock('gate', '--time-limit', '4', '--out', inFolder('gate-out'));
    expect(run.stderr).toBe('');
    expect(run.stdout).toContain('✓ dma-before-run: its trace breaks dma-only-when-started in 55 steps');
    expect(run.stdout).toContain('? rulebook hardened, guest rfc-v4: guest-alone shows what is known of it');
    expect(run.stdout).toContain('stopped by --time-limit');
    expect(run.stdout).toMatch(/\n\d+ not decided in time\n$/);
    expect(run.status).toBe(3);
  });
});

describe('export', () => {
  it.each([
    { format: 'aut', words: [], begins: 'des (0, 4757, 1524)' },
    // It is for small graphs, and takes a larger one only where that is asked for.
    { format: 'dot', words: ['--max-states', '2000'], begins: 'digraph "connect-faults" {' },
  ])('writes the graph of a world as $format', ({ format, words, begins }) => {
    const file = inFolder(`graph.${format}`);
    const run = interlock('export', '--world', 'connect-faults', '--format', format, '--out', file, ...words);
    expect([run.stderr, run.status]).toEqual(['', 0]);
    expect(readFileSync(file, 'utf8').startsWith(begins)).toBe(true);
  });

  it('writes paths that take every rule and meet every refusal that a world has', () => {
    const file = inFolder('paths.json');
    expect(interlock('export', '--world', 'connect-faults', '--format', 'paths', '--out', file).status).toBe(
      0,
    );
    const { schema, paths, uncovered } = JSON.parse(readFileSync(file, 'utf8')) as {
      schema: string;
      paths: { covers: object[]; steps: object[] }[];
      uncovered: object[];
    };
    expect(schema).toBe('interlock.paths/1');
    expect(paths.flatMap(({ covers }) => covers).length).toBeGreaterThan(20);
    expect(uncovered).toEqual([]);
  });

  it.each([
    { words: ['--format', 'svg'], says: 'unknown format "svg"; valid are aut, dot, paths, itf' },
    { words: ['--format', 'dot', '--max-states', '10'], says: 'has more than 10 states' },
  ])('refuses what it cannot write: $words', ({ words, says }) => {
    const run = interlock('export', '--world', 'connect-faults', '--out', inFolder('no'), ...words);
    expect(complaint(run)).toContain(says);
  });
});

describe('fuzz', () => {
  it('counts what each parser accepts and refuses, the same every time but for the clock', () => {
    const run = () => interlock('fuzz', '--inputs', '200', '--seed', '3');
    const [first, second] = [run(), run()];
    expect([first.stderr, first.status]).toEqual(['', 0]);
    expect(first.stdout.match(/: 200 inputs, \d+ accepted, \d+ refused/g)).toHaveLength(11);
    const clockless = (text: string): string => text.replace(/[\d.]+ s$/gm, '');
    expect(clockless(second.stdout)).toBe(clockless(first.stdout));
  });

  it.each([
    { words: ['--parser', 'der'], says: 'unknown parser "der"; valid are interface-report, object-read' },
    { words: ['--inputs', '0'], says: 'a whole number of at least 1' },
    { words: ['--samples', '/nowhere/at/all'], says: 'it is no folder' },
  ])('refuses what it cannot use: $words', ({ words, says }) => {
    expect(complaint(interlock('fuzz', ...words))).toContain(says);
  });
});

describe('a checkpoint', () => {
  it('is gone on from, and refused by another search in one sentence', () => {
    const words = ['--world', 'connect-faults', '--engine', 'exhaustive', '--checkpoint', inFolder('there')];
    const first = check(...words);
    const again = check(...words);
    const table = (text: string): string[] => text.split('\n').filter((line) => /✓|✗|·/.test(line));
    expect(again.status).toBe(0);
    expect(table(again.stdout)).toEqual(table(first.stdout));
    expect(complaint(check(...words, '--rmm', 'tf-rmm'))).toContain('is of another search');
  });
});

describe('standard output', () => {
  // `true` is gone before anything is printed, so that nobody's speed decides.
  it.each([
    ['is the verdict of what is known at once', 'replay dma-before-run', 0],
    ['is 3 of a search, which then has decided nothing', 'check --world one-device --engine exhaustive', 3],
  ])('may be without a reader, which is no complaint, and the exit code %s', (_, words, status) => {
    const run = shell(`interlock ${words} | true`);
    expect([run.stderr, run.status]).toEqual(['', status]);
  });

  it('may be closed once it has been read', () => {
    const run = shell('interlock replay dma-before-run | head -1');
    expect(run.stderr).toBe('');
    expect(run.status).toBe(0);
    expect(run.stdout.trimEnd().split('\n')).toHaveLength(1);
  });
});
