/**
 * The words of the conformance cases (rmm-model.md section 6), acted out on a rig: `RMI_VDEV_CREATE v0 ranges=dev[0..8)` as a
 * line of a set-up, or a command with its arguments as an object. A word that is not known is said to be unknown.
 */

import type { CommandName } from '../../model/rmm/commands.ts';
import type { PdevName, VdevName } from '../../model/state.ts';
import { OTHER_NONCE, type Rig } from './rig.ts';

export type Words = Readonly<Record<string, unknown>>;

/** What cannot be acted out, and why. */
export class NotModelled extends Error {}

const unknown = (what: string, word: unknown): never => {
  throw new NotModelled(`${what} ${JSON.stringify(word)}`);
};
const lookUp = <T>(what: string, table: Readonly<Record<string, T>>, word: unknown): T =>
  table[String(word)] ?? unknown(what, word);

/** Wrong pointers, in the words of the compliance suite and of the observed runs. */
const POINTERS: Readonly<Record<string, string>> = {
  unaligned: 'UNALIGNED',
  'not aligned': 'UNALIGNED',
  'untracked PA': 'OUTSIDE_PA',
  'pa beyond the implemented/permitted range': 'OUTSIDE_PA',
  'address of an MMIO/device-memory granule': 'MMIO',
  'NS granule': 'UNDELEGATED',
  'granule in undelegated (NS) state': 'UNDELEGATED',
  'delegated granule': 'DELEGATED',
  'root-port PDEV': 'rp',
  'endpoint PDEV': 'ep',
  'RD of a different Realm': 'OTHER_REALM',
  'REC of a different Realm': 'OTHER_REC',
  'PDEV other than the VDEV parent': 'ep2',
};
const BUFFERS: Readonly<Record<string, string>> = {
  unaligned: 'UNALIGNED',
  'not aligned': 'UNALIGNED',
  'delegated granule': 'REALM_PAS',
  'granule currently in Realm PAS': 'REALM_PAS',
  'granule in Secure PAS': 'SECURE_PAS',
};
const PDEV_CONTENTS: Readonly<Record<string, string>> = {
  'flags.spdm=0': 'NOT_SPDM',
  'category=2': 'ON_CHIP',
  'category=3': 'CATEGORY_3',
  'reserved flag bit set': 'RESERVED_FLAG',
  'hb_base unknown': 'HB_BASE_UNKNOWN',
  'pdev_id over 16 bits': 'PDEV_ID_OVER_16_BITS',
  'pdev_id not matching any device': 'PDEV_ID_UNKNOWN',
  'rid_top==rid_base': 'RID_RANGE_EMPTY',
  'hash_algo=7': 'HASH_ALGO',
};
const KEY_CONTENTS: Readonly<Record<string, Words>> = {
  'algo=9': { contents: 'ALGO' },
  'metadata_len=1025': { contents: 'METADATA_LEN' },
  'key does not match the certificate': { key: 'OTHER_DEVICE' },
};
/** TDI ids as the cases give them: the device's first is 0x100. */
const TDIS: Readonly<Record<string, Words>> = {
  '0x100': { tdi: 0 },
  '0x101': { tdi: 1 },
  '0': { contents: 'TDI_BELOW_RANGE' },
};

const granuleOf = (word: unknown): number => {
  const found = /^dev\[(\d+)\]$/.exec(String(word));
  return found === null ? unknown('the device granule', word) : Number(found[1]);
};

/** An IPA: the device's pages begin at 0x20000 (IPA0), one page of RAM is at 0x1000. */
export function ipaOf(word: unknown): Words {
  if (word === 'IPA0') return { page: 0 };
  if (word === 'IPA0+4K') return { page: 1 };
  const ipa = Number(word);
  if (Number.isNaN(ipa)) return unknown('the IPA', word);
  if (ipa % 0x1000 !== 0) return { page: 0, ipa: 'UNALIGNED' };
  if (ipa >= 0x20000 && ipa <= 0x24000) return { page: (ipa - 0x20000) / 0x1000 };
  if (ipa < 0x20000) return { page: 0, ipa: 'RAM' };
  return { page: 0, ipa: 'NO_ROOT_ENTRY' };
}

type Run = (rig: Rig, words: Words) => string;

const pdevWord = (words: Words): string => String(words.pdev ?? 'ep').replace(' (same granule)', '');
const pointerOverride = (words: Words, ...keys: readonly string[]): Words =>
  Object.fromEntries(
    keys.flatMap((key) => {
      const override =
        (words.override as Words | undefined)?.[key] ?? (words.override as Words | undefined)?.[`${key}_ptr`];
      return override === undefined ? [] : [[key, lookUp('the pointer', POINTERS, override)]];
    }),
  );
const bufferOverride = (words: Words, from: string, to: string): Words => {
  const override = (words.override as Words | undefined)?.[from];
  return override === undefined ? {} : { [to]: lookUp('the buffer', BUFFERS, override) };
};

const call =
  (name: CommandName, args: (rig: Rig, words: Words) => Words): Run =>
  (rig, words) =>
    rig.call(name, args(rig, words) as never);

const vdevArgs = (_rig: Rig, words: Words): Words => ({
  vdev: String(words.vdev ?? 'v0'),
  ...pointerOverride(words, 'rd', 'pdev', 'vdev'),
  ...bufferOverride(words, 'params_ptr', 'params'),
});
const pdevArgs = (_rig: Rig, words: Words): Words => ({
  pdev: pdevWord(words),
  ...pointerOverride(words, 'pdev'),
});

/** The stream's ends. A handle of 0x5 is nobody's. */
const streamArgs = (_rig: Rig, words: Words): Words => ({
  pdev_1: String(words.pdev_1 ?? 'ep'),
  ...pointerOverride(words, 'pdev_1', 'pdev_2'),
  ...((words.override as Words | undefined)?.stream_handle === undefined ? {} : { handle: 'WRONG' }),
});

function createVdev(rig: Rig, words: Words): string {
  const override = (words.override ?? {}) as Words;
  const ranges = lookUp(
    'the ranges',
    { 'dev[0..8)': 'DEV', none: 'NONE', 'empty range': 'EMPTY', undefined: 'DEV' },
    words.ranges,
  );
  const unaligned = override.range_base_offset !== undefined;
  const { rd, pdev, vdev, ...rest } = vdevArgs(rig, words);
  return rig.call('RMI_VDEV_CREATE', {
    ...(rd === undefined ? {} : { rd }),
    pdev: pdev ?? 'ep',
    vdev,
    ...rest,
    // As the runs had it, every VDEV has id 0 and the device's first TDI unless it is told otherwise.
    id: override.vdev_id === undefined ? 0 : Number(override.vdev_id),
    tdi: 0,
    ...(override.tdi_id === undefined ? {} : lookUp('the TDI', TDIS, override.tdi_id)),
    ranges: unaligned ? 'UNALIGNED' : ranges === 'EMPTY' ? 'DEV' : ranges,
    ...(ranges === 'EMPTY' ? { contents: 'EMPTY_RANGE' } : {}),
    ...(words.num_addr_range === undefined ? {} : { contents: 'NUM_ADDR_RANGE' }),
    ...(words.contents === undefined ? {} : { contents: words.contents }),
  } as never);
}

/** Pages of a range one at a time, as far as they go. What was refused first is the answer if none was done. */
function validate(rig: Rig, words: Words): string {
  const base = ipaOf(words.base);
  const top = Number(
    String(words.top).startsWith('IPA') ? (words.top === 'IPA0' ? 0x20000 : 0x21000) : words.top,
  );
  const start = base.page as number;
  const end = (top - 0x20000) / 0x1000;
  const faults = {
    ...(top % 0x1000 === 0 ? {} : { top: 'UNALIGNED' }),
    ...(end <= start && top % 0x1000 === 0 ? { top: 'BELOW_BASE' } : {}),
    ...(end > rig.s.rec.top && rig.s.rec.pending === 'DEV_MEM' ? { top: 'ABOVE_REQUEST' } : {}),
    ...pointerOverride(words, 'rd', 'rec'),
  };
  let status = rig.call('RMI_RTT_DEV_VALIDATE', { ...base, ...faults } as never);
  for (let page = start + 1; status === 'RMI_SUCCESS' && page < end; page++) {
    if (rig.call('RMI_RTT_DEV_VALIDATE', { page }) !== 'RMI_SUCCESS') break;
    status = 'RMI_SUCCESS';
  }
  return status;
}

const NONCE_FAULTS: Readonly<Record<string, string>> = {
  'lock_nonce+1': 'lock',
  'meas_nonce+1': 'meas',
  'report_nonce+1': 'report',
};
/** Every id that no VDEV bears. */
const NO_ID = 2;

/** The realm's call, then the host as its policy says: it completes the request and enters the REC, unless told otherwise. */
function rsi(
  rig: Rig,
  name: 'GET_INFO' | 'DMA_ENABLE' | 'DMA_DISABLE' | 'VALIDATE_MAPPING',
  words: Words,
): string {
  const override = (words.override ?? {}) as Words;
  const id =
    override.vdev_id === undefined
      ? Number(String(words.vdev_id ?? 'v0').slice(1))
      : Math.min(NO_ID, Number(override.vdev_id));
  const vdev = rig.s.vdevs[rig.vdevOfId(id) ?? 'v0'];
  const nonces: Record<string, number> = {
    lock: vdev.lockNonce,
    meas: vdev.measNonce,
    report: vdev.reportNonce,
  };
  if (words.nonce_fault !== undefined)
    nonces[lookUp('the nonce', NONCE_FAULTS, words.nonce_fault)] = OTHER_NONCE;
  const more: Words = {
    GET_INFO: () =>
      override.addr === undefined
        ? {}
        : {
            addr: lookUp(
              'the address',
              { '0x1100': 'UNALIGNED', '0x30000': 'EMPTY', UNPROTECTED: 'UNPROTECTED' },
              override.addr,
            ),
          },
    DMA_ENABLE: () => nonces,
    DMA_DISABLE: () => ({}),
    VALIDATE_MAPPING: () => ({ ...nonces, ...mappingOf(words) }),
  }[name]();
  const first = rig.call(`RSI_VDEV_${name}`, { id, ...more } as never);
  if (!first.startsWith('REC exit')) return first;
  const policy = words.host_policy;
  if (policy === 'request left pending') return first;
  if (policy === 'host completes with v1') rig.call('RMI_VDEV_COMPLETE', { vdev: 'v1' });
  else if (policy === undefined) {
    const completes = rig.vdevOfId(id);
    if (completes !== undefined) rig.call('RMI_VDEV_COMPLETE', { vdev: completes });
  } else if (policy !== 'host does not complete') unknown('the policy', policy);
  return rig.enterRec();
}

function mappingOf(words: Words): Words {
  if (words.fault !== undefined) return { base: 0, top: 1, output: 1, fault: words.fault };
  const base = Number(words.ipa_base ?? 0x20000);
  const top = Number(words.ipa_top ?? 0x21000);
  const output = granuleOf(words.pa ?? 'dev[0]') + 1;
  if (top % 0x1000 !== 0) return { base: 0, top: 1, output, fault: 'TOP_UNALIGNED' };
  if (top <= base) return { base: 0, top: 1, output, fault: 'SIZE' };
  // The last page of the model stands for every IPA that is none of the device's.
  if (base < 0x20000 || base >= 0x23000) return { base: 3, top: 4, output };
  return { base: (base - 0x20000) / 0x1000, top: (top - 0x20000) / 0x1000, output };
}

const comm =
  (kind: 'pdev' | 'vdev'): Run =>
  (rig, words) => {
    const target = String(words[kind] ?? (kind === 'pdev' ? 'ep' : 'v0'));
    const status = String(words.status);
    if (words.payload === 'garbage') {
      const endpoint = 'ep';
      if (rig.s.exchanges[endpoint].at === 'REQUEST') rig.s.exchanges[endpoint].at = 'REFUSED';
    } else if (status === 'RESPONSE') rig.deliver('ep');
    // No transaction of a real device is over after the first answer.
    const more = status === 'RESPONSE' && rig.s.exchanges.ep.at === 'RESPONSE' && words.rsp_len === 16;
    return rig.call(kind === 'pdev' ? 'RMI_PDEV_COMMUNICATE' : 'RMI_VDEV_COMMUNICATE', {
      [kind]: target,
      status,
      ...pointerOverride(words, 'rd', 'pdev', 'vdev'),
      ...bufferOverride(words, 'data_ptr', 'data'),
      ...bufferOverride(words, 'req_addr', 'req'),
      ...bufferOverride(words, 'rsp_addr', 'rsp'),
      ...(words.rsp_len === 'TOO_LONG' ? { rspLen: 'TOO_LONG' } : {}),
      ...(more ? { more } : {}),
    } as never);
  };

const mapArgs = (_rig: Rig, words: Words): Words => ({
  vdev: String((words.override as Words | undefined)?.vdev === 'v1' ? 'v1' : (words.vdev ?? 'v0')),
  ...ipaOf(words.ipa),
  granule: granuleOf(words.pa),
  ...(words.faults as Words | undefined),
});

/** Every command of the cases. */
export const VERBS: Readonly<Record<string, Run>> = {
  REALM: (rig, words) => {
    rig.s.feat.realmDa = words.da === 'off' ? 'FALSE' : 'TRUE';
    // 2.0 has the host set up the stream table; before, it was the RMM's own.
    if (rig.s.feat.streams === 'OBJECTS') rig.s.psmmu.l2 = 'ABSENT';
    // What becomes an object has been delegated, and there is some other device with a PDEV.
    for (const name of ['ep', 'rp', 'v0', 'v1'] as const) rig.s.granules[name] = 'DELEGATED';
    for (const granule of rig.s.deviceGranules) granule.state = 'UNDELEGATED';
    rig.s.granules.ep2 = 'PDEV';
    rig.s.pdevs.ep2.state = 'READY';
    return 'RMI_SUCCESS';
  },
  PSMMU_SETUP: (rig) => {
    rig.s.psmmu.l2 = 'PRESENT';
    return 'RMI_SUCCESS';
  },
  RMI_GRANULE_RANGE_DELEGATE: call('RMI_GRANULE_RANGE_DELEGATE', (_r, w) => ({
    granule: granuleOf(w.granule),
  })),
  RMI_GRANULE_RANGE_UNDELEGATE: call('RMI_GRANULE_RANGE_UNDELEGATE', (_r, w) => ({
    granule: granuleOf(w.granule),
  })),
  RMI_PDEV_CREATE: (rig, words) => {
    const name = pdevWord(words) as PdevName;
    const { variant } = words;
    const params =
      variant === undefined
        ? {}
        : variant === 'rid_top=rid_base+4'
          ? { rids: 2 }
          : { contents: lookUp('the parameters', PDEV_CONTENTS, variant) };
    return rig.call('RMI_PDEV_CREATE', {
      pdev: name,
      ...params,
      ...pointerOverride(words, 'pdev'),
      ...bufferOverride(words, 'params_ptr', 'params'),
      ...(words.contents === undefined ? {} : { contents: words.contents }),
    } as never);
  },
  RMI_PDEV_GET_STATE: call('RMI_PDEV_GET_STATE', pdevArgs),
  PDEV_COMM: comm('pdev'),
  PDEV_STEP1: (rig, words) => rig.communicatePdev(pdevWord(words) as PdevName),
  PDEV_DRIVE: (rig, words) => rig.drive('pdev', pdevWord(words)),
  RMI_PDEV_SET_PUBKEY: call('RMI_PDEV_SET_PUBKEY', (_r, w) => ({
    pdev: pdevWord(w),
    key: 'GENUINE',
    ...(w.variant === undefined ? {} : lookUp('the key', KEY_CONTENTS, w.variant)),
    ...pointerOverride(w, 'pdev'),
    ...bufferOverride(w, 'params_ptr', 'params'),
    ...(w.contents === undefined ? {} : { contents: w.contents }),
  })),
  RMI_PDEV_ABORT: call('RMI_PDEV_ABORT', pdevArgs),
  RMI_PDEV_STOP: call('RMI_PDEV_STOP', pdevArgs),
  RMI_PDEV_DESTROY: call('RMI_PDEV_DESTROY', pdevArgs),
  RMI_PDEV_IDE_RESET: call('RMI_PDEV_IDE_RESET', pdevArgs),
  RMI_PDEV_IDE_KEY_REFRESH: call('RMI_PDEV_IDE_KEY_REFRESH', pdevArgs),
  RMI_PDEV_STREAM_CONNECT: call('RMI_PDEV_STREAM_CONNECT', (r, w) => ({
    ...streamArgs(r, w),
    ...(w.type === undefined || w.type === 'NCOH'
      ? {}
      : { type: lookUp('the type', { 0: 'NON_TEE', 2: 'COH' }, w.type) }),
    ...(w.num_range === undefined ? {} : { contents: 'NUM_ADDR_RANGE' }),
  })),
  RMI_PDEV_STREAM_COMPLETE: call('RMI_PDEV_STREAM_COMPLETE', streamArgs),
  RMI_PDEV_STREAM_DISCONNECT: call('RMI_PDEV_STREAM_DISCONNECT', streamArgs),
  RMI_PDEV_STREAM_KEY_REFRESH: call('RMI_PDEV_STREAM_KEY_REFRESH', streamArgs),
  RMI_PDEV_STREAM_KEY_PURGE: call('RMI_PDEV_STREAM_KEY_PURGE', streamArgs),
  RMI_VDEV_CREATE: createVdev,
  RMI_VDEV_GET_STATE: call('RMI_VDEV_GET_STATE', (_r, w) => ({
    vdev: String(w.vdev ?? 'v0'),
    ...pointerOverride(w, 'vdev'),
  })),
  VDEV_COMM: comm('vdev'),
  VDEV_STEP1: (rig, words) => rig.communicateVdev(String(words.vdev ?? 'v0') as VdevName),
  VDEV_DRIVE: (rig, words) => rig.drive('vdev', String(words.vdev ?? 'v0')),
  RMI_VDEV_LOCK: call('RMI_VDEV_LOCK', vdevArgs),
  RMI_VDEV_START: call('RMI_VDEV_START', vdevArgs),
  RMI_VDEV_UNLOCK: call('RMI_VDEV_UNLOCK', vdevArgs),
  RMI_VDEV_GET_MEASUREMENTS: call('RMI_VDEV_GET_MEASUREMENTS', vdevArgs),
  RMI_VDEV_GET_INTERFACE_REPORT: call('RMI_VDEV_GET_INTERFACE_REPORT', vdevArgs),
  RMI_VDEV_ABORT: call('RMI_VDEV_ABORT', vdevArgs),
  RMI_VDEV_DESTROY: call('RMI_VDEV_DESTROY', vdevArgs),
  RMI_VDEV_COMPLETE: call('RMI_VDEV_COMPLETE', (_r, w) => ({
    vdev: String(w.vdev ?? 'v0'),
    ...pointerOverride(w, 'rec', 'vdev'),
  })),
  RMI_RTT_DEV_MAP: call('RMI_RTT_DEV_MAP', mapArgs),
  RMI_RTT_DEV_UNMAP: call('RMI_RTT_DEV_UNMAP', (_r, w) => ({
    ...ipaOf(w.ipa),
    ...(w.faults as Words | undefined),
  })),
  RMI_RTT_DEV_VALIDATE: validate,
  RSI_VDEV_GET_INFO: (rig, words) => rsi(rig, 'GET_INFO', words),
  RSI_VDEV_DMA_ENABLE: (rig, words) => rsi(rig, 'DMA_ENABLE', words),
  RSI_VDEV_DMA_DISABLE: (rig, words) => rsi(rig, 'DMA_DISABLE', words),
  RSI_VDEV_VALIDATE_MAPPING: (rig, words) => rsi(rig, 'VALIDATE_MAPPING', words),
  REC_RESUME: (rig) => rig.enterRec(),
  // Looking changes nothing.
  RMI_RTT_READ_ENTRY: () => 'RMI_SUCCESS',
  INSPECT_DEV_GRANULE: () => 'RMI_SUCCESS',
};

/** 1.1-alp17's names, and the suite's phrases for what it has set up. */
const OLD_NAMES: Readonly<Record<string, string>> = {
  RMI_VDEV_MAP: 'RMI_RTT_DEV_MAP',
  RMI_VDEV_UNMAP: 'RMI_RTT_DEV_UNMAP',
  RMI_VDEV_VALIDATE_MAPPING: 'RMI_RTT_DEV_VALIDATE',
  GRANULE_DELEGATE: 'RMI_GRANULE_RANGE_DELEGATE',
};

export function run(rig: Rig, verb: string, words: Words): string {
  const act = VERBS[OLD_NAMES[verb] ?? verb] ?? unknown('the command', verb);
  return act(rig, words);
}

/** A line of a set-up: a command, its object, and `key=value` words. */
export function runLine(rig: Rig, line: string): string {
  const phrase = PHRASES.find(([pattern]) => pattern.test(line));
  if (phrase !== undefined) return phrase[1](rig);
  const [verb = '', ...rest] = line.match(/[^\s=]+=\([^)]*\)|host_policy=.*$|\S+/g) ?? [];
  const words: Record<string, unknown> = {};
  for (const word of rest) {
    const at = word.indexOf('=');
    if (at > 0) words[word.slice(0, at)] = wordValue(word.slice(at + 1));
    else if (/^(ep2?|rp)$/.test(word)) words[words.pdev === undefined ? 'pdev' : 'pdev_2'] = word;
    else if (/^v[01]$/.test(word)) {
      words.vdev = word;
      words.vdev_id = word;
    } else if (/^dev\[\d+\]$/.test(word)) words.granule = word;
    else unknown('in the set-up', line);
  }
  return run(rig, verb, words);
}

const wordValue = (text: string): unknown =>
  text.startsWith('(') && text.includes('=')
    ? Object.fromEntries(
        text
          .slice(1, -1)
          .split(',')
          .map((pair) => pair.split('=')),
      )
    : text;

/** A page of the device's memory is there before the case begins: mapped by a VDEV that comes and goes. */
function mapFirstPage(rig: Rig, ripas: 'EMPTY' | 'DEV'): string {
  rig.s.deviceGranules[0]!.state = 'MAPPED';
  rig.s.pages[0]!.output = 1;
  rig.s.pages[0]!.ripas = ripas;
  return 'RMI_SUCCESS';
}

const PHRASES: readonly (readonly [RegExp, (rig: Rig) => string])[] = [
  [
    /^RSI_VDEV_GET_INFO v0 pending at host/,
    (rig) => run(rig, 'RSI_VDEV_GET_INFO', { vdev_id: 'v0', host_policy: 'request left pending' }),
  ],
  [
    /^RSI_VDEV_VALIDATE_MAPPING v0 \[IPA0,IPA0\+4K\) pending at host/,
    (rig) => run(rig, 'RSI_VDEV_VALIDATE_MAPPING', { vdev_id: 'v0' }),
  ],
  [/^IPA0 in ASSIGNED_DEV\/DEV$/, (rig) => mapFirstPage(rig, 'DEV')],
  [/^IPA0 in ASSIGNED_DEV\/EMPTY$/, (rig) => mapFirstPage(rig, 'EMPTY')],
  [
    /^validated IPA0$/,
    (rig) => {
      if (rig.s.rec.pending === 'NONE') run(rig, 'RSI_VDEV_VALIDATE_MAPPING', { vdev_id: 'v0' });
      run(rig, 'RMI_RTT_DEV_VALIDATE', { base: 'IPA0', top: 'IPA0+4K' });
      return rig.enterRec();
    },
  ],
];
