/**
 * The IDE keys of one selective stream at one port (PCIe 6.x 6.33, IDE_KM 6.33.3): two key sets, each with a key to
 * receive and one to transmit on every sub-stream. Keys belong to the session they came over; a second session is not
 * listened to while the first lives. The keys themselves, ports other than 0 and the counters are left out.
 */

export type KeySet = 0 | 1;
export type Direction = 'RX' | 'TX';
export const SUB_STREAMS = ['PR', 'NPR', 'CPL'] as const;
export type SubStream = (typeof SUB_STREAMS)[number];

/** A key of a set: bits 0 to 2 receive, bits 3 to 5 transmit, each on PR, NPR, CPL. */
const bit = (direction: Direction, sub: SubStream): number =>
  1 << (SUB_STREAMS.indexOf(sub) + (direction === 'TX' ? 3 : 0));
const ALL_KEYS = 0b111111;
const ALL_TX = 0b111000;

interface Set {
  /** Keys programmed and not yet spent, and those that are running. */
  readonly programmed: number;
  readonly running: number;
}
const EMPTY: Set = { programmed: 0, running: 0 };

export interface IdePort {
  readonly sets: readonly [Set, Set];
  /** The session whose keys these are; 0 for none. */
  readonly session: number;
}
export const unkeyed: IdePort = { sets: [EMPTY, EMPTY], session: 0 };

export interface IdeMessage {
  readonly kind: 'KEY_PROG' | 'K_SET_GO' | 'K_SET_STOP';
  /** The SPDM session that it comes over. */
  readonly session: number;
  readonly set: KeySet;
  readonly direction: Direction;
  readonly sub: SubStream;
}

/** `DISCARDED`: no acknowledgement. Of KP_ACK, the two statuses that a state can give; sizes are the codec's. */
export type IdeAnswer = 'ACK' | 'DISCARDED' | 'UNSUPPORTED_VALUE';
export interface IdeReply {
  readonly port: IdePort;
  readonly answer: IdeAnswer;
}

/** Whether a key of some set is running for each direction of each sub-stream: the stream can be Secure. */
export const keysRun = ({ sets: [a, b] }: IdePort): boolean => (a.running | b.running) === ALL_KEYS;

/** And they came over this session: what LOCK_INTERFACE asks for (11.3.8). */
export const keysInPlace = (port: IdePort, session: number): boolean =>
  keysRun(port) && port.session === session;

const withSet = (port: IdePort, which: KeySet, set: Set): IdePort => ({
  ...port,
  sets: which === 0 ? [set, port.sets[1]] : [port.sets[0], set],
});

export function answerIde(port: IdePort, message: IdeMessage): IdeReply {
  const { kind, session, set: which, direction, sub } = message;
  // Silently, as the compliance tests for a second session have it (5.1); after the first has ended it is heard (5.2).
  if (port.session !== 0 && port.session !== session) return { port, answer: 'DISCARDED' };
  const key = bit(direction, sub);
  const set = port.sets[which];
  switch (kind) {
    case 'KEY_PROG':
      // Inferred: a set that transmits is not programmed under its traffic; the other set is there for that.
      if (set.running & bit('TX', sub)) return { port, answer: 'UNSUPPORTED_VALUE' };
      return {
        port: withSet({ ...port, session }, which, {
          programmed: set.programmed | key,
          running: set.running & ~key,
        }),
        answer: 'ACK',
      };
    case 'K_SET_GO':
      // Inferred: the acknowledgement has no status, so that a key which is not there can only go without one.
      if (!(set.programmed & key)) return { port, answer: 'DISCARDED' };
      return { port: running(port, which, key), answer: 'ACK' };
    case 'K_SET_STOP':
      return {
        port: forgetSession(
          withSet(port, which, { programmed: set.programmed & ~key, running: set.running & ~key }),
        ),
        answer: 'ACK',
      };
  }
}

/**
 * The key runs. One that transmits takes the place of the other set's, which is spent, for none is used twice; one that
 * receives stays beside it, because the peer may transmit with the old set until its own turn.
 */
function running(port: IdePort, which: KeySet, key: number): IdePort {
  const set = port.sets[which];
  const started = withSet(port, which, { ...set, running: set.running | key });
  const other = (1 - which) as KeySet;
  const spent = started.sets[other].running & key & ALL_TX;
  const { programmed, running } = started.sets[other];
  return withSet(started, other, { programmed: programmed & ~spent, running: running & ~spent });
}

const forgetSession = (port: IdePort): IdePort =>
  port.sets.every(({ programmed }) => programmed === 0) ? unkeyed : port;

/** The session ended: the stream is Insecure, its keys are gone, and another session may program it. */
export const sessionEnded = (): IdePort => unkeyed;

type Half = Omit<IdeMessage, 'session' | 'set'>;
const each = (kind: IdeMessage['kind'], ...directions: readonly Direction[]): readonly Half[] =>
  directions.flatMap((direction) => SUB_STREAMS.map((sub) => ({ kind, direction, sub })));

/** Every key, then receive, then transmit; a peer that sends before the other can receive loses what it sends. */
export const keyStream: readonly Half[] = [
  ...each('KEY_PROG', 'RX', 'TX'),
  ...each('K_SET_GO', 'RX'),
  ...each('K_SET_GO', 'TX'),
];
export const stopStream: readonly Half[] = each('K_SET_STOP', 'RX', 'TX');

/** A whole transaction of one port; undefined when a message of it is not acknowledged. */
export function runIde(
  port: IdePort,
  halves: readonly Half[],
  session: number,
  set: KeySet,
): IdePort | undefined {
  let now = port;
  for (const half of halves) {
    const reply = answerIde(now, { ...half, session, set });
    if (reply.answer !== 'ACK') return undefined;
    now = reply.port;
  }
  return now;
}

/** Whether what `from` transmits can be received by `to`: the same set, for each sub-stream that is running. */
export const heard = (from: IdePort, to: IdePort): boolean =>
  ([0, 1] as const).every((which) =>
    SUB_STREAMS.every(
      (sub) =>
        !(from.sets[which].running & bit('TX', sub)) || (to.sets[which].running & bit('RX', sub)) !== 0,
    ),
  );
