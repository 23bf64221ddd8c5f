/** The command line: words to options, errors to sentences, results to exit codes. */

import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { STORAGES } from '../checker/table.ts';
import { EXIT, UsageError } from './errors.ts';

const whole =
  (least: number) =>
  (text: string): number => {
    const n = Number(text);
    if (text.trim() !== '' && Number.isSafeInteger(n) && n >= least) return n;
    throw new InvalidArgumentError(`a whole number of at least ${least} was expected.`);
  };
const more = (word: string, earlier: readonly string[] | undefined): readonly string[] => [
  ...(earlier ?? []),
  word,
];

const program = new Command('interlock')
  .description('Searches the interleavings of Arm CCA device assignment for a broken rule.')
  .exitOverride()
  .configureOutput({
    outputError: (text, write) =>
      write(
        `${text
          .replace(/^error: /, 'interlock: ')
          .trim()
          .replaceAll('\n', ' ')}\n`,
      ),
  });

program
  .command('check')
  .description('search every world, exhaustively and then at random')
  .option('--world <name>', 'only this world; may be repeated', more)
  .option('--rulebook <name>', 'hardened, as-posted or as-posted-v3', 'hardened')
  .option('--rmm <name>', "hardened, 2.0-bet1, 2.0-bet2, alp17 or tf-rmm; the rulebook's, if absent")
  .option('--guest <name>', "hardened, rfc-v3 or rfc-v4; the rulebook's, if absent")
  .option('--host <name>', "hardened, rfc-v3 or rfc-v4; the rulebook's, if absent")
  .option('--bug <slug>', 'add one seeded bug; may be repeated', more)
  .option('--device <name>', 'specification, spdm-emu, spdm-rs, openvmm or caliptra-mcu-sw', 'specification')
  .option('--choice <name=value>', 'read an ambiguity of the text so; may be repeated', more)
  .option('--property <id>', 'only this property; may be repeated', more)
  .addOption(
    new Option('--engine <name>', 'which search')
      .choices(['exhaustive', 'random', 'both', 'guided'])
      .default('both'),
  )
  .option('--seed <n>', 'seed of the random or guided search', whole(0), 1)
  .option('--runs <n>', 'runs of the random or guided search', whole(1), 100)
  .option('--length <n>', 'most steps of a random or guided run', whole(1), 300)
  .option('--path <path>', 'replay one random run, as printed with a failure')
  .option('--swarm', 'random runs, half of them with some rules left out and others preferred')
  .option('--corpus <folder>', 'begin the guided search with what is there, and keep there what it has found')
  .option('--max-states <n>', 'stop, undecided, past this many states', whole(1))
  .option(
    '--max-memory <MiB>',
    'stop, undecided, rather than use more; three quarters of the machine',
    whole(1),
  )
  .option('--workers <n>', 'on so many cores; the result is the same on any number', whole(1))
  .option(
    '--checkpoint <folder>',
    'put the exhaustive search there now and then, and go on from what is there',
  )
  .option('--time-limit <seconds>', 'stop, undecided, after this long', whole(1))
  .option('--reduce <name>', 'search less and decide as much: symmetry, partial-order; may be repeated', more)
  .addOption(
    new Option('--storage <name>', 'know states by all their words, or by 64 bits of each in less memory')
      .choices(STORAGES)
      .default('exact'),
  )
  .option('--keep-going', 'search on after a violation')
  .option('--certificates <file>', "a real device's chain as the genuine one (SPDM, DER or PEM)")
  .option('--known <file>', 'findings that are known: only others fail')
  .option('--allow-stale', 'a known finding that is not found any more does not fail either')
  .option('--json <file>', 'write the verdict, interlock.verdict/1')
  .option('--junit <file>', 'write the verdict as JUnit XML')
  .option('--sarif <file>', 'write the verdict as SARIF 2.1.0')
  .option('--html <file>', 'write the verdict as one page')
  .option('--out <folder>', 'where traces of violations go', 'out')
  .option('--quiet', 'print nothing')
  .action(async (words) => {
    const { check } = await import('./check.ts');
    process.exitCode = await check(words);
  });

program
  .command('replay')
  .description('walk a counterexample through the live model')
  .argument('<slug or file>', 'a folder of counterexamples/, or a trace file')
  .option('--certificates <file>', "a real device's chain as the genuine one")
  .option('--html <file>', 'write it as one page')
  .option('--mermaid <file>', 'write it as the text of a mermaid sequence diagram')
  .option('--itf <file>', 'write its states in the Informal Trace Format')
  .action(async (word: string, options) => {
    const { replayCommand } = await import('./replay.ts');
    process.exitCode = await replayCommand(word, options);
  });

program
  .command('gate')
  .description('what CI calls: everything holds that must, everything known is still found')
  .option('--quick', 'a one-minute form')
  .option('--time-limit <seconds>', 'stop, undecided, after this long', whole(1))
  .option('--known <file>', 'findings that are known: only others fail')
  .option('--allow-stale', 'a known finding that is not found any more does not fail either')
  .option('--json <file>', 'write the verdict, interlock.verdict/1')
  .option('--junit <file>', 'write the verdict as JUnit XML')
  .option('--sarif <file>', 'write the verdict as SARIF 2.1.0')
  .option('--html <file>', 'write the verdict as one page')
  .option('--quiet', 'print nothing')
  .option('--out <folder>', 'where traces of violations go', 'out')
  .action(async (words) => {
    const { gate } = await import('./gate.ts');
    process.exitCode = await gate(words);
  });

program
  .command('mutants')
  .description('whether the properties are enough: small changes of the rules, and which claim each breaks')
  .option('--world <name>', 'only this world; may be repeated', more)
  .option('--only <part of a name>', 'only these mutants; may be repeated', more)
  .option('--max-states <n>', 'of each search, undecided past this many states', whole(1), 4_000_000)
  .option('--workers <n>', 'so many mutants at once; the result is the same', whole(1))
  .option('--time-limit <seconds>', 'stop, undecided, after this long; what was found is kept', whole(1))
  .option('--cache <file>', 'where what was found is kept', '.interlock/mutants.json')
  .option('--json <file>', 'write the matrix, interlock.mutants/1')
  .option('--html <file>', 'write the matrix as one page')
  .option('--quiet', 'print nothing')
  .action(async (words) => {
    const { mutants } = await import('./mutants.ts');
    process.exitCode = await mutants(words);
  });

program
  .command('conform')
  .description('explain the log of a real RMM by the model, or act out conformance cases on it')
  .argument('[log]', 'a console log, or JSON Lines')
  .option('--cases <file>', 'cases in place of a log')
  .option('--rmm <name>', 'by which RMM; of a log tf-rmm, of a case the one it is about')
  .option('--json <file>', 'write what came of it')
  .option('--quiet', 'print nothing')
  .action(async (log: string | undefined, words) => {
    const { conform } = await import('./conform.ts');
    process.exitCode = conform(log, words);
  });

program
  .command('evidence')
  .description('recognise and judge certificate chains, measurements, SPDM messages and interface reports')
  .argument(
    '<file...>',
    'DER, PEM, SPDM, raw bytes, hexadecimal text, or JSON with base64; - is standard input',
  )
  .option('--chain <file>', 'certificates whose last has the key that signs measurements')
  .option('--root <file>', 'certificates that are trusted beforehand')
  .option('--nonce <hex>', 'the nonce that a request for measurements has to have')
  .option('--vca <file>', 'the VCA messages before the measurements, which SPDM 1.2 signs with them')
  .option('--bars <id:address:size,...>', "the guest's memory BARs, to place the ranges of a report")
  .option('--at <time>', 'when certificates have to be valid; not judged, if absent')
  .option('--json <file>', 'write what was found, interlock.evidence/1')
  .option('--quiet', 'print nothing but complaints')
  .action(async (files: readonly string[], words) => {
    const { evidence } = await import('./evidence.ts');
    process.exitCode = evidence(files, words);
  });

program
  .command('export')
  .description('the explored graph of a world, or paths that cover its rules and refusals, for other tools')
  .requiredOption('--world <name>', 'which world', more)
  .option('--rulebook <name>', 'which rules', 'hardened')
  .option('--rmm <name>', 'hardened, 2.0-bet1, 2.0-bet2, alp17 or tf-rmm', 'hardened')
  .option('--bug <slug>', 'add one seeded bug; may be repeated', more)
  .option('--format <name>', 'aut, dot, paths or itf', 'aut')
  .option('--max-states <n>', 'of a graph, the most states', whole(1))
  .requiredOption('--out <file>', 'where it goes')
  .action(async (words) => {
    const { exportCommand } = await import('./export.ts');
    process.exitCode = await exportCommand(words);
  });

program
  .command('index')
  .description('make the tables of counterexamples/README.md anew')
  .option('--check', 'only say whether they are out of date')
  .action(async (words) => {
    const { index } = await import('./index.ts');
    process.exitCode = index(words);
  });

program
  .command('fuzz')
  .description('what reads bytes that somebody else wrote, on generated inputs')
  .option('--inputs <n>', 'inputs for each parser', whole(1), 10_000)
  .option('--seed <n>', 'seed of the inputs', whole(0), 1)
  .option(
    '--parser <name>',
    'interface-report, object-read, measurements, certificate-chain, certificates, vca, spdm-messages, evidence-file, host-certificates, host-cache or host-requests; may be repeated',
    more,
  )
  .option('--samples <folder>', 'make inputs also from the evidence found there')
  .option('--out <folder>', 'where inputs that break a claim go', 'out')
  .action(async (words) => {
    const { fuzz } = await import('./fuzz.ts');
    process.exitCode = await fuzz(words);
  });

program
  .command('bench')
  .description('speed of the search, beside Spin where it is installed')
  .option('--rounds <n>', 'how often each search is timed', whole(1), 3)
  .option('--model <part of a name>', 'only these models; may be repeated', more)
  .option('--guided', 'guided search beside random and exhaustive search, on bugs, in place of all that')
  .option('--bug <slug>', 'of that, only this bug; may be repeated', more)
  .option('--seeds <n>', 'of that, how many seeds', whole(1), 10)
  .option('--runs <n>', 'of that, the most runs of one search', whole(1), 200)
  .option('--length <n>', 'of that, the most steps of a run', whole(1), 300)
  .option('--json <file>', 'write the figures')
  .action(async ({ guided, ...words }) => {
    if (guided === true) {
      const { benchGuided } = await import('./bench/guided.ts');
      process.exitCode = benchGuided(words);
      return;
    }
    if (words.bug !== undefined) throw new UsageError('--bug is about the guided search: add --guided');
    const { bench } = await import('./bench.ts');
    process.exitCode = await bench(words);
  });

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // The reader of a pipe has gone. What was not decided by then must not pass for success.
  if (error.code === 'EPIPE') process.exit(process.exitCode ?? EXIT.inconclusive);
  throw error;
});

try {
  await program.parseAsync(process.argv);
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? EXIT.holds : EXIT.usage;
  else if (error instanceof UsageError) {
    console.error(`interlock: ${error.message}`);
    process.exitCode = EXIT.usage;
  } else {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    console.error(`interlock: a fault of ours, please report it\n${text}`);
    process.exitCode = EXIT.fault;
  }
}
