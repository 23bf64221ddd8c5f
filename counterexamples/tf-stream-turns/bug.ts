import { cite } from '../../model/cite.ts';
import { completePdev, isStreamOp } from '../../model/rmm/communicate.ts';
import { withEffect } from '../../model/rmm/rewrite.ts';
import type { PdevCommunicateInput } from '../../model/rmm/rmi/pdev-communicate.ts';
import type { EndpointName, PdevName, Seen, State } from '../../model/state.ts';
import type { Bug } from '../bug.ts';
import { all, onEach } from '../tf-rmm.ts';

const idle = (object: { readonly comm: string }): boolean => object.comm === 'IDLE';

/** The application that speaks to the device is in the middle of a message. */
const appYielded = (s: Seen, endpoint: EndpointName): boolean => s.exchanges[endpoint].at !== 'NONE';

function turnOf(s: State): State['streams']['ep'] | undefined {
  for (const name in s.streams) {
    const stream = s.streams[name as EndpointName];
    if (stream.turn !== 'NONE') return stream;
  }
  return undefined;
}

/** Root port, endpoint, root port, endpoint: each waits until the other has come to where it must be. */
function takeTurn(
  original: (s: State, i: PdevCommunicateInput) => string,
  s: State,
  i: PdevCommunicateInput,
): string {
  const name = i.pdev as PdevName;
  const pdev = s.pdevs[name];
  const stream = turnOf(s);
  if (stream === undefined || !isStreamOp(pdev.op) || i.status === 'ERROR') return original(s, i);
  if (name === 'rp') {
    if (stream.turn === 'EP_READY') {
      completePdev(s, name);
      stream.turn = 'RP_DONE';
    } else {
      pdev.comm = 'ACTIVE';
      stream.turn = 'RP_READY';
    }
    return 'RMI_SUCCESS';
  }
  if (stream.turn === 'START' || stream.turn === 'EP_READY') {
    pdev.comm = 'ACTIVE';
    return 'RMI_SUCCESS';
  }
  if (stream.turn === 'RP_DONE') {
    completePdev(s, name);
    return 'RMI_SUCCESS';
  }
  // The endpoint's own messages; the last answer leaves it waiting for the root port.
  if (pdev.comm === 'ACTIVE' && !appYielded(s, name as EndpointName)) pdev.comm = 'PENDING';
  const { op } = pdev;
  const status = original(
    s,
    i.status === 'RESPONSE' && pdev.comm === 'PENDING' ? { ...i, status: 'NONE' } : i,
  );
  if (idle(pdev)) {
    pdev.op = op;
    pdev.comm = 'ACTIVE';
    stream.turn = 'EP_READY';
  }
  return status;
}

export const tfStreamTurns: Bug = {
  slug: 'tf-stream-turns',
  title: 'The two ends of a stream take turns: root port, endpoint, root port, endpoint',
  kind: 'observed',
  breaks: 'does-as-the-rulebook-says',
  world: 'rmm-objects',
  steps: 13,
  cites: [
    cite.tfRmm('runtime/rmi/pdev.c pdev_dispatch_cmd_ready_rp and _ep'),
    cite.rmm('A9.3.3.2.1 stream_wait'),
  ],
  commands: all(
    onEach(
      ['RMI_PDEV_STREAM_CONNECT', 'RMI_PDEV_STREAM_DISCONNECT', 'RMI_PDEV_STREAM_KEY_REFRESH'],
      (c, name) =>
        withEffect<{ readonly pdev_1: EndpointName }>(c, name, (original, s, i) => {
          const status = original(s, i);
          s.streams[i.pdev_1].turn = 'START';
          return status;
        }),
    ),
    (c) => withEffect<PdevCommunicateInput>(c, 'RMI_PDEV_COMMUNICATE', takeTurn),
  ),
};
