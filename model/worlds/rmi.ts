/** What a host can call in a world. */

import { has, type RmiName, rmiCommands } from '../rmm/commands.ts';
import type { Tries } from '../rmm/version.ts';
import type { ModelRule } from '../rule.ts';
import type { Parts } from '../rules.ts';
import type { Size } from '../state.ts';

/** See the bounds. What GET_STATE tells changes nothing, and a host that calls anything at any time needs no telling. */
export const NOT_TRIED: readonly RmiName[] = [
  'RMI_PDEV_GET_STATE',
  'RMI_VDEV_GET_STATE',
  'RMI_PDEV_STREAM_KEY_REFRESH',
  'RMI_PDEV_STREAM_KEY_PURGE',
  'RMI_PDEV_IDE_KEY_REFRESH',
  'RMI_PDEV_IDE_RESET',
];

/** What creates a VDEV and ends it. */
export const BINDS: ReadonlySet<string> = new Set(['RMI_VDEV_CREATE', 'RMI_VDEV_DESTROY']);

/** What commands are tried with where an endpoint is connected beforehand and stays so. */
export const triesWhereConnected = (size: Size): Tries => ({
  ...size,
  pdevs: ['ep'],
  communicating: [],
  granules: [],
  faults: [],
  rounds: false,
});

/** What a host can call in this world, in the text that the commands follow. */
export const rmiRules = (parts: Parts, without: readonly RmiName[] = []): readonly ModelRule[] =>
  (Object.keys(rmiCommands(parts.rmm)) as RmiName[])
    .filter((name) => has(parts.rmm.version, name) && !without.includes(name))
    .map((name) => parts.commands[name] as unknown as ModelRule);
