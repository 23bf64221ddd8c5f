/**
 * Mutants that no claim has to tell from the hardened rules, each with the reason why. One that is killed all the same is
 * listed wrongly, and the command says so.
 */

export interface Equivalent {
  readonly mutants: readonly string[];
  readonly because: string;
}

const WORKERS = ['communicate/ep: RMI_PDEV_ABORT', 'communicate/rp: RMI_PDEV_ABORT'];
const STREAM_PEERS = ['connect/stream-peers', 'teardown/stream-peers'];

export const equivalents: readonly Equivalent[] = [
  {
    because: 'the RMM refuses the call that comes next, and connect fails there with an error of its own',
    mutants: [
      'connect/identity is skipped',
      'connect/identity ignores its error',
      'connect/set-pubkey ignores its error',
      'connect/stream-connect ignores its error',
    ],
  },
  {
    because: 'neither needs the other, and both are done before the RMM is told of the device',
    mutants: ['connect/ide-register after connect/buffers', 'connect/buffers after connect/delegate'],
  },
  {
    because: 'every later step of the teardown looks again at what is held, and puts the reference then',
    mutants: [
      'connect/port-delegate leaves host.endpoints.*.port',
      'connect/stream-connect leaves host.endpoints.*.port',
      'connect/stream-complete leaves host.endpoints.*.port',
      'teardown/stream-complete leaves host.endpoints.*.port',
      'teardown/port-undelegate leaves host.endpoints.*.port',
    ],
  },
  {
    because: 'teardown/release, which every disconnect comes to, does the same',
    mutants: ['write tsm/disconnect leaves host.endpoints.*.connected'],
  },
  {
    because: 'a local variable of an operation that has returned: the next one sets it before it reads it',
    mutants: [
      'teardown/release leaves host.errno',
      'teardown/release leaves host.of',
      'lock/get-info-2 leaves guest.firstLockNonce',
      'lock/get-info-2 leaves guest.measurementsOf',
    ],
  },
  {
    because:
      'what a worker noted is read by the step that finds it ended, and a work item that is queued again begins without it',
    mutants: [
      ...STREAM_PEERS.map((step) => `${step} is skipped`),
      ...['connect/identity', 'connect/session', ...STREAM_PEERS].map(
        (step) => `${step} leaves host.workers.*.failed`,
      ),
    ],
  },
  {
    because:
      'each asks for one object or reads one, and all are compared with what the second RSI_VDEV_GET_INFO says',
    mutants: [
      'lock/get-report after lock/get-measurements',
      'lock/read-certificate after lock/read-vca',
      'lock/read-vca after lock/read-report',
    ],
  },
  {
    because:
      'the answer is the word of a host that is not trusted: the guest asks the RMM next, and goes by that',
    mutants: [
      'lock/set-tdi-state ignores its error',
      'lock/undo ignores its error',
      'unlock/set-tdi-state ignores its error',
    ],
  },
  {
    because: 'what a worker counts begins anew with its next transaction',
    mutants: [
      ...WORKERS.map((worker) => `${worker} leaves host.rounds`),
      'communicate/rp: RMI_PDEV_COMMUNICATE leaves host.rounds',
      'communicate/rp: RMI_PDEV_ABORT leaves host.workers.*.turns',
    ],
  },
  {
    because:
      'an end that is not told that the other has failed goes on, and RMI_PDEV_STREAM_COMPLETE refuses both',
    mutants: [
      ...WORKERS.map((worker) => `${worker} leaves host.workers.*.failed`),
      'communicate/ep: RMI_PDEV_COMMUNICATE and DOE leaves host.workers.*.failed',
      'communicate/rp: RMI_PDEV_COMMUNICATE leaves host.workers.*.failed',
      'communicate/rp: the other end has come as far leaves host.workers.*.failed',
    ],
  },
  {
    because:
      'the device is the genuine one wherever there is a driver, and the RMM takes no bytes at all for its chain',
    mutants: ['communicate/ep: RMI_PDEV_COMMUNICATE and DOE leaves exchanges.*.content'],
  },
  {
    because: 'a fault that does less is a fault too, and the claims are to hold under any',
    mutants: [
      'host takes the link down leaves devices.*.ide',
      'host takes the link down ep2 leaves devices.*.ide',
      'host resets the device leaves devices.*.ide',
      'host resets the device leaves devices.*.session',
      'host resets the device ep2 leaves devices.*.ide',
      'host resets the device ep2 leaves devices.*.session',
    ],
  },
  {
    because: 'a device that is not locked has nothing published, so that no evidence of it was approved',
    mutants: ['write tsm/accept drops not_locked'],
  },
];
