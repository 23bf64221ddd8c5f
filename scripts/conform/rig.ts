/**
 * An RMM of the model, driven from outside like a real one: commands by name, a device that answers what it is asked, a realm
 * that makes RSI calls, a host that completes them. It is the table that the searches use, on a layout with room for
 * what recordings of real software contain.
 */

import type { FieldValue } from '../../checker/fields.ts';
import { type RmmRules, rmms } from '../../counterexamples/registry.ts';
import { answer, canAnswer } from '../../model/device/answer.ts';
import { specifiedDevice } from '../../model/device/device.ts';
import { makeCatalogue } from '../../model/evidence/catalogue.ts';
import type { CommandName, Commands } from '../../model/rmm/commands.ts';
import { clearRec } from '../../model/rmm/rsi-call.ts';
import { attempt, type Command } from '../../model/rule.ts';
import { makeParts } from '../../model/rules.ts';
import {
  isEndpoint,
  layoutFor,
  type PdevName,
  type Size,
  type State,
  type VdevName,
} from '../../model/state.ts';
import { pick } from '../errors.ts';

export const SIZE: Size = {
  pdevs: ['ep', 'rp', 'ep2'],
  vdevs: ['v0', 'v1'],
  pages: 4,
  deviceGranules: 16,
  with: [],
};

const layout = layoutFor(SIZE);
const catalogue = makeCatalogue(undefined);

const tables = new Map<string, Commands>();
function tableOf(name: string): Commands {
  const rules: RmmRules = rmms[pick('RMM', name, Object.keys(rmms), (n) => n)]!;
  let table = tables.get(name);
  if (table === undefined) {
    const tries = {
      ...SIZE,
      communicating: SIZE.pdevs,
      granules: [],
      faults: [],
      rounds: true,
    };
    table = makeParts({ version: rules.version, catalogue, tries }, rules.changes).commands;
    tables.set(name, table);
  }
  return table;
}

/** A nonce that no VDEV has: new ones take the lowest number that is free, and this is the highest there is room for. */
export const OTHER_NONCE = 7;
export const REC_EXIT_DEV_MEM = 'REC_EXIT DEV_MEM_MAP';
type Args = Readonly<Record<string, string | number | boolean>>;

export class Rig {
  /** The value of `--rmm` that it was made for. */
  readonly name: string;
  readonly words: Int32Array;
  readonly s: State;
  readonly #commands: Commands;
  /** Of RSI_VDEV_VALIDATE_MAPPING that has returned: the page it came to, and the one it was to come to. */
  lastReturn: { readonly reached: number; readonly top: number } | undefined;

  /** `name` is a value of `--rmm`. Everything is undelegated, and there is a realm with feature DA. */
  constructor(name: string, words: Int32Array = new Int32Array(layout.words)) {
    this.name = name;
    this.#commands = tableOf(name);
    this.words = words.slice();
    this.s = layout.view(this.words, this.words);
    if (rmms[name]!.version === '1.1-alp17') this.s.feat.streams = 'OF_PDEV';
  }

  /** Goes to another state, to try something there. */
  load(words: Int32Array): void {
    this.words.set(words);
  }

  /** What differs from an earlier state, the REC aside: it is how a call waits, and no object that a command is about. */
  changedSince(before: Int32Array): boolean {
    return Object.keys(layout.diff(before, this.words)).some((path) => !path.startsWith('rec.'));
  }

  get snapshot(): Record<string, FieldValue> {
    return layout.toObject(this.words);
  }

  call(name: CommandName, args: Args): string {
    return attempt(this.#commands[name] as unknown as Command, this.s, args as never);
  }

  /** Delivers what the RMM wants to ask the device, if anything. */
  deliver(endpoint: 'ep' | 'ep2'): void {
    if (this.s.exchanges[endpoint].at !== 'REQUEST') return;
    const { identity } = this.s.devices[endpoint];
    if (canAnswer(this.s, endpoint, identity)) answer(this.s, endpoint, identity, specifiedDevice);
    else this.s.exchanges[endpoint].at = 'REFUSED';
  }

  /** One COMMUNICATE of a well-behaved host: NONE to start with, then what the device answered. */
  communicatePdev(pdev: PdevName, more = false): string {
    const { comm } = this.s.pdevs[pdev];
    if (isEndpoint(pdev)) this.deliver(pdev);
    const status = comm === 'ACTIVE' ? 'RESPONSE' : 'NONE';
    return this.call('RMI_PDEV_COMMUNICATE', { pdev, status, ...(more ? { more } : {}) });
  }

  communicateVdev(vdev: VdevName, more = false): string {
    const { comm, pdev } = this.s.vdevs[vdev];
    if (comm === 'ACTIVE') this.deliver(pdev);
    const status = comm === 'ACTIVE' ? 'RESPONSE' : 'NONE';
    return this.call('RMI_VDEV_COMMUNICATE', { vdev, status, ...(more ? { more } : {}) });
  }

  /** COMMUNICATE until the transaction is over, or the other end of a stream has to go first. */
  drive(kind: 'pdev' | 'vdev', name: string): string {
    for (let turn = 0; ; turn++) {
      const before = this.words.slice();
      const status =
        kind === 'pdev' ? this.communicatePdev(name as PdevName) : this.communicateVdev(name as VdevName);
      const { comm } = kind === 'pdev' ? this.s.pdevs[name as PdevName] : this.s.vdevs[name as VdevName];
      const moved = this.words.some((word, k) => word !== before[k]);
      const waits = kind === 'pdev' && this.#waits(name as PdevName);
      if (status !== 'RMI_SUCCESS' || comm !== 'ACTIVE' || waits || !moved || turn > 8) return status;
    }
  }

  /** RmiDevCommExitFlags.STREAM_WAIT. */
  #waits(name: PdevName): boolean {
    const message = isEndpoint(name) ? this.s.exchanges[name].at : 'NONE';
    return message === 'NONE' && this.s.pdevs[name].comm === 'ACTIVE';
  }

  /** The VDEV that an honest host completes a request for this id with. */
  vdevOfId(id: number): VdevName | undefined {
    return (['v0', 'v1'] as const).find(
      (name) => this.s.vdevs[name].state !== 'NONE' && this.s.vdevs[name].id === id,
    );
  }

  /** REC entry: the second half of the call that the REC waits with. */
  enterRec(): string {
    const { rec } = this.s;
    if (rec.call === 'NONE') return 'RSI_SUCCESS';
    if (rec.pending === 'DEV_MEM') {
      this.lastReturn = { reached: rec.progress, top: rec.top };
      clearRec(this.s);
      return 'RSI_SUCCESS';
    }
    const name = `RSI_VDEV_${rec.call}` as const;
    const status = this.call(`${name} returns`, {});
    if (name === 'RSI_VDEV_VALIDATE_MAPPING' && status === 'RSI_SUCCESS') return REC_EXIT_DEV_MEM;
    clearRec(this.s);
    return status;
  }
}
