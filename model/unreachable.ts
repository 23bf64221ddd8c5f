/** Refusals that no search of a world meets by the hardened rules, as rule and condition, and why none can. */

const IDLE =
  'READY without an operation is idle: what is under way has an operation, and what failed is in ERROR';
const QUIET =
  'while a stream is connected neither end communicates: a stop is refused, and key operations leave CONNECTED';
export const UNREACHABLE: Readonly<Record<string, string>> = {
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
  'write tsm/accept driver_bound':
    'a driver binds to no device that is locked and not accepted, and what is accepted is refused before',
  'RMI_VDEV_CREATE pdev_num_vdevs': 'no world has more VDEVs than a PDEV may have; the shared cases do',
};
