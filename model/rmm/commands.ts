/** The table of all RMM commands of this model. Searches, laws, mutants and bugs read and rewrite this one table. */

import { rmiGranuleDelegate } from './rmi/granule-delegate.ts';
import { rmiGranuleUndelegate } from './rmi/granule-undelegate.ts';
import { rmiPdevAbort } from './rmi/pdev-abort.ts';
import { rmiPdevCommunicate } from './rmi/pdev-communicate.ts';
import { rmiPdevCreate } from './rmi/pdev-create.ts';
import { rmiPdevDestroy } from './rmi/pdev-destroy.ts';
import { rmiPdevGetState } from './rmi/pdev-get-state.ts';
import { rmiPdevIdeKeyRefresh, rmiPdevIdeReset } from './rmi/pdev-ide.ts';
import { rmiPdevSetPubkey } from './rmi/pdev-set-pubkey.ts';
import { rmiPdevStop } from './rmi/pdev-stop.ts';
import { rmiPdevStreamComplete } from './rmi/pdev-stream-complete.ts';
import { rmiPdevStreamConnect } from './rmi/pdev-stream-connect.ts';
import { rmiPdevStreamDisconnect } from './rmi/pdev-stream-disconnect.ts';
import { rmiPdevStreamKeyPurge } from './rmi/pdev-stream-key-purge.ts';
import { rmiPdevStreamKeyRefresh } from './rmi/pdev-stream-key-refresh.ts';
import { rmiRttDevMap } from './rmi/rtt-dev-map.ts';
import { rmiRttDevUnmap } from './rmi/rtt-dev-unmap.ts';
import { rmiRttDevValidate } from './rmi/rtt-dev-validate.ts';
import { rmiRttSetRipas } from './rmi/rtt-set-ripas.ts';
import { rmiVdevAbort } from './rmi/vdev-abort.ts';
import { rmiVdevCommunicate } from './rmi/vdev-communicate.ts';
import { rmiVdevComplete } from './rmi/vdev-complete.ts';
import { rmiVdevCreate } from './rmi/vdev-create.ts';
import { rmiVdevDestroy } from './rmi/vdev-destroy.ts';
import { rmiVdevGetInterfaceReport } from './rmi/vdev-get-interface-report.ts';
import { rmiVdevGetMeasurements } from './rmi/vdev-get-measurements.ts';
import { rmiVdevGetState } from './rmi/vdev-get-state.ts';
import { rmiVdevLock } from './rmi/vdev-lock.ts';
import { rmiVdevStart } from './rmi/vdev-start.ts';
import { rmiVdevUnlock } from './rmi/vdev-unlock.ts';
import { rsiVdevDmaDisable, rsiVdevDmaDisableReturns } from './rsi/vdev-dma-disable.ts';
import { rsiVdevDmaEnable, rsiVdevDmaEnableReturns } from './rsi/vdev-dma-enable.ts';
import { rsiVdevGetInfo, rsiVdevGetInfoReturns } from './rsi/vdev-get-info.ts';
import { rsiVdevValidateMapping, rsiVdevValidateMappingReturns } from './rsi/vdev-validate-mapping.ts';
import type { Rmm, Version } from './version.ts';

/** What the host can call, by the name it has in 2.0. */
export const rmiCommands = (rmm: Rmm) => ({
  RMI_GRANULE_RANGE_DELEGATE: rmiGranuleDelegate(rmm),
  RMI_GRANULE_RANGE_UNDELEGATE: rmiGranuleUndelegate(rmm),
  RMI_PDEV_CREATE: rmiPdevCreate(rmm),
  RMI_PDEV_GET_STATE: rmiPdevGetState(rmm),
  RMI_PDEV_COMMUNICATE: rmiPdevCommunicate(rmm),
  RMI_PDEV_SET_PUBKEY: rmiPdevSetPubkey(rmm),
  RMI_PDEV_ABORT: rmiPdevAbort(rmm),
  RMI_PDEV_STOP: rmiPdevStop(rmm),
  RMI_PDEV_DESTROY: rmiPdevDestroy(rmm),
  RMI_PDEV_IDE_RESET: rmiPdevIdeReset(rmm),
  RMI_PDEV_IDE_KEY_REFRESH: rmiPdevIdeKeyRefresh(rmm),
  RMI_PDEV_STREAM_CONNECT: rmiPdevStreamConnect(rmm),
  RMI_PDEV_STREAM_COMPLETE: rmiPdevStreamComplete(rmm),
  RMI_PDEV_STREAM_DISCONNECT: rmiPdevStreamDisconnect(rmm),
  RMI_PDEV_STREAM_KEY_REFRESH: rmiPdevStreamKeyRefresh(rmm),
  RMI_PDEV_STREAM_KEY_PURGE: rmiPdevStreamKeyPurge(rmm),
  RMI_VDEV_CREATE: rmiVdevCreate(rmm),
  RMI_VDEV_GET_STATE: rmiVdevGetState(rmm),
  RMI_VDEV_COMMUNICATE: rmiVdevCommunicate(rmm),
  RMI_VDEV_LOCK: rmiVdevLock(rmm),
  RMI_VDEV_START: rmiVdevStart(rmm),
  RMI_VDEV_UNLOCK: rmiVdevUnlock(rmm),
  RMI_VDEV_GET_MEASUREMENTS: rmiVdevGetMeasurements(rmm),
  RMI_VDEV_GET_INTERFACE_REPORT: rmiVdevGetInterfaceReport(rmm),
  RMI_VDEV_ABORT: rmiVdevAbort(rmm),
  RMI_VDEV_DESTROY: rmiVdevDestroy(rmm),
  RMI_VDEV_COMPLETE: rmiVdevComplete(rmm),
  RMI_RTT_DEV_MAP: rmiRttDevMap(rmm),
  RMI_RTT_DEV_VALIDATE: rmiRttDevValidate(rmm),
  RMI_RTT_DEV_UNMAP: rmiRttDevUnmap(rmm),
  RMI_RTT_SET_RIPAS: rmiRttSetRipas(rmm),
});

/** What the realm can call, each with the half that runs when its REC is entered again. */
export const rsiCommands = (rmm: Rmm) => ({
  RSI_VDEV_GET_INFO: rsiVdevGetInfo,
  'RSI_VDEV_GET_INFO returns': rsiVdevGetInfoReturns,
  RSI_VDEV_DMA_ENABLE: rsiVdevDmaEnable,
  'RSI_VDEV_DMA_ENABLE returns': rsiVdevDmaEnableReturns,
  RSI_VDEV_DMA_DISABLE: rsiVdevDmaDisable,
  'RSI_VDEV_DMA_DISABLE returns': rsiVdevDmaDisableReturns,
  RSI_VDEV_VALIDATE_MAPPING: rsiVdevValidateMapping,
  'RSI_VDEV_VALIDATE_MAPPING returns': rsiVdevValidateMappingReturns(rmm),
});

export const makeCommands = (rmm: Rmm) => ({ ...rmiCommands(rmm), ...rsiCommands(rmm) });
export type Commands = ReturnType<typeof makeCommands>;
export type CommandName = keyof Commands;
export type RmiName = keyof ReturnType<typeof rmiCommands>;

const ONLY_2_0: readonly RmiName[] = [
  'RMI_PDEV_STREAM_CONNECT',
  'RMI_PDEV_STREAM_COMPLETE',
  'RMI_PDEV_STREAM_DISCONNECT',
  'RMI_PDEV_STREAM_KEY_REFRESH',
  'RMI_PDEV_STREAM_KEY_PURGE',
];
const ONLY_1_1: readonly RmiName[] = ['RMI_PDEV_IDE_RESET', 'RMI_PDEV_IDE_KEY_REFRESH'];

/** Which of the host's commands a text has. */
export const has = (version: Version, name: RmiName): boolean =>
  !(version === '1.1-alp17' ? ONLY_2_0 : ONLY_1_1).includes(name);
