/**
 * Reads what a real RMM said about its calls: the console log of TF-RMM, or JSON Lines. The first line that is not empty
 * decides: if it begins with a brace, the file is JSON Lines.
 *
 * The console form has one call a line (runtime/core/handler.c and runtime/rsi/logger.c):
 *
 *     SMC_RMI_PDEV_CREATE               7fb345995000 7fb34599b000 > RMI_SUCCESS
 *     SMC_RSI_VDEV_GET_INFO             0 1000
 *
 * A name, its arguments, and after `>` a status and its outputs, in hexadecimal. An RSI call that first goes to the host is
 * shown without its result. RMI_OP_* calls are parts of the call before them. In front there may be blanks, a tag in brackets
 * as Shrinkwrap puts one (`[  rmm ] `), or a time. Every line that does not begin so is noise, unless it ends in a whole call
 * of a known name, as when it falls behind a prompt.
 * A line that begins as a call has to be whole. Only if output of another process was printed into it, it is put together
 * with its rest, which is a line by itself before the next call; and only if that can be done in one way. Noise that is lower
 * case hexadecimal itself, right behind a number, cannot be told from it.
 *
 * The other form says the same, one object a line:
 *
 *     {"call":"RMI_PDEV_CREATE","args":["0x7fb345995000","0x7fb34599b000"],"status":"RMI_SUCCESS","out":[],"depth":0}
 *
 * `status` is left out for an RSI call without its result. `out` and `depth` may be left out: no outputs, and not a part
 * of the call before.
 */

import { z } from 'zod';
import {
  ARGUMENTS,
  Bad,
  CONTEXT,
  check,
  NAMES,
  PRINTED_HEX,
  readNumbers,
  readStatus,
  statusOf,
  WRITTEN_HEX,
} from './log-calls.ts';

export { ARGUMENTS, CONTEXT };

export interface Entry {
  /** Where it begins, from 1. */
  readonly line: number;
  /** More than 0: a part of the call before it. */
  readonly depth: number;
  readonly name: string;
  /** Lower case hexadecimal, without leading zeros. */
  readonly args: readonly string[];
  /** Undefined where the log does not tell. A number, as `0x2a`, where the RMM has no name for it. */
  readonly status: string | undefined;
  readonly out: readonly string[];
  readonly text: string;
}

/** Where reading had to stop, and why. */
export interface Defect {
  readonly line: number;
  readonly sentence: string;
}

export interface Log {
  readonly entries: readonly Entry[];
  /** Lines that are no calls. */
  readonly others: number;
  readonly defect: Defect | undefined;
}

/** Reads up to the first line that is not as it should be. `bytes` is the whole file. */
export function readLog(bytes: Uint8Array): Log {
  const { lines, defect: noText } = linesOf(bytes);
  const first = lines.find((text) => text.trim() !== '') ?? '';
  const log = first.trimStart().startsWith('{') ? readJsonLines(lines) : readConsole(lines);
  const defect = log.defect ?? noText;
  if (defect !== undefined || log.entries.length > 0) return { ...log, defect };
  const sentence =
    first === '' ? 'the file is empty, where a log was expected' : 'no line of the file is a call of an RMM';
  return { ...log, defect: { line: 1, sentence } };
}

/** The lines of a file, up to the first that is no text. */
function linesOf(bytes: Uint8Array): { readonly lines: readonly string[]; readonly defect?: Defect } {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const lines: string[] = [];
  for (let start = 0; start < bytes.length; ) {
    const newline = bytes.indexOf(0x0a, start);
    const end = newline < 0 ? bytes.length : newline;
    const line = bytes.subarray(start, end);
    const bad = (what: string) => ({
      lines,
      defect: { line: lines.length + 1, sentence: `${what}, where a console log was expected` },
    });
    if (line.includes(0)) return bad('holds a NUL byte');
    try {
      lines.push(decoder.decode(line));
    } catch {
      return bad('is no UTF-8 text');
    }
    start = end + 1;
  }
  return { lines };
}

const trying = <T>(read: () => T): T | Bad => {
  try {
    return read();
  } catch (error) {
    if (error instanceof Bad) return error;
    throw error;
  }
};

// Console

const PREFIX =
  /^\s*(?:(?:\[[^[\]]{1,40}\]|\d{4}-\d\d-\d\d[T ][\d:.,]+(?:Z|[+-][\d:]+)?:?|\d\d:\d\d:\d\d[\d.,]*:?)\s+)*/;
/** How a call begins, up to the blank or the mess behind its name. */
const BEGINS = /^SMC_(R[MS]I_(?:<unsupported>|[A-Z0-9_]*)|c40001a4(?=\s))/;
const WITHIN = /SMC_R[MS]I_[A-Z0-9_]+\s.*$/;
/** No line of a call is longer: a name, ten arguments, a status, eight outputs. */
const LONGEST = 400;

function readConsole(lines: readonly string[]): Log {
  const texts = lines.map((line) => line.replace(PREFIX, '').trimEnd());
  const entries: Entry[] = [];
  let others = 0;
  /** Where noise can begin that a call was cut by. */
  let since = 0;
  for (let k = 0; k < texts.length; k++) {
    const text = texts[k]!;
    if (text === '') continue;
    if (!BEGINS.test(text)) {
      const entry = callWithin(text, k + 1) ?? beheaded(texts, lines[k]!.trimEnd(), since, k);
      if (entry === undefined) others++;
      else {
        entries.push(entry);
        since = k + 1;
      }
      continue;
    }
    since = k + 1;
    const whole = trying(() => consoleCall(text, k + 1));
    if (!(whole instanceof Bad)) {
      entries.push(whole);
      continue;
    }
    const found = trying(() => joined(texts, lines, k));
    if (found === undefined || found instanceof Bad)
      return { entries, others, defect: { line: k + 1, sentence: (found ?? whole).message } };
    entries.push(found.entry);
    others += texts.slice(k + 1, found.rest).filter((noise) => noise !== '').length;
    k = found.rest;
    since = k + 1;
  }
  return { entries, others, defect: undefined };
}

/** A line that begins as a call, and is one. */
function consoleCall(text: string, line: number): Entry {
  const begin = BEGINS.exec(text)!;
  const [before = '', after, ...more] = text.slice(begin[0].length).split('>');
  const words = (of: string): string[] => of.split(/\s+/).filter(Boolean);
  const name = begin[1]!;
  if (before !== '' && !/^\s/.test(before))
    throw new Bad(`SMC_${name} goes on with "${text.slice(begin[0].length).slice(0, 40)}" in its name`);
  if (name.endsWith('_')) throw new Bad(`SMC_${name} is cut within its name`);
  if (more.length > 0) throw new Bad(`${name} has more than one ">"`);
  if (name === 'c40001a4') return dmaDisable(words(before), after && words(after)[0], line, text);
  const args = readNumbers(words(before), 'argument', name, PRINTED_HEX);
  if (after === undefined) return entryOf(name, args, undefined, [], line, text);
  const [status, ...out] = words(after);
  if (status === undefined) throw new Bad(`${name} has no status after ">"`);
  return entryOf(
    name,
    args,
    readStatus(name, status, PRINTED_HEX),
    readNumbers(out, 'output', name, PRINTED_HEX),
    line,
    text,
  );
}

function entryOf(
  name: string,
  args: readonly string[],
  status: string | undefined,
  out: readonly string[],
  line: number,
  text: string,
): Entry {
  check(name, args.length, status, out.length);
  return { line, depth: name.startsWith('RMI_OP_') ? 1 : 0, name, args, status, out, text };
}

/** logger.c has no name for RSI_VDEV_DMA_DISABLE: its id is past the last of the range, and shown with seven registers. */
function dmaDisable(words: readonly string[], code: string | undefined, line: number, text: string): Entry {
  const name = 'RSI_VDEV_DMA_DISABLE';
  const args = readNumbers(words, 'register', name, PRINTED_HEX);
  if (args.length !== 7) throw new Bad(`SMC_c40001a4 has ${args.length} registers, where 7 were expected`);
  const [result] = readNumbers(code === undefined ? [] : [code], 'result', name, PRINTED_HEX);
  const status = result === undefined ? undefined : (statusOf(name, result) ?? `0x${result}`);
  return entryOf(name, args.slice(0, 1), status, [], line, text);
}

/** A call that other text stands in front of. */
function callWithin(text: string, line: number): Entry | undefined {
  const found = text.length < 10_000 ? WITHIN.exec(text)?.[0].trim() : undefined;
  if (found === undefined) return undefined;
  const entry = trying(() => consoleCall(found, line));
  return entry instanceof Bad || !NAMES.has(entry.name) ? undefined : entry;
}

/** A call whose first letters stand before other output, at the head of a line since the last call. */
function beheaded(texts: readonly string[], tail: string, since: number, k: number): Entry | undefined {
  for (const whole of ['SMC_RMI', 'SMC_RSI']) {
    for (let cut = 1; cut <= whole.length; cut++) {
      const head = whole.slice(0, cut);
      if (!PRINTED.test(head + tail)) continue;
      const line = texts.slice(since, k).findLastIndex((text) => text.startsWith(head)) + since + 1;
      const entry = line > since ? trying(() => consoleCall(head + tail, line)) : undefined;
      if (entry !== undefined && !(entry instanceof Bad) && NAMES.has(entry.name)) return entry;
    }
  }
  return undefined;
}

/** How exactly the RMM prints a call: single blanks, lower case, no zeros in front. */
const PRINTED = (() => {
  const number = '(?:0|[1-9a-f][0-9a-f]*)';
  const rmi = `R[MS]I_[A-Z0-9_]+ +(?:${number} )*> R[MS]I_[A-Z_]+(?: ${number})*`;
  return new RegExp(`^SMC_(?:${rmi}|RSI_[A-Z0-9_]+ +${number}(?: ${number})*)$`);
})();

/**
 * The call that begins at line `k` and goes on, behind other output that was printed into it, at a later one. A process that
 * writes in blocks is cut at any byte. Where it was cut within a number cannot be seen, and a rest that is only numbers could
 * be noise: then only numbers are believed that other calls of the log have too. An empty line is a rest only if no other is.
 */
function joined(
  texts: readonly string[],
  lines: readonly string[],
  k: number,
): { readonly entry: Entry; readonly rest: number } | undefined {
  const head = texts[k]!.slice(0, LONGEST);
  const believed: { readonly entry: Entry; readonly rest: number; readonly tail: string }[] = [];
  let unsure: Entry | undefined;
  for (let rest = k + 1; rest < texts.length && !BEGINS.test(texts[rest]!); rest++) {
    const tail = lines[rest]!.replace(/\r+$/, '');
    const readings = readingsOf(head, tail, k + 1);
    const sure = readings.length === 1 && !/^[0-9a-f ]+$/.test(tail);
    for (const entry of readings) {
      if (sure || numbersStand(texts, k, entry)) believed.push({ entry, rest, tail });
      else unsure = entry;
    }
  }
  const some = believed.some(({ tail }) => tail !== '');
  const [first, ...others] = believed.filter(({ tail }) => tail !== '' || !some);
  if (first !== undefined && others.every(({ entry }) => entry.text === first.entry.text)) return first;
  if (first === undefined && unsure === undefined) return undefined;
  throw new Bad(
    `${(first?.entry ?? unsure!).name} is cut by other output, and cannot be put together in one way`,
  );
}

/** The calls that some beginning of one line and the whole of another make. */
function readingsOf(head: string, tail: string, line: number): readonly Entry[] {
  if (!/^[\w >]*$/.test(tail) || tail.length > LONGEST) return [];
  const readings: Entry[] = [];
  for (let cut = head.length - 1; cut > 0; cut--) {
    const text = head.slice(0, cut) + tail;
    // Other output begins with something to be seen, and hardly with as many digits.
    if (/^(?:\s|[0-9a-f]{5})/.test(head.slice(cut)) || !PRINTED.test(text)) continue;
    const entry = trying(() => consoleCall(text, line));
    if (!(entry instanceof Bad) && NAMES.has(entry.name)) readings.push(entry);
  }
  return readings;
}

/** Whether every number of a call stands in some other call of the log. */
function numbersStand(texts: readonly string[], k: number, { args, out }: Entry): boolean {
  const missing = new Set([...args, ...out]);
  for (let other = 0; other < texts.length && missing.size > 0; other++) {
    if (other === k || !BEGINS.test(texts[other]!)) continue;
    const entry = trying(() => consoleCall(texts[other]!, other + 1));
    if (!(entry instanceof Bad)) for (const number of [...entry.args, ...entry.out]) missing.delete(number);
  }
  return missing.size === 0;
}

// JSON Lines

const jsonCall = z.strictObject({
  call: z.string().regex(/^R[MS]I_[A-Z0-9_]+$/, 'expected a name such as "RMI_PDEV_CREATE"'),
  args: z.array(z.string()),
  status: z.string().optional(),
  out: z.array(z.string()).optional(),
  depth: z.number().int().nonnegative().optional(),
});

function readJsonLines(lines: readonly string[]): Log {
  const entries: Entry[] = [];
  for (const [k, text] of lines.entries()) {
    if (text.trim() === '') continue;
    const entry = trying(() => jsonEntry(text.trim(), k + 1));
    if (entry instanceof Bad) return { entries, others: 0, defect: { line: k + 1, sentence: entry.message } };
    entries.push(entry);
  }
  return { entries, others: 0, defect: undefined };
}

function jsonEntry(text: string, line: number): Entry {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new Bad('is no JSON, where one object a line was expected, as the file begins with a brace');
  }
  const parsed = jsonCall.safeParse(json);
  if (!parsed.success) {
    const { path, message } = parsed.error.issues[0]!;
    throw new Bad(`at ${path.length === 0 ? 'its top' : `"${path.join('.')}"`}: ${message}`);
  }
  const { call: name, args, status: word, out = [], depth = 0 } = parsed.data;
  const status = word === undefined ? undefined : readStatus(name, word, WRITTEN_HEX);
  const [ins, outs] = [
    readNumbers(args, 'argument', name, WRITTEN_HEX),
    readNumbers(out, 'output', name, WRITTEN_HEX),
  ];
  return { ...entryOf(name, ins, status, outs, line, text), depth };
}
