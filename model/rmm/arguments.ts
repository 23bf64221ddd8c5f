/**
 * Arguments of commands. A pointer is the name of what it leads to, or the reason why it leads nowhere; the contents of a
 * parameter block are VALID or the name of what is wrong with them. So a condition on an argument reads like its line
 * in the specification, and a search tries every way in which an argument can be wrong.
 */

import type { Input } from '../../checker/contract.ts';
import type { EndpointName, PdevName, Seen, State, VdevName } from '../state.ts';
import type { Tries } from './version.ts';

/** A pointer to none of the objects of this world. */
export type WrongPointer =
  | 'UNALIGNED'
  /** Outside the range of physical addresses, or tracked by nobody. */
  | 'OUTSIDE_PA'
  /** A granule of device memory where conventional memory is due. */
  | 'MMIO'
  | 'UNDELEGATED'
  /** Delegated, and not yet any object. */
  | 'DELEGATED'
  | 'OTHER_KIND';
export const WRONG_POINTERS: readonly WrongPointer[] = [
  'UNALIGNED',
  'OUTSIDE_PA',
  'MMIO',
  'UNDELEGATED',
  'DELEGATED',
  'OTHER_KIND',
];
/** For a command that makes an object: there a delegated granule is what is asked for. */
export const WRONG_FOR_CREATE = WRONG_POINTERS.filter((p) => p !== 'DELEGATED');

export type PdevPointer = PdevName | WrongPointer;
export type VdevPointer = VdevName | WrongPointer;
/** OTHER_REALM: the RD of the second realm, or of one to which nothing belongs in a world that has one. */
export type RdPointer = 'REALM' | 'OTHER_REALM' | WrongPointer;
/** RUNNING: the realm's REC while a PE runs it. OTHER_REC: one of another realm. */
export type RecPointer = 'REC' | 'OTHER_REC' | 'RUNNING' | WrongPointer;

/** A buffer that the host shares: Non-secure and aligned, or not. */
export type Buffer = 'NS' | 'UNALIGNED' | 'REALM_PAS' | 'SECURE_PAS' | 'UNTRACKED';
export const WRONG_BUFFERS: readonly Buffer[] = ['UNALIGNED', 'REALM_PAS', 'SECURE_PAS', 'UNTRACKED'];

/** The arguments of most PDEV commands. */
export type PdevInput = { readonly pdev: PdevPointer };

/** What RMI_PDEV_COMMUNICATE and RMI_VDEV_COMMUNICATE are given besides; left out where it is as it should be. */
export type CommBuffers = {
  readonly data?: Buffer;
  readonly req?: Buffer;
  readonly rsp?: Buffer;
  /** ZERO: no response in a RESPONSE. TOO_LONG: more than a granule. */
  readonly rspLen?: 'ZERO' | 'TOO_LONG';
};
export const WRONG_COMM_BUFFERS: {
  readonly [K in keyof CommBuffers]-?: readonly NonNullable<CommBuffers[K]>[];
} = {
  data: WRONG_BUFFERS,
  req: WRONG_BUFFERS,
  rsp: WRONG_BUFFERS,
  rspLen: ['TOO_LONG'],
};

const OBJECTS: ReadonlySet<string> = new Set(['ep', 'rp', 'ep2', 'v0', 'v1']);

/** GranuleAt(pointer).state. */
export function granuleAt(s: Seen, pointer: PdevPointer | VdevPointer): string {
  return OBJECTS.has(pointer) ? s.granules[pointer as PdevName | VdevName] : pointer;
}

/** PdevAt(pointer) and VdevAt(pointer): only where the granule conditions have been passed. */
export const pdevAt = <S extends Seen | State>(s: S, pointer: PdevPointer): S['pdevs'][PdevName] =>
  s.pdevs[pointer as PdevName];
export const vdevAt = <S extends Seen | State>(s: S, pointer: VdevPointer): S['vdevs'][VdevName] =>
  s.vdevs[pointer as VdevName];

/** Of the realm that an RD names, and the REC: only where the conditions on them have been passed. */
export const pagesAt = <S extends Seen | State>(s: S, rd: RdPointer = 'REALM'): S['pages'] =>
  rd === 'OTHER_REALM' && s.otherPages !== undefined ? s.otherPages : s.pages;
export const recAt = <S extends Seen | State>(s: S, rec: RecPointer = 'REC'): S['rec'] =>
  rec === 'OTHER_REC' && s.otherRec !== undefined ? s.otherRec : s.rec;
/** An RD that names a realm of which this world has nothing. */
export const isStranger = (s: Seen, rd: RdPointer = 'REALM'): boolean =>
  rd === 'OTHER_REALM' && s.otherPages === undefined;
/** Whether an object is of the realm that the RD names. In a world of one realm everything is of that. */
export const isOf = (vdev: Seen['vdevs']['v0'], rd: RdPointer = 'REALM'): boolean =>
  vdev.realm === undefined || vdev.realm === rd;
export const ownerOf = (rec: RecPointer = 'REC'): RdPointer =>
  rec === 'OTHER_REC' ? 'OTHER_REALM' : 'REALM';

/** Both realms, for a command that is tried with either where there are two. */
export const realmsOf = ({ realms }: Tries): { readonly rd?: readonly RdPointer[] } =>
  realms === 2 ? { rd: ['REALM', 'OTHER_REALM'] } : {};

/** What the names of this world make of an argument list: every good combination, and every single fault beside it. */
export function argumentsOf<I extends Input>(
  tries: Tries,
  good: { readonly [K in keyof I]: readonly Exclude<I[K], undefined>[] },
  wrong: { readonly [K in keyof I]?: readonly Exclude<I[K], undefined>[] } = {},
  about: Tries['faults'][number] = 'objects',
): readonly I[] {
  const names = Object.keys(good) as (keyof I & string)[];
  const all = names.reduce<Record<string, unknown>[]>(
    (rows, name) => rows.flatMap((row) => (good[name] ?? []).map((value) => ({ ...row, [name]: value }))),
    [{}],
  );
  if (!tries.faults.includes(about)) return all as I[];
  const faulty = Object.entries(wrong).flatMap(([name, values]) =>
    (values as readonly unknown[]).map((value) => ({ ...all[0], [name]: value })),
  );
  return [...all, ...faulty] as I[];
}

export const endpoints = (tries: Tries): readonly EndpointName[] =>
  tries.pdevs.filter((name) => name !== 'rp');
