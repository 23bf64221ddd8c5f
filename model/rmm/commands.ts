/** The table of all RMM commands of this model. Searches, laws, mutants and bugs read and rewrite this one table. */

import type { Catalogue } from '../evidence/catalogue.ts';
import { rmiGranuleDelegate, rmiGranuleUndelegate } from './rmi/granule-delegate.ts';
import { rmiPdevAbort } from './rmi/pdev-abort.ts';
import { rmiPdevCommunicate } from './rmi/pdev-communicate.ts';
import { rmiPdevCreate } from './rmi/pdev-create.ts';
import { rmiPdevDestroy } from './rmi/pdev-destroy.ts';
import { rmiPdevSetPubkey } from './rmi/pdev-set-pubkey.ts';
import { rmiPdevStop } from './rmi/pdev-stop.ts';
import { rmiPdevStreamComplete, rmiPdevStreamConnect, rmiPdevStreamDisconnect } from './rmi/pdev-stream.ts';
import { rmiRttDevMap, rmiRttDevUnmap, rmiRttDevValidate } from './rmi/rtt-dev.ts';
import { rmiRttSetRipas } from './rmi/rtt-set-ripas.ts';
import { rmiVdevAbort } from './rmi/vdev-abort.ts';
import { rmiVdevCommunicate } from './rmi/vdev-communicate.ts';
import { rmiVdevComplete } from './rmi/vdev-complete.ts';
import { rmiVdevCreate } from './rmi/vdev-create.ts';
import { rmiVdevDestroy } from './rmi/vdev-destroy.ts';
import {
  rmiVdevGetInterfaceReport,
  rmiVdevGetMeasurements,
  rmiVdevLock,
  rmiVdevStart,
  rmiVdevUnlock,
} from './rmi/vdev-requests.ts';
import {
  rsiVdevDmaDisable,
  rsiVdevDmaEnable,
  rsiVdevGetInfo,
  rsiVdevValidateMapping,
} from './rsi/vdev-calls.ts';

/** What the host can call, by name. */
export const rmiCommands = (catalogue: Catalogue) => ({
  RMI_GRANULE_RANGE_DELEGATE: rmiGranuleDelegate,
  RMI_GRANULE_RANGE_UNDELEGATE: rmiGranuleUndelegate,
  RMI_PDEV_CREATE: rmiPdevCreate,
  RMI_PDEV_COMMUNICATE: rmiPdevCommunicate,
  RMI_PDEV_SET_PUBKEY: rmiPdevSetPubkey(catalogue),
  RMI_PDEV_ABORT: rmiPdevAbort,
  RMI_PDEV_STOP: rmiPdevStop,
  RMI_PDEV_DESTROY: rmiPdevDestroy,
  RMI_PDEV_STREAM_CONNECT: rmiPdevStreamConnect,
  RMI_PDEV_STREAM_COMPLETE: rmiPdevStreamComplete,
  RMI_PDEV_STREAM_DISCONNECT: rmiPdevStreamDisconnect,
  RMI_VDEV_CREATE: rmiVdevCreate,
  RMI_VDEV_COMMUNICATE: rmiVdevCommunicate,
  RMI_VDEV_LOCK: rmiVdevLock,
  RMI_VDEV_START: rmiVdevStart,
  RMI_VDEV_UNLOCK: rmiVdevUnlock,
  RMI_VDEV_GET_MEASUREMENTS: rmiVdevGetMeasurements,
  RMI_VDEV_GET_INTERFACE_REPORT: rmiVdevGetInterfaceReport,
  RMI_VDEV_ABORT: rmiVdevAbort,
  RMI_VDEV_DESTROY: rmiVdevDestroy,
  RMI_VDEV_COMPLETE: rmiVdevComplete,
  RMI_RTT_DEV_MAP: rmiRttDevMap,
  RMI_RTT_DEV_VALIDATE: rmiRttDevValidate(catalogue),
  RMI_RTT_DEV_UNMAP: rmiRttDevUnmap,
  RMI_RTT_SET_RIPAS: rmiRttSetRipas,
});

/** What the realm can call, by name. */
export const rsiCommands = {
  RSI_VDEV_GET_INFO: rsiVdevGetInfo,
  RSI_VDEV_DMA_ENABLE: rsiVdevDmaEnable,
  RSI_VDEV_DMA_DISABLE: rsiVdevDmaDisable,
  RSI_VDEV_VALIDATE_MAPPING: rsiVdevValidateMapping,
};

export const makeCommands = (catalogue: Catalogue) => ({ ...rmiCommands(catalogue), ...rsiCommands });
export type Commands = ReturnType<typeof makeCommands>;
export type CommandName = keyof Commands;

/** The same table without one failing condition. Throws a RangeError when the command has no such condition. */
export function withoutRefusal(commands: Commands, name: CommandName, id: string): Commands {
  const command = commands[name];
  const refusals = command.refusals ?? [];
  if (!refusals.some((r) => r.id === id)) throw new RangeError(`${name} has no failing condition ${id}`);
  return { ...commands, [name]: { ...command, refusals: refusals.filter((r) => r.id !== id) } };
}
