/**
 * RMI_PDEV_COMMUNICATE. NONE starts a pending transaction; RESPONSE hands over what the device answered; ERROR is the
 * host saying that there is no answer, and stands for a forged one too, which the RMM cannot take for the device's.
 * A root port needs no device traffic; it takes part in a stream operation by taking its turn.
 */

import { cite } from '../../cite.ts';
import { rmi } from '../../rule.ts';
import { isEndpoint, type PdevName, type Seen, type State } from '../../state.ts';
import {
  argumentsOf,
  type CommBuffers,
  type PdevInput,
  pdevAt,
  WRONG_COMM_BUFFERS,
  WRONG_POINTERS,
} from '../arguments.ts';
import { completePdev, type EnterStatus, failPdev, sendRequest } from '../communicate.ts';
import { commBuffers, DEVICE, feat, isBusy, pdevIsPdev } from '../conditions.ts';
import type { Rmm } from '../version.ts';

export type PdevCommunicateInput = PdevInput &
  CommBuffers & {
    readonly status: EnterStatus;
    /** The transaction takes another request. */
    readonly more?: true;
  };

/** A host that has no answer can only say ERROR, and says so in place of NONE where one is due. */
export function offersStatus(comm: string, at: string, status: EnterStatus, more: boolean): boolean {
  if (comm === 'ACTIVE')
    return (
      (status === 'RESPONSE' && at !== 'REQUEST' && (!more || at === 'RESPONSE')) ||
      (status === 'ERROR' && !more)
    );
  return status === 'NONE' && !more;
}

function communicateEndpoint(s: State, name: 'ep' | 'ep2', i: PdevCommunicateInput): void {
  const pdev = s.pdevs[name];
  const answered = i.status === 'RESPONSE' && s.exchanges[name].at === 'RESPONSE';
  if (i.status === 'ERROR') failPdev(s, name);
  else if (pdev.comm === 'PENDING' || (answered && i.more)) {
    pdev.comm = 'ACTIVE';
    sendRequest(s, name);
  } else if (answered) completePdev(s, name);
  else if (i.status === 'RESPONSE') failPdev(s, name);
}

/** A root port is done when it is asked, or has to wait for the other end (RmiDevCommExitFlags.STREAM_WAIT). */
function communicatePort(s: State, i: PdevCommunicateInput): void {
  if (i.status === 'ERROR') failPdev(s, 'rp');
  else if (i.more) s.pdevs.rp.comm = 'ACTIVE';
  else completePdev(s, 'rp');
}

const portIsOffered = (s: Seen, i: PdevCommunicateInput): boolean =>
  s.pdevs.rp.comm === 'ACTIVE' ? i.status !== 'NONE' : i.status === 'NONE';

export const rmiPdevCommunicate = ({ tries }: Rmm) =>
  rmi<PdevCommunicateInput>({
    name: 'RMI_PDEV_COMMUNICATE',
    cites: [cite.rmm('B4.5.26'), cite.rmm('A9.2.3.2'), cite.rmm('A9.5')],
    inputs: [
      ...argumentsOf<PdevCommunicateInput>(
        tries,
        { pdev: tries.communicating, status: ['NONE', 'RESPONSE', 'ERROR'] },
        { pdev: WRONG_POINTERS, ...WRONG_COMM_BUFFERS },
      ),
      ...(tries.rounds
        ? tries.communicating.flatMap((pdev): PdevCommunicateInput[] => [
            { pdev, status: 'RESPONSE', more: true },
            ...(pdev === 'rp' ? [{ pdev, status: 'NONE', more: true } as const] : []),
          ])
        : []),
    ],
    offered: (s, i) => {
      const pdev = pdevAt(s, i.pdev);
      if (pdev === undefined) return true;
      if (i.pdev === 'rp') return portIsOffered(s, i);
      return offersStatus(pdev.comm, s.exchanges[i.pdev as 'ep'].at, i.status, i.more === true);
    },
    refusals: [
      feat,
      ...pdevIsPdev,
      ...commBuffers,
      {
        id: 'comm_state',
        status: DEVICE,
        when: (s, i) => pdevAt(s, i.pdev).comm === 'IDLE' || pdevAt(s, i.pdev).comm === 'ERROR',
      },
      // PdevIsBusy has no definition in the text; a transaction of another object with the same device is what it must mean.
      {
        id: 'busy',
        status: 'RMI_BUSY',
        when: (s, i) => isBusy(s, i.pdev as PdevName, i.pdev as PdevName),
      },
    ],
    effect: (s, i) => {
      const name = i.pdev as PdevName;
      if (isEndpoint(name)) communicateEndpoint(s, name, i);
      else communicatePort(s, i);
    },
    footprint: ['pdevs', 'exchanges', 'streams'],
  });
