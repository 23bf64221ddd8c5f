/** Every refusal of every command is met by the search of some world, or cannot be, and why. */

import { describe, expect, it } from 'vitest';
import { ExhaustiveSearch } from '../../checker/search/exhaustive.ts';
import { rmms } from '../../counterexamples/registry.ts';
import { makeCatalogue } from '../evidence/catalogue.ts';
import { makeMachine } from '../machine.ts';
import { type WorldName, worlds } from '../world.ts';

/** As much of each world as is enough; whole worlds are searched by `check`. */
const PARTS: readonly (readonly [WorldName, number])[] = [
  ['rmm-objects', 400_000],
  ['rmm-siblings', 400_000],
  ['rmm-alone', 600_000],
];

const IDLE =
  'READY without an operation is idle: what is under way has an operation, and what failed is in ERROR';
const QUIET =
  'while a stream is connected neither end communicates: a stop is refused, and key operations leave CONNECTED';
const UNREACHABLE: Readonly<Record<string, string>> = {
  'RMI_PDEV_DESTROY pdev_stream_live':
    'the hardened RMI_PDEV_STOP refuses while a stream is connected; 2.0-bet1 gets there',
  'RMI_PDEV_STREAM_CONNECT pdev_1_comm_state': IDLE,
  'RMI_PDEV_STREAM_CONNECT pdev_2_comm_state': IDLE,
  'RMI_PDEV_STREAM_COMPLETE stream_state':
    'both ends have the operation STREAM_COMPLETE only while the stream is not CONNECTED',
  'RMI_PDEV_STREAM_DISCONNECT pdev_1_state': QUIET,
  'RMI_PDEV_STREAM_DISCONNECT pdev_2_state': QUIET,
  'RMI_PDEV_STREAM_DISCONNECT pdev_1_comm_state': QUIET,
  'RMI_PDEV_STREAM_DISCONNECT pdev_2_comm_state': QUIET,
  'RMI_PDEV_STREAM_KEY_REFRESH pdev_2_op': 'both ends get and lose an operation together',
  'RMI_PDEV_STREAM_KEY_REFRESH pdev_1_comm_state': IDLE,
  'RMI_PDEV_STREAM_KEY_REFRESH pdev_2_comm_state': IDLE,
  'RMI_PDEV_STREAM_KEY_REFRESH stream_state': 'a stream of which both ends have no operation is CONNECTED',
  'RMI_PDEV_STREAM_KEY_PURGE pdev_2_op': 'both ends get and lose an operation together',
  'RMI_PDEV_STREAM_KEY_PURGE pdev_1_comm_state': IDLE,
  'RMI_PDEV_STREAM_KEY_PURGE pdev_2_comm_state': IDLE,
  'RMI_PDEV_STREAM_KEY_PURGE stream_state': 'a stream of which both ends have no operation is CONNECTED',
  'RMI_VDEV_CREATE pdev_num_vdevs': 'no world has more VDEVs than a PDEV may have; the shared cases do',
  'RMI_VDEV_COMPLETE vdev_id': 'no world has both a realm and two VDEVs; the shared cases do',
};

describe('refusals', () => {
  it('are all met by a search, but for those that cannot be', () => {
    const { version, changes } = rmms.hardened!;
    const met = new Map<string, boolean>();
    for (const [world, maxStates] of PARTS) {
      const machine = makeMachine(worlds[world], makeCatalogue(), changes, version);
      for (const { rule, refused } of new ExhaustiveSearch(machine, [], { maxStates }).run().rules) {
        for (const [id, count] of Object.entries(refused)) {
          const name = `${rule} ${id}`;
          met.set(name, met.get(name) === true || count > 0);
        }
      }
    }
    const never = [...met].filter(([, reached]) => !reached).map(([name]) => name);
    expect(never.sort()).toEqual(Object.keys(UNREACHABLE).sort());
    expect(met.size).toBeGreaterThan(340);
  });
});
