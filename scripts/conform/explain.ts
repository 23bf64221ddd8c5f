/**
 * Explains a recorded log by what the model can do. Of what the console does not show (the contents of buffers, what the device
 * answered, calls that are not printed) everything is assumed that the model allows: a set of states is carried along,
 * and a line is explained as long as one of them leads on with the status and the outputs that the line has.
 */

import type { FieldValue } from '../../checker/fields.ts';
import type { CommandName } from '../../model/rmm/commands.ts';
import type { EndpointName, PdevName, VdevName } from '../../model/state.ts';
import { ARGUMENTS, type Defect, type Entry } from './log.ts';
import { OTHER_NONCE, REC_EXIT_DEV_MEM, Rig } from './rig.ts';

/** One way in which everything so far can have come about. */
interface Belief {
  readonly words: Int32Array;
  /** Addresses of objects, by the name they have here. */
  readonly at: ReadonlyMap<string, string>;
}

type Args = Readonly<Record<string, string | number | boolean>>;

/** A call as it may have been, and what has to be arranged before it. */
interface Attempt {
  readonly name: CommandName;
  readonly args: Args;
  readonly at?: ReadonlyMap<string, string>;
  readonly before?: (rig: Rig) => void;
}

export interface Explained {
  readonly calls: number;
  /** Calls that are about something else, by name. */
  readonly unknown: ReadonlyMap<string, number>;
  readonly failure: Failure | undefined;
  readonly defect: Defect | undefined;
  /** Names of the objects that were created. */
  readonly objects: ReadonlyMap<string, string>;
  readonly most: number;
}

/** The first line that nothing explains. */
export interface Failure {
  readonly entry: Entry;
  /** What the line could have said. */
  readonly expected: readonly string[];
  /** One of the states just before, of what is not as in the beginning. */
  readonly state: Readonly<Record<string, FieldValue>>;
}

const NOTHING = 'UNDELEGATED';
const unaligned = (address: string): boolean => !address.endsWith('000') && address !== '0';
const pointer = (b: Belief, address: string): string =>
  unaligned(address) ? 'UNALIGNED' : (b.at.get(address) ?? NOTHING);

const free = <N extends string>(
  b: Belief,
  names: readonly N[],
  exists: (name: N) => boolean,
): readonly N[] => {
  const taken = new Set(b.at.values());
  return names.filter((name) => !exists(name) && !taken.has(name));
};

/** A name for an address that becomes an object: its own, if it was that before, or any that is free. */
function namesFor<N extends string>(
  b: Belief,
  address: string,
  names: readonly N[],
  exists: (name: N) => boolean,
): readonly N[] {
  const own = b.at.get(address);
  if (own !== undefined && (names as readonly string[]).includes(own))
    return exists(own as N) ? [] : [own as N];
  return free(b, names, exists);
}

const with_ = (b: Belief, address: string, name: string): ReadonlyMap<string, string> =>
  new Map(b.at).set(address, name);

const vdevArgs = (b: Belief, [rd = '', pdev = '', vdev = '']: readonly string[]): Args => ({
  rd: rdOf(b, rd),
  pdev: pointer(b, pdev),
  vdev: pointer(b, vdev),
});
const rdOf = (b: Belief, address: string): string => pointer(b, address);

/** What a host may have said and a device answered, at one COMMUNICATE. */
function communications(
  name: 'RMI_PDEV_COMMUNICATE' | 'RMI_VDEV_COMMUNICATE',
  args: Args,
  comm: string | undefined,
  endpoint: EndpointName | undefined,
): readonly Attempt[] {
  if (comm !== 'ACTIVE') {
    return [
      { name, args: { ...args, status: 'NONE' } },
      { name, args: { ...args, status: 'NONE', more: true } },
      { name, args: { ...args, status: 'ERROR' } },
    ];
  }
  const deliver = (rig: Rig): void => {
    if (endpoint !== undefined) rig.deliver(endpoint);
  };
  /** One of the messages that come before the one that matters, such as those that agree on a version. */
  const answerBefore = (rig: Rig): void => {
    if (endpoint !== undefined && rig.s.exchanges[endpoint].at === 'REQUEST')
      rig.s.exchanges[endpoint].at = 'RESPONSE';
  };
  const refuse = (rig: Rig): void => {
    if (endpoint !== undefined && rig.s.exchanges[endpoint].at === 'REQUEST')
      rig.s.exchanges[endpoint].at = 'REFUSED';
  };
  return [
    { name, args: { ...args, status: 'RESPONSE' }, before: deliver },
    { name, args: { ...args, status: 'RESPONSE', more: true }, before: answerBefore },
    { name, args: { ...args, status: 'RESPONSE' }, before: refuse },
    { name, args: { ...args, status: 'ERROR' } },
    { name, args: { ...args, status: 'NONE' } },
  ];
}

/** The ways in which one line can have been meant. */
function attempts(rig: Rig, b: Belief, { name, args }: Entry): readonly Attempt[] {
  const { s } = rig;
  const [first = '', second = '', third = ''] = args;
  switch (name) {
    case 'RMI_PDEV_CREATE': {
      if (unaligned(first) || unaligned(second)) {
        return [
          {
            name,
            args: {
              pdev: unaligned(first) ? 'UNALIGNED' : 'ep',
              ...(unaligned(second) ? { params: 'UNALIGNED' } : {}),
            },
          },
        ];
      }
      const names = namesFor(b, first, ['rp', 'ep', 'ep2'] as const, (n) => s.pdevs[n].state !== 'NONE');
      const known = b.at.get(first);
      return [
        ...names.flatMap((pdev): Attempt[] =>
          [{}, { contents: 'RESERVED_FLAG' }, { contents: 'NOT_SPDM' }].map((contents) => ({
            name,
            args: { pdev, rids: 2, ...contents },
            at: 'contents' in contents ? b.at : with_(b, first, pdev),
          })),
        ),
        ...(known === undefined || names.length > 0 ? [] : [{ name, args: { pdev: known } } as Attempt]),
      ];
    }
    case 'RMI_PDEV_COMMUNICATE': {
      const pdev = pointer(b, first);
      const endpoint = pdev === 'ep' || pdev === 'ep2' ? pdev : undefined;
      const args = { pdev, ...(unaligned(second) ? { data: 'UNALIGNED' } : {}) };
      return communications(name, args, s.pdevs[pdev as PdevName]?.comm, endpoint);
    }
    case 'RMI_VDEV_COMMUNICATE': {
      const all = vdevArgs(b, args);
      const vdev = s.vdevs[all.vdev as VdevName];
      return communications(name, all, vdev?.comm, vdev?.pdev);
    }
    case 'RMI_PDEV_SET_PUBKEY': {
      const pdev = pointer(b, first);
      if (unaligned(second)) return [{ name, args: { pdev, key: 'GENUINE', params: 'UNALIGNED' } }];
      return [
        { name, args: { pdev, key: 'GENUINE' } },
        { name, args: { pdev, key: 'OTHER_DEVICE' } },
        { name, args: { pdev, key: 'GENUINE', contents: 'ALGO' } },
      ];
    }
    case 'RMI_PDEV_STREAM_CONNECT':
      if (unaligned(first)) return [{ name, args: { pdev_1: 'ep', params: 'UNALIGNED' } }];
      return (['ep', 'ep2'] as const).flatMap((pdev_1): Attempt[] => [
        { name, args: { pdev_1 } },
        { name, args: { pdev_1, contents: 'NUM_ADDR_RANGE' } },
        { name, args: { pdev_1, type: 'COH' } },
      ]);
    case 'RMI_PDEV_STREAM_COMPLETE':
    case 'RMI_PDEV_STREAM_DISCONNECT':
    case 'RMI_PDEV_STREAM_KEY_REFRESH':
    case 'RMI_PDEV_STREAM_KEY_PURGE': {
      const right = b.at.get(`handle ${third}`) === pointer(b, first);
      return [
        {
          name,
          args: {
            pdev_1: pointer(b, first),
            pdev_2: pointer(b, second),
            ...(right ? {} : { handle: 'WRONG' }),
          },
        },
      ];
    }
    case 'RMI_VDEV_CREATE': {
      const names = namesFor(b, third, ['v0', 'v1'] as const, (n) => s.vdevs[n].state !== 'NONE');
      const rest = { rd: rdOf(b, first), pdev: pointer(b, second) };
      if (names.length === 0) return [{ name, args: { ...rest, vdev: pointer(b, third) } }];
      return names.flatMap((vdev): Attempt[] =>
        [{ ranges: 'DEV' }, { ranges: 'NONE' }, { contents: 'FLAGS' }, { id: 0, tdi: 0 }].map((params) => ({
          name,
          args: { ...rest, vdev, ...params },
          at: with_(b, third, vdev),
        })),
      );
    }
    case 'RMI_VDEV_GET_MEASUREMENTS':
    case 'RMI_VDEV_LOCK':
    case 'RMI_VDEV_START':
    case 'RMI_VDEV_UNLOCK':
    case 'RMI_VDEV_GET_INTERFACE_REPORT':
    case 'RMI_VDEV_ABORT':
    case 'RMI_VDEV_DESTROY':
      return [{ name, args: vdevArgs(b, args) }];
    case 'RMI_VDEV_COMPLETE':
      return [{ name, args: { rec: pointer(b, first), vdev: pointer(b, second) } }];
    case 'RMI_VDEV_GET_STATE':
      return [{ name, args: { vdev: pointer(b, first) } }];
    default:
      return [{ name: name as CommandName, args: { pdev: pointer(b, first) } }];
  }
}

/** Calls that this software does not print: entries of the REC, the realm's DMA_DISABLE, and all that is done to stage 2. */
function silently(rig: Rig, b: Belief, name: string): readonly Belief[] {
  const step = (from: Belief, act: () => void): Belief => {
    rig.load(from.words);
    act();
    return { words: rig.words.slice(), at: b.at };
  };
  if (name === 'RMI_VDEV_UNLOCK') {
    const none = step(b, () => {
      for (const page of rig.s.pages.keys()) rig.call('RMI_RTT_DEV_UNMAP', { page });
    });
    const some = step(none, () => {
      for (const vdev of ['v0', 'v1'] as const) rig.call('RMI_RTT_DEV_MAP', { vdev, page: 0, granule: 0 });
    });
    return [b, none, some];
  }
  if (!name.startsWith('RSI_') && name !== 'RMI_VDEV_COMPLETE') return [b];
  const entered = step(b, () => enterRec(rig));
  if (name.startsWith('RSI_')) return [entered];
  const disables = [0, 1].map((id) => step(entered, () => rig.call('RSI_VDEV_DMA_DISABLE', { id })));
  return [b, entered, ...disables];
}

/** Until the realm runs again: a call that waits for mappings is entered twice. */
function enterRec(rig: Rig): void {
  if (rig.s.rec.pending === 'NONE') return;
  if (rig.enterRec() === REC_EXIT_DEV_MEM) rig.enterRec();
}

/** A command that asks for memory first, or gives it back, says so; what follows is a part of it. */
const statusMatches = (line: string | undefined, status: string): boolean =>
  line === status ||
  (line === 'RMI_INCOMPLETE' && status === 'RMI_SUCCESS') ||
  (line === 'RMI_ERROR_RTT' && status.startsWith('RMI_ERROR_RTT'));

const PDEV_CODES = ['NEW', 'NEEDS_KEY', 'HAS_KEY', 'READY', 'STOPPED', 'ERROR'];
const VDEV_CODES = ['NEW', 'UNLOCKED', 'LOCKED', 'STARTED', 'ERROR'];

/** What the first output register holds, where the model says so. */
function output(rig: Rig, { name, args }: Attempt, status: string): string | undefined {
  if (status !== 'RMI_SUCCESS') return undefined;
  if (name === 'RMI_PDEV_GET_STATE')
    return String(PDEV_CODES.indexOf(rig.s.pdevs[args.pdev as PdevName].state));
  if (name === 'RMI_VDEV_GET_STATE')
    return String(VDEV_CODES.indexOf(rig.s.vdevs[args.vdev as VdevName].state));
  return undefined;
}

const keyOf = ({ words, at }: Belief): string => `${words.join(' ')} ${[...at].flat().join(' ')}`;

/** Follows one line from all beliefs. What it could have said is collected in `expected`. */
function follow(
  rig: Rig,
  beliefs: readonly Belief[],
  entry: Entry,
  expected: Set<string>,
): readonly Belief[] {
  const next = new Map<string, Belief>();
  for (const belief of beliefs.flatMap((b) => silently(rig, b, entry.name))) {
    rig.load(belief.words);
    for (const attempt of entry.name.startsWith('RSI_') ? [] : attempts(rig, belief, entry)) {
      rig.load(belief.words);
      attempt.before?.(rig);
      const status = rig.call(attempt.name, attempt.args);
      if (status === 'ASSERT') continue;
      const out = output(rig, attempt, status);
      expected.add(out === undefined ? status : `${status} ${out}`);
      if (!statusMatches(entry.status, status) || (out !== undefined && out !== entry.out[0])) continue;
      const at = status === 'RMI_SUCCESS' ? (attempt.at ?? belief.at) : belief.at;
      const handle =
        entry.name === 'RMI_PDEV_STREAM_CONNECT' && status === 'RMI_SUCCESS' ? entry.out[0] : undefined;
      const after: Belief = {
        words: rig.words.slice(),
        at: handle === undefined ? at : new Map(at).set(`handle ${handle}`, String(attempt.args.pdev_1)),
      };
      next.set(keyOf(after), after);
    }
    if (entry.name.startsWith('RSI_')) {
      for (const after of realmCalls(rig, belief, entry)) next.set(keyOf(after), after);
    }
  }
  return [...next.values()];
}

/** The realm's call: with the freshness values of the VDEV or with others, for the console shows no more than numbers. */
function realmCalls(rig: Rig, b: Belief, { name, args }: Entry): readonly Belief[] {
  rig.load(b.words);
  const id = Math.min(2, Number.parseInt(args[0]!, 16));
  const vdev = rig.s.vdevs[rig.vdevOfId(id) ?? 'v0'];
  const right = {
    lock: vdev.lockNonce as number,
    meas: vdev.measNonce as number,
    report: vdev.reportNonce as number,
  };
  const range = name === 'RSI_VDEV_VALIDATE_MAPPING' ? { base: 0, top: 1, output: 1 } : {};
  return [right, { ...right, lock: OTHER_NONCE }].map((nonces) => {
    rig.load(b.words);
    rig.call(name as CommandName, { id, ...(name === 'RSI_VDEV_GET_INFO' ? {} : nonces), ...range });
    return { words: rig.words.slice(), at: b.at };
  });
}

/** What the calls that make realms, RECs and stream tables mean here. */
function context(rig: Rig, beliefs: readonly Belief[], { name, args, status }: Entry): readonly Belief[] {
  if (status !== 'RMI_SUCCESS' && status !== 'RMI_INCOMPLETE') return beliefs;
  const [first = '', second = ''] = args;
  return beliefs.map((b) => {
    if (name === 'RMI_PSMMU_ST_L2_CREATE') {
      rig.load(b.words);
      rig.s.psmmu.l2 = 'PRESENT';
      return { ...b, words: rig.words.slice() };
    }
    if (name === 'RMI_REALM_CREATE') {
      const taken = [...b.at.values()].includes('REALM');
      return { ...b, at: with_(b, first, taken ? 'OTHER_REALM' : 'REALM') };
    }
    if (name === 'RMI_REC_CREATE') {
      const own = b.at.get(first) === 'REALM';
      return { ...b, at: with_(b, second, own ? 'REC' : 'OTHER_REC') };
    }
    return b;
  });
}

/** Of arguments that must lead to objects: an address that no line before created, though the call got past them. */
function strangers({ name, args, status, line }: Entry, beliefs: readonly Belief[]): Defect | undefined {
  const objects: Readonly<Record<string, readonly number[]>> = {
    RMI_PDEV_CREATE: [],
    RMI_PDEV_STREAM_CONNECT: [],
    RMI_VDEV_CREATE: [0, 1],
    RMI_VDEV_COMPLETE: [0, 1],
    RMI_PDEV_STREAM_COMPLETE: [0, 1],
    RMI_PDEV_STREAM_DISCONNECT: [0, 1],
    RMI_PDEV_STREAM_KEY_REFRESH: [0, 1],
    RMI_PDEV_STREAM_KEY_PURGE: [],
  };
  if (status === 'RMI_ERROR_INPUT' || status === undefined || name.startsWith('RSI_')) return undefined;
  const positions =
    objects[name] ?? (name.startsWith('RMI_VDEV_') && !name.endsWith('GET_STATE') ? [0, 1, 2] : [0]);
  for (const k of positions) {
    const address = args[k]!;
    if (beliefs.some((b) => b.at.has(address))) continue;
    return {
      line,
      sentence: `${name} answers ${status} for ${address}, an address that no line before created anything at`,
    };
  }
  return undefined;
}

/** Explains entries in order, up to the first that nothing explains. `rmm` is a value of `--rmm`. */
export function explain(entries: readonly Entry[], rmm: string): Explained {
  const rig = new Rig(rmm);
  rig.s.psmmu.l2 = 'ABSENT';
  for (const name of ['ep', 'rp', 'ep2', 'v0', 'v1'] as const) rig.s.granules[name] = 'DELEGATED';
  let beliefs: readonly Belief[] = [{ words: rig.words.slice(), at: new Map() }];
  const unknown = new Map<string, number>();
  let calls = 0;
  let most = 1;
  const done = (failure?: Failure, defect?: Defect): Explained => {
    const objects = new Map([...(beliefs[0]?.at ?? [])].filter(([address]) => !address.startsWith('handle')));
    return { calls, unknown, failure, defect, objects, most };
  };
  for (const entry of entries) {
    if (ARGUMENTS[entry.name] === undefined) {
      beliefs = context(rig, beliefs, entry);
      unknown.set(entry.name, (unknown.get(entry.name) ?? 0) + 1);
      continue;
    }
    // A stateful operation goes on in indented lines, which say nothing more about its object.
    if (entry.depth > 0) continue;
    const defect = strangers(entry, beliefs);
    if (defect !== undefined) return done(undefined, defect);
    const expected = new Set<string>();
    const next = follow(rig, beliefs, entry, expected);
    if (next.length === 0) {
      return done({ entry, expected: [...expected].sort(), state: notZero(rig, beliefs[0]!.words) });
    }
    calls++;
    beliefs = next;
    most = Math.max(most, beliefs.length);
  }
  return done();
}

function notZero(rig: Rig, words: Int32Array): Readonly<Record<string, FieldValue>> {
  const zero = new Rig(rig.name).snapshot;
  rig.load(words);
  return Object.fromEntries(
    Object.entries(rig.snapshot).filter(
      ([path, value]) => value !== zero[path] && !path.startsWith('granules') && !path.startsWith('devices'),
    ),
  );
}
