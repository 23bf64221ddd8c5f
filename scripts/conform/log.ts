/**
 * Reads what a real RMM said on its console: one call a line, `SMC_RMI_PDEV_STOP  7f.. > RMI_SUCCESS`, arguments and outputs in
 * hexadecimal, calls that belong to the one before indented, RSI calls of this software without their result. Every other line is
 * noise. Noise can also fall into the middle of a call's name, whose rest then stands at the head of a later line.
 *
 * The other form is JSON Lines: `{"call":"RMI_PDEV_STOP","args":["0x7f.."],"status":"RMI_SUCCESS","out":[],"depth":0}`, where
 * `status` is left out for a call without its result, and `out` and `depth` may be. A file is read as that if its first line that is not empty begins with a brace.
 */

import { z } from 'zod';

export interface Entry {
  /** From 1. */
  readonly line: number;
  /** More than 0: a part of the call before it. */
  readonly depth: number;
  readonly name: string;
  /** Lower case hexadecimal, without leading zeros. */
  readonly args: readonly string[];
  /** Undefined where the console does not tell. */
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

/** How many arguments each call about device assignment has. */
export const ARGUMENTS: Readonly<Record<string, number>> = {
  RMI_PDEV_ABORT: 1,
  RMI_PDEV_COMMUNICATE: 2,
  RMI_PDEV_CREATE: 2,
  RMI_PDEV_DESTROY: 1,
  RMI_PDEV_GET_STATE: 1,
  RMI_PDEV_SET_PUBKEY: 2,
  RMI_PDEV_STOP: 1,
  RMI_PDEV_STREAM_CONNECT: 1,
  RMI_PDEV_STREAM_COMPLETE: 3,
  RMI_PDEV_STREAM_DISCONNECT: 3,
  RMI_PDEV_STREAM_KEY_REFRESH: 3,
  RMI_PDEV_STREAM_KEY_PURGE: 3,
  RMI_VDEV_ABORT: 3,
  RMI_VDEV_COMMUNICATE: 4,
  RMI_VDEV_COMPLETE: 2,
  RMI_VDEV_CREATE: 4,
  RMI_VDEV_DESTROY: 3,
  RMI_VDEV_GET_STATE: 1,
  RMI_VDEV_GET_INTERFACE_REPORT: 3,
  RMI_VDEV_GET_MEASUREMENTS: 4,
  RMI_VDEV_LOCK: 3,
  RMI_VDEV_START: 3,
  RMI_VDEV_UNLOCK: 3,
  RSI_VDEV_GET_INFO: 2,
  RSI_VDEV_DMA_ENABLE: 6,
  RSI_VDEV_DMA_DISABLE: 1,
  RSI_VDEV_VALIDATE_MAPPING: 8,
};
/** Calls that the explanation needs besides: they make the realm, its REC and the stream table. */
export const CONTEXT: Readonly<Record<string, number>> = {
  RMI_REALM_CREATE: 2,
  RMI_REC_CREATE: 3,
  RMI_PSMMU_ST_L2_CREATE: 2,
};

/** smc-rmi.h and smc-rsi.h; SMC_NOT_SUPPORTED is what the SMCCC says of an unknown call. */
const STATUSES: ReadonlySet<string> = new Set([
  ...[
    'SUCCESS',
    'BUSY',
    'INCOMPLETE',
    'BLOCKED',
    ...[
      'INPUT',
      'REALM',
      'REC',
      'RTT',
      'NOT_SUPPORTED',
      'DEVICE',
      'RTT_AUX',
      'PSMMU_ST',
      'DPT',
      'GLOBAL',
      'TRACKING',
      'GPT',
      'GRANULE',
    ].map((e) => `ERROR_${e}`),
  ].map((s) => `RMI_${s}`),
  'RSI_SUCCESS',
  'RSI_INCOMPLETE',
  'RSI_ERROR_INPUT',
  'RSI_ERROR_STATE',
  'RSI_ERROR_UNKNOWN',
  'RSI_ERROR_DEVICE',
  'SMC_NOT_SUPPORTED',
]);

const KNOWN = [...Object.keys(ARGUMENTS), ...Object.keys(CONTEXT)];
const HEX = /^(?:0x)?([0-9a-f]+)$/i;
const CALL = /^(\s*)SMC_(R[MS]I_\w+)(?:\s+(.*))?$/;

const plain = (hex: string): string => hex.toLowerCase().replace(/^0+(?=.)/, '');

class Bad extends Error {}

function numbers(words: readonly string[], what: string): string[] {
  return words.map((word, k) => {
    const found = HEX.exec(word);
    if (found === null)
      throw new Bad(`${what} ${k + 1} is "${word.slice(0, 40)}", where a hexadecimal number was expected`);
    return plain(found[1]!);
  });
}

function checked(entry: Entry): Entry {
  const { name, args, status } = entry;
  const wanted = ARGUMENTS[name] ?? CONTEXT[name];
  if (wanted !== undefined && args.length !== wanted)
    throw new Bad(`${name} has ${args.length} arguments, where ${wanted} were expected`);
  if (status !== undefined && !STATUSES.has(status))
    throw new Bad(
      `${name} answers "${status.slice(0, 40)}", where the name of an RMI or RSI status was expected`,
    );
  if (status === undefined && name.startsWith('RMI_'))
    throw new Bad(`${name} has no result, where "> RMI_..." was expected after its arguments`);
  return entry;
}

function consoleCall(text: string, line: number): Entry | undefined {
  const found = CALL.exec(text);
  if (found === null) return undefined;
  const [, indent = '', name = '', rest = ''] = found;
  const [before = '', after] = rest.split('>');
  const args = numbers(before.split(/\s+/).filter(Boolean), `argument of ${name},`);
  const [status, ...out] = (after ?? '').split(/\s+/).filter(Boolean);
  if (after !== undefined && status === undefined) throw new Bad(`${name} has no status after ">"`);
  return checked({
    line,
    depth: indent.length > 0 ? 1 : 0,
    name,
    args,
    status,
    out: numbers(out, `output of ${name},`),
    text: text.trim(),
  });
}

/** The head of a call's name that noise was printed into, if that is what this line is. */
function cutName(text: string): string | undefined {
  if (!/^\s*SMC_R[MS]I_/.test(text)) return undefined;
  const name = text.trim().slice(4);
  let best = '';
  for (const known of KNOWN) {
    let k = 0;
    while (k < known.length && known[k] === name[k]) k++;
    if (k < known.length && k > best.length) best = known.slice(0, k);
  }
  const next = name[best.length];
  // Noise shows by a letter that no name has.
  return next !== undefined && /[^A-Z0-9_\s]/.test(next) ? best : undefined;
}

const jsonCall = z.strictObject({
  call: z.string(),
  args: z.array(z.string()),
  status: z.string().optional(),
  out: z.array(z.string()).optional(),
  depth: z.number().int().nonnegative().optional(),
});

function jsonEntry(text: string, line: number): Entry {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new Bad('is no JSON, where an object was expected as on the lines before');
  }
  const parsed = jsonCall.safeParse(json);
  if (!parsed.success) {
    const { path, message } = parsed.error.issues[0]!;
    throw new Bad(`at ${path.join('.') || 'its top'}: ${message}`);
  }
  const { call, args, status, out = [], depth = 0 } = parsed.data;
  return checked({
    line,
    depth,
    name: call,
    args: numbers(args, `argument of ${call},`),
    status,
    out: numbers(out, `output of ${call},`),
    text: text.trim(),
  });
}

/** Reads up to the first line that is not as it should be. `bytes` is the whole file. */
export function readLog(bytes: Uint8Array): Log {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return {
      entries: [],
      others: 0,
      defect: { line: 1, sentence: 'is no text, where a console log was expected' },
    };
  }
  const nul = text.indexOf('\0');
  if (nul >= 0) {
    const line = text.slice(0, nul).split('\n').length;
    return {
      entries: [],
      others: 0,
      defect: { line, sentence: 'holds a NUL byte, where a console log was expected' },
    };
  }
  const lines = text.split(/\r?\n/);
  const json =
    lines
      .find((l) => l.trim() !== '')
      ?.trimStart()
      .startsWith('{') === true;
  const entries: Entry[] = [];
  let others = 0;
  let cut: { readonly name: string; readonly line: number } | undefined;
  for (const [k, raw] of lines.entries()) {
    if (raw.trim() === '') continue;
    const line = k + 1;
    try {
      const entry = json ? jsonEntry(raw, line) : readLine(raw, line);
      if (entry === undefined) others++;
      else entries.push(entry);
    } catch (error) {
      if (!(error instanceof Bad)) throw error;
      return { entries, others, defect: { line, sentence: error.message } };
    }
  }
  if (cut !== undefined) {
    const { name, line } = cut as { name: string; line: number };
    return {
      entries,
      others,
      defect: { line, sentence: `begins ${name} and is cut, and no later line goes on with it` },
    };
  }
  if (entries.length === 0)
    return { entries, others, defect: { line: 1, sentence: 'no line of the file is a call of an RMM' } };
  return { entries, others, defect: undefined };

  function readLine(raw: string, line: number): Entry | undefined {
    const head = cutName(raw);
    if (head !== undefined) {
      cut = { name: head, line };
      return undefined;
    }
    if (cut !== undefined && !CALL.test(raw)) {
      const whole = `SMC_${cut.name}${raw}`;
      const name = CALL.exec(whole)?.[2];
      if (name !== undefined && KNOWN.includes(name)) {
        cut = undefined;
        return consoleCall(whole, line);
      }
      return undefined;
    }
    return consoleCall(raw, line);
  }
}
