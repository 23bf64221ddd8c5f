/** What is a call, what is noise, and what is neither; on made lines, on every prefix of real logs and with noise anywhere in them. */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ARGUMENTS, type Entry, type Log, readLog } from './log.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const read = (text: string): Log => readLog(bytes(text));
const STOP = 'SMC_RMI_PDEV_STOP                 7fb000 > RMI_SUCCESS';
const stopped = { name: 'RMI_PDEV_STOP', args: ['7fb000'], status: 'RMI_SUCCESS', out: [] };

describe('a console log', () => {
  it('is calls, with arguments and outputs in hexadecimal, and noise', () => {
    const log = read(
      `RMM: hello\r\n${STOP}\r\n      SMC_RMI_OP_CONTINUE         0 0 > RMI_SUCCESS 0 0a\r\n\r\nWARN: SMC_RMI_ in the middle\n`,
    );
    expect(log.defect).toBeUndefined();
    expect(log.others).toBe(2);
    expect(log.entries).toMatchObject([
      { ...stopped, line: 2, depth: 0, text: STOP },
      { line: 3, depth: 1, name: 'RMI_OP_CONTINUE', args: ['0', '0'], out: ['0', 'a'] },
    ]);
  });

  it.each([
    ['SMC_RMI_RMM_ACTIVATE              > RMI_SUCCESS', { name: 'RMI_RMM_ACTIVATE', args: [], out: [] }],
    [
      'SMC_RSI_VDEV_GET_INFO             0 1000',
      { name: 'RSI_VDEV_GET_INFO', args: ['0', '1000'], status: undefined },
    ],
    ['SMC_RSI_VDEV_DMA_DISABLE          0 > RSI_ERROR_DEVICE', { status: 'RSI_ERROR_DEVICE' }],
    [
      'SMC_RSI_VDEV_VALIDATE_MAPPING     0 2001 3000 4000 0 a 0 0 > RSI_ERROR_INPUT 0 0',
      { status: 'RSI_ERROR_INPUT' },
    ],
    ['SMC_RMI_REC_ENTER                 1000 2000 > RMI_ERROR_REALM 1', { out: ['1'] }],
    ['SMC_RMI_PDEV_CREATE               7000 8000 > RMI_INCOMPLETE 0 c', { out: ['0', 'c'] }],
    ['SMC_RMI_PDEV_STOP                 7000 > ffffffffffffffff', { status: 'SMC_NOT_SUPPORTED' }],
    ['SMC_RMI_PDEV_STOP                 7000 > 2a', { status: '0x2a' }],
    ['SMC_RSI_<unsupported>             > ffffffffffffffff', { name: 'RSI_<unsupported>', args: [] }],
    ['SMC_RMI_FROBNICATE                1 2 3 > RMI_BUSY', { name: 'RMI_FROBNICATE', status: 'RMI_BUSY' }],
    [
      'SMC_c40001a4                      1 f f f f f f',
      { name: 'RSI_VDEV_DMA_DISABLE', args: ['1'], status: undefined },
    ],
    [
      'SMC_c40001a4                      1 f f f f f f > 2 0 0 0',
      { name: 'RSI_VDEV_DMA_DISABLE', args: ['1'], status: 'RSI_ERROR_STATE', out: [] },
    ],
  ])('has the forms that the software prints: %s', (line, entry) => {
    const log = read(`${line}\n`);
    expect(log.defect).toBeUndefined();
    expect(log.entries).toMatchObject([entry]);
  });

  it.each([
    ['blanks', `    ${STOP}`],
    ['the tag of Shrinkwrap', `[     rmm ] ${STOP}`],
    ['a time since the start', `[   12.345678] ${STOP}`],
    ['a date', `2025-07-13 10:16:12,680: ${STOP}`],
    ['an ISO date', `2025-07-13T10:16:12.680Z ${STOP}`],
    ['the time of day', `10:16:12 ${STOP}`],
    ['a prompt, or a line that is not finished', `root@host:/sys# ${STOP}`],
    ['a carriage return', `\r${STOP}\r\r`],
    ['a byte order mark', `\u{feff}${STOP}`],
  ])('is read behind %s', (_, line) => {
    expect(read(line)).toMatchObject({ entries: [stopped], others: 0, defect: undefined });
  });

  it('shows a part of a call behind a tag as well', () => {
    expect(read('[ rmm ]       SMC_RMI_OP_CONTINUE         0 0 > RMI_SUCCESS 0 0').entries[0]).toMatchObject({
      depth: 1,
    });
  });

  it.each([
    'PSCI_84000000                 0 0 0 0 0 0 0 > 10001 0 0 0',
    'SMC_80000001                  80000002 0 0 0 0 0 0 > ffffffffffffffff 0 0 0',
    'Realm: Calling RSI_VDEV_GET_INFO: valid vdev_id & valid IPA',
    'WARN: SMC_RMI_PDEV_STOP failed',
    'host: "SMC_RMI_PDEV_STOP 7000 > RMI_SUCCESS" was expected',
    'see SMC_RMI_FROBNICATE 1 > RMI_SUCCESS',
    ' d9 03 8b a2 19 ac ca 82',
    `a very long line ${'SMC_RMI_PDEV_STOP '.repeat(100_000)}`,
  ])('passes over noise: %#', (line) => {
    expect(read(`${STOP}\n${line}\n${STOP}`)).toMatchObject({ others: 1, defect: undefined });
  });

  const PDEV_STOP = 'SMC_RMI_PDEV_STOP   7fb000 >';
  it.each([
    ['SMC_RMI_', 'SMC_RMI_ is cut within its name'],
    ['SMC_RMI_PDEV_STO', 'RMI_PDEV_STO has no status'],
    ['SMC_RMI_PDEV_STOP:7fb000 > RMI_SUCCESS', 'SMC_RMI_PDEV_STOP goes on with ":7fb000'],
    [`[ rmm ] SMC_RMI_PDEV_STOP   7fb`, 'RMI_PDEV_STOP has no status'],
    ['SMC_RMI_PDEV_STOP   7fb000', 'RMI_PDEV_STOP has no status'],
    [PDEV_STOP, 'RMI_PDEV_STOP has no status after ">"'],
    [`${PDEV_STOP} RMI_SUCCESS > RMI_SUCCESS`, 'RMI_PDEV_STOP has more than one ">"'],
    ['SMC_RMI_PDEV_STOP   > RMI_SUCCESS', 'RMI_PDEV_STOP has 0 arguments, where 1 was expected'],
    ['SMC_RMI_VDEV_LOCK   1000 > RMI_SUCCESS', 'RMI_VDEV_LOCK has 1 argument, where 3 were expected'],
    ['SMC_RSI_VDEV_GET_INFO   0', 'RSI_VDEV_GET_INFO has 1 argument, where 2 were expected'],
    ['SMC_RMI_PDEV_STOP   0x7fb000 > RMI_SUCCESS', 'argument 1 of RMI_PDEV_STOP is "0x7fb000"'],
    ['SMC_RMI_PDEV_STOP   7fg000 > RMI_SUCCESS', 'argument 1 of RMI_PDEV_STOP is "7fg000"'],
    [
      'SMC_RMI_PDEV_STOP   7fb0007fb0007fb000 > RMI_SUCCESS',
      'is "7fb0007fb0007fb000", where a hexadecimal number of at most 64 bits',
    ],
    [
      'SMC_RMI_PDEV_STOP   SMC_RMI_PDEV_STOP   7fb000 7fc000 > RMI_SUCCESS',
      'argument 1 of RMI_PDEV_STOP is "SMC_RMI_PDEV_STOP"',
    ],
    [`${PDEV_STOP} RMI_SUCCES`, 'answers "RMI_SUCCES", where the name of an RMI status'],
    [`${PDEV_STOP} RSI_SUCCESS`, 'answers "RSI_SUCCESS", where the name of an RMI status'],
    [`${PDEV_STOP} SUCCESS`, 'answers "SUCCESS", where'],
    [`${PDEV_STOP} 0`, 'answers "0", where the name of an RMI status'],
    [`${PDEV_STOP} ${'X'.repeat(99)}`, `answers "${'X'.repeat(40)}…"`],
    [`${PDEV_STOP} RMI_SUCCESS zz`, 'output 1 of RMI_PDEV_STOP is "zz"'],
    [`${PDEV_STOP} RMI_SUCCESS 1`, 'answers RMI_SUCCESS with 1 output, where 0 were expected'],
    ['SMC_RMI_PDEV_GET_STATE  7000 > RMI_SUCCESS', 'with 0 outputs, where 1 was expected'],
    ['SMC_RMI_PDEV_GET_STATE  7000 > RMI_ERROR_INPUT 3', 'with 1 output, where 0 were expected'],
    ['SMC_RMI_PDEV_CREATE  7000 8000 > RMI_INCOMPLETE 0 c 1', 'with 3 outputs, where 0 or 1 or 2'],
    ['SMC_c40001a4   1 2', 'SMC_c40001a4 has 2 registers, where 7 were expected'],
    ['SMC_RMI_PDEV_COMMUNIlibspdm says', 'SMC_RMI_PDEV_COMMUNI goes on with "libspdm says"'],
  ])('is read up to a line that is broken: %s', (line, sentence) => {
    const log = read(`${STOP}\n${line}\n${STOP}\n`);
    expect(log.entries).toHaveLength(1);
    expect(log.defect).toEqual({ line: 2, sentence: expect.stringContaining(sentence) });
  });

  it.each([
    ['', 'the file is empty'],
    ['\n \r\n', 'the file is empty'],
    ['nothing\nof interest\n', 'no line of the file is a call'],
  ])('is none: %j', (text, sentence) => {
    expect(read(text).defect).toEqual({ line: 1, sentence: expect.stringContaining(sentence) });
  });

  it.each([
    ['a NUL byte', [0x61, 0x00], 'holds a NUL byte'],
    ['bytes that are no UTF-8', [0x7f, 0x45, 0xff, 0xfe], 'is no UTF-8 text'],
    ['a character that is cut', [0xe2, 0x82], 'is no UTF-8 text'],
  ])('is read up to %s', (_, mess, sentence) => {
    const log = readLog(new Uint8Array([...bytes(`noise\n${STOP}\n`), ...mess, ...bytes(`\n${STOP}\n`)]));
    expect(log.entries).toMatchObject([stopped]);
    expect(log.defect).toEqual({ line: 3, sentence: expect.stringContaining(sentence) });
  });

  it('is named binary where no line of it is text', () => {
    const log = readLog(new Uint8Array([0x7f, 0x45, 0x4c, 0x46, 0x02, 0x00]));
    expect(log.defect).toEqual({ line: 1, sentence: 'holds a NUL byte, where a console log was expected' });
  });
});

describe('a call that other output was printed into', () => {
  const noise = 'libspdm_send: SPDM(0xfe)\nmore of it\n\nDEAD BEEF';
  const GET = 'SMC_RMI_PDEV_GET_STATE            7fb6c3719000 > RMI_SUCCESS 3';
  const COMM = 'SMC_RMI_PDEV_COMMUNICATE          7fb6c3719000 7fb6c371b000 > RMI_SUCCESS';
  const cut = (call: string, at: number, by = noise): string =>
    `${call.slice(0, at)}${by}\n${call.slice(at)}\n`;

  it('is put together again at the line where it begins', () => {
    const log = read(cut(COMM, 'SMC_RMI_PDEV_COMMUNI'.length));
    expect(log.defect).toBeUndefined();
    expect(log.entries).toMatchObject([
      { line: 1, name: 'RMI_PDEV_COMMUNICATE', args: ['7fb6c3719000', '7fb6c371b000'], text: COMM },
    ]);
    expect(log.others).toBe(2);
  });

  it.each([
    ['in its name', COMM, 18, noise],
    ['in its name, by capitals', COMM, 20, 'IDE_KM_KEY_SET_GO: Endpoint'],
    ['behind its name', COMM, 30, noise],
    ['before its status', COMM, COMM.indexOf('>'), noise],
    ['in its status', COMM, COMM.length - 4, noise],
    ['before its end', COMM, COMM.length, noise],
    ['in its outputs', GET, GET.length - 1, noise],
    ['in a number', COMM, 42, noise],
    ['behind a number, by what could be its digits', COMM, 46, 'dead_letter: none'],
  ])('is known if it was cut %s', (_, call, at, by) => {
    const log = read(`${GET}\n${COMM}\n${cut(call, at, by)}${GET}\n`);
    expect(log.defect).toBeUndefined();
    expect(log.entries.map(({ text }) => text)).toEqual([GET, COMM, call, GET]);
  });

  it.each([1, 3, 4, 7])('is known by its first letters at the head of a line: %i', (at) => {
    const log = read(`noise\n${cut(COMM, at)}${GET}\n`);
    expect(log.entries).toMatchObject([{ line: 2, text: COMM }, { text: GET }]);
  });

  it('has its first letters since the last call', () => {
    expect(read(`Some noise\n${GET}\nC_RMI_PDEV_STOP 7000 > RMI_SUCCESS\n`).entries).toHaveLength(1);
  });

  it('is not put together if that can be done in two ways', () => {
    expect(
      read(`${GET}\n${COMM.slice(0, 20)}lib\n${COMM.slice(20)}\n${COMM.slice(20, -12)}\n${STOP}`),
    ).toMatchObject({
      entries: [{ text: GET }, { text: COMM }, { text: STOP }],
    });
    expect(
      read(`${GET}\n${COMM.slice(0, 20)}lib\n${COMM.slice(20)}\n${COMM.slice(20, -7)}BUSY\n${STOP}`),
    ).toMatchObject({
      entries: [{ text: GET }],
      defect: { line: 2, sentence: expect.stringContaining('cannot be put together in one way') },
    });
  });

  it('is not believed if its numbers stand nowhere else', () => {
    expect(read(`${cut(COMM, 42)}${STOP}\n`)).toMatchObject({
      entries: [],
      defect: {
        line: 1,
        sentence: expect.stringContaining('cut by other output, and cannot be put together in one way'),
      },
    });
  });

  it('has its rest before the next call', () => {
    const log = read(`${COMM.slice(0, 20)}libspdm\n${STOP}\n${COMM.slice(20)}\n`);
    expect(log).toMatchObject({ entries: [], defect: { line: 1 } });
  });

  it('is not made of a line that only has too much', () => {
    expect(read(`${STOP} zz\n\nmore\n`)).toMatchObject({ entries: [], defect: { line: 1 } });
  });
});

describe('JSON Lines', () => {
  it('say the same', () => {
    const log = read(
      '\n{"call":"RMI_PDEV_STOP","args":["0x7FB000"],"status":"RMI_SUCCESS"}\r\n{"call":"RSI_VDEV_DMA_DISABLE","args":["0"]}\n\n{"call":"RMI_OP_CONTINUE","args":["0","0"],"status":"RMI_SUCCESS","out":["0x0","10"],"depth":1}',
    );
    expect(log.defect).toBeUndefined();
    expect(log.entries).toMatchObject([
      { ...stopped, line: 2, depth: 0 },
      { line: 3, name: 'RSI_VDEV_DMA_DISABLE', args: ['0'], status: undefined, out: [] },
      { line: 5, depth: 1, out: ['0', '10'] },
    ]);
  });

  const GOOD = '{"call":"RMI_PDEV_STOP","args":["1"],"status":"RMI_SUCCESS"}';
  it.each([
    ['{"call":"RMI_PDEV_STOP"', 'is no JSON'],
    [STOP, 'is no JSON'],
    ['[]', 'at its top: '],
    ['{"call":"RMI_PDEV_STOP"}', 'at "args": '],
    [
      '{"call":"SMC_RMI_PDEV_STOP","args":["1"],"status":"RMI_SUCCESS"}',
      'at "call": expected a name such as',
    ],
    ['{"call":"RMI_PDEV_STOP","args":[1],"status":"RMI_SUCCESS"}', 'at "args.0": '],
    ['{"call":"RMI_PDEV_STOP","args":["x"],"status":"RMI_SUCCESS"}', 'argument 1 of RMI_PDEV_STOP is "x"'],
    ['{"call":"RMI_PDEV_STOP","args":["1","2"],"status":"RMI_SUCCESS"}', 'has 2 arguments, where 1 was'],
    ['{"call":"RMI_PDEV_STOP","args":["1"],"status":"FINE"}', 'where the name of an RMI status'],
    ['{"call":"RMI_PDEV_STOP","args":["1"]}', 'RMI_PDEV_STOP has no status'],
    ['{"call":"RMI_PDEV_GET_STATE","args":["1"],"status":"RMI_SUCCESS"}', 'with 0 outputs'],
    ['{"call":"RMI_PDEV_STOP","args":["1"],"status":"RMI_SUCCESS","depth":-1}', 'at "depth": '],
    ['{"call":"RMI_PDEV_STOP","args":["1"],"status":"RMI_SUCCESS","more":1}', 'at its top: '],
  ])('are read up to a line that is not as it should be: %s', (line, sentence) => {
    const log = read(`${GOOD}\n${line}\n${GOOD}\n`);
    expect(log.entries).toHaveLength(1);
    expect(log.defect).toEqual({ line: 2, sentence: expect.stringContaining(sentence) });
  });
});

const FOLDER = join(import.meta.dirname, '..', '..', '..', 'shared', 'traces');
const logs = existsSync(FOLDER)
  ? readdirSync(FOLDER).map((name) => ({ name, whole: new Uint8Array(readFileSync(join(FOLDER, name))) }))
  : [];

describe.skipIf(logs.length === 0)('real logs (skipped without ../shared)', () => {
  const said = ({ name, args, status, out }: Entry) => [name, ...args, '>', status, ...out].join(' ');
  const full = new Map(logs.map(({ name, whole }) => [name, { whole, ...readLog(whole) }]));
  // Made where it is asked for: of no logs there is none, and what is skipped is collected all the same.
  const place = () =>
    fc.tuple(fc.constantFrom(...full.keys()), fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }));
  const BEGIN = /^\s*SMC_R[MS]I_/;

  it.each(logs)('$name is read to its end', ({ name, whole }) => {
    const log = full.get(name)!;
    expect(log.defect).toBeUndefined();
    const begun = new TextDecoder()
      .decode(whole)
      .split('\n')
      .filter((line) => BEGIN.test(line));
    expect(log.entries).toHaveLength(begun.length);
  });

  it('say the same as JSON Lines', () => {
    for (const { entries } of full.values()) {
      const lines = entries.map(({ name: call, args, status, out, depth }) =>
        JSON.stringify({ call, args: args.map((a) => `0x${a}`), status, out, depth }),
      );
      const again = read(lines.join('\n'));
      expect(again.defect).toBeUndefined();
      expect(again.entries.map((e) => [said(e), e.depth])).toEqual(entries.map((e) => [said(e), e.depth]));
    }
  });

  it('that are cut have what came before, and at most their last call is broken', () => {
    fc.assert(
      fc.property(place(), ([name, part]) => {
        const { whole } = full.get(name)!;
        const bytes = whole.subarray(0, Math.floor(whole.length * part));
        const { entries, defect } = readLog(bytes);
        // A number that is cut is still one.
        const kept = bytes.at(-1) === 0x0a || defect !== undefined ? entries : entries.slice(0, -1);
        expect(kept).toEqual(full.get(name)!.entries.slice(0, kept.length));
        const lines = new TextDecoder().decode(bytes).split('\n');
        const begun = lines.flatMap((line, k) => (BEGIN.test(line) ? [k + 1] : []));
        expect(entries).toHaveLength(begun.length - (defect === undefined || begun.length === 0 ? 0 : 1));
        if (defect !== undefined) expect(defect.line).toBe(begun.at(-1) ?? 1);
      }),
      { numRuns: 500, seed: 4 },
    );
  });

  it('that other output was printed into are read as before, or up to there', () => {
    const words = fc.constantFrom(
      'libspdm_send',
      'IDE_KM_KEY: 0',
      'dvsec_init:',
      '0x34: x',
      'cert (0x30)',
      '###',
    );
    // Of other calls, how many numbers they have is not known.
    const about = (of: readonly Entry[]) => of.filter(({ name }) => ARGUMENTS[name] !== undefined).map(said);
    const [read, refused] = [new Set<string>(), new Set<string>()];
    fc.assert(
      fc.property(place(), words, fc.array(words, { maxLength: 3 }), ([name, part], first, more) => {
        const { whole } = full.get(name)!;
        const at = Math.floor(whole.length * part);
        const noise = bytes(`${[first, ...more].join('\n')}\n`);
        const mixed = new Uint8Array([...whole.subarray(0, at), ...noise, ...whole.subarray(at)]);
        const { entries, defect } = readLog(mixed);
        const expected = about(full.get(name)!.entries);
        (defect === undefined ? read : refused).add(`${name} ${at}`);
        if (defect === undefined) expect(about(entries)).toEqual(expected);
        else expect(about(entries)).toEqual(expected.slice(0, about(entries).length));
      }),
      { numRuns: 500, seed: 4 },
    );
    expect(read.size).toBeGreaterThan(20 * refused.size);
  });

  it('with a byte of them changed are read without a throw, up to one defect', () => {
    fc.assert(
      fc.property(place(), fc.integer({ min: 0, max: 255 }), ([name, part], byte) => {
        const { whole } = full.get(name)!;
        const changed = whole.slice();
        changed[Math.floor(whole.length * part)] = byte;
        const { entries, defect } = readLog(changed);
        if (defect !== undefined) expect(entries.every(({ line }) => line < defect.line)).toBe(true);
      }),
      { numRuns: 300, seed: 4 },
    );
  });
});

describe('any bytes', () => {
  it('are read without a throw', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (mess) => {
        expect(readLog(mess).defect).toBeDefined();
      }),
      { numRuns: 500, seed: 4 },
    );
  });

  it('as lines of the pieces of calls are read in order, up to one defect', () => {
    const piece = fc.constantFrom(
      ...'SMC_|RMI_|RSI_|PDEV_STOP|VDEV_GET_INFO| |  |7000|0|>|RMI_SUCCESS|\n|x|[a] '.split('|'),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        const { entries, defect } = read(pieces.join(''));
        const lines = entries.map(({ line }) => line);
        expect(lines).toEqual([...new Set(lines)].sort((a, b) => a - b));
        if (defect !== undefined && entries.length > 0) expect(defect.line).toBeGreaterThan(lines.at(-1)!);
        expect(defect !== undefined || entries.length > 0).toBe(true);
      }),
      { numRuns: 1000, seed: 4 },
    );
  });
});
