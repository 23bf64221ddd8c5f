/**
 * Where TF-RMM 9a7f8ef46378 does otherwise than the hardened rules of RMM 2.0-bet1, as observed on a fake-host debug build
 * (`shared/cases`) and read in its source. Each switch is one difference. ASSERT is a debug assertion: the build stops there. Of what
 * this model can tell apart, freshness and ABORT follow 2.0-bet1 and STOP follows 2.0-bet2, so that the list is shortest
 * from 2.0-bet1. Nothing here has been confirmed by its maintainers.
 */

import type { Citation } from '../../checker/contract.ts';
import { cite } from '../../model/cite.ts';
import { pdevLifecycle } from '../../model/lifecycle/pdev.ts';
import { vdevLifecycle } from '../../model/lifecycle/vdev.ts';
import { type PdevInput, pdevAt, vdevAt } from '../../model/rmm/arguments.ts';
import type { CommandName, Commands } from '../../model/rmm/commands.ts';
import { clearExchange, completePdev, isStreamOp } from '../../model/rmm/communicate.ts';
import {
  withEffect,
  withNewRefusal,
  withOffer,
  withoutRefusal,
  withRefusal,
} from '../../model/rmm/rewrite.ts';
import type { PdevCommunicateInput } from '../../model/rmm/rmi/pdev-communicate.ts';
import type { PdevCreateInput } from '../../model/rmm/rmi/pdev-create.ts';
import type { VdevCommunicateInput } from '../../model/rmm/rmi/vdev-communicate.ts';
import type { Change } from '../../model/rules.ts';
import {
  type EndpointName,
  isEndpoint,
  type PdevName,
  type Seen,
  type State,
  type VdevName,
} from '../../model/state.ts';

/** A difference, what it is in one sentence, and where it was seen or read. */
export interface Switch extends Change {
  readonly about: string;
  readonly cites: readonly Citation[];
}

const ASSERT = 'ASSERT';
const DEVICE = 'RMI_ERROR_DEVICE';
type Rewrite = (commands: Commands) => Commands;
const all =
  (...rewrites: readonly Rewrite[]): Rewrite =>
  (commands) =>
    rewrites.reduce((table, rewrite) => rewrite(table), commands);
const onEach =
  (names: readonly CommandName[], rewrite: (commands: Commands, name: CommandName) => Commands): Rewrite =>
  (commands) =>
    names.reduce(rewrite, commands);

type VdevInput = { readonly vdev: VdevName };
const idle = (object: { readonly comm: string }): boolean => object.comm === 'IDLE';

/** What RMI_PDEV_COMMUNICATE does after it has found nothing to communicate. */
function applyPdevOperation(s: State, i: PdevInput): void {
  const name = i.pdev as PdevName;
  const pdev = s.pdevs[name];
  if (pdev.comm !== 'IDLE') return;
  if (pdev.op === 'STOP') {
    pdev.state = 'STOPPED';
    pdev.op = 'NONE';
    return;
  }
  pdev.state = pdevLifecycle.next(pdev.state, isEndpoint(name) ? 'COMPLETE' : 'PORT_COMPLETE') ?? pdev.state;
  pdev.op = isStreamOp(pdev.op) ? 'STREAM_COMPLETE' : 'NONE';
}

/** The same of RMI_VDEV_COMMUNICATE: new freshness, and no new digest, for nothing was read. */
function applyVdevOperation(s: State, i: VdevCommunicateInput): void {
  const vdev = vdevAt(s, i.vdev);
  if (vdev.comm !== 'IDLE') return;
  if (vdev.op === 'LOCK') vdev.lockNonce = s.$draw('lock');
  if (vdev.op === 'GET_MEAS') vdev.measNonce = s.$draw('meas');
  if (vdev.op === 'GET_REPORT') vdev.reportNonce = s.$draw('report');
  const to = { LOCK: 'LOCKED', START: 'STARTED', UNLOCK: 'UNLOCKED' } as const;
  vdev.state = to[vdev.op as keyof typeof to] ?? vdev.state;
  vdev.op = 'NONE';
}

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

const LINKS: readonly CommandName[] = [
  'RMI_VDEV_UNLOCK',
  'RMI_VDEV_GET_MEASUREMENTS',
  'RMI_VDEV_GET_INTERFACE_REPORT',
  'RMI_VDEV_ABORT',
];
const WITH_FEAT: readonly CommandName[] = [
  'RMI_PDEV_CREATE',
  'RMI_PDEV_GET_STATE',
  'RMI_PDEV_COMMUNICATE',
  'RMI_PDEV_SET_PUBKEY',
  'RMI_PDEV_ABORT',
  'RMI_PDEV_STOP',
  'RMI_PDEV_DESTROY',
  'RMI_PDEV_STREAM_CONNECT',
  'RMI_PDEV_STREAM_COMPLETE',
  'RMI_PDEV_STREAM_DISCONNECT',
  'RMI_PDEV_STREAM_KEY_REFRESH',
  'RMI_VDEV_CREATE',
  'RMI_VDEV_GET_STATE',
  'RMI_VDEV_COMMUNICATE',
  'RMI_VDEV_LOCK',
  'RMI_VDEV_START',
  'RMI_VDEV_UNLOCK',
  'RMI_VDEV_GET_MEASUREMENTS',
  'RMI_VDEV_GET_INTERFACE_REPORT',
  'RMI_VDEV_ABORT',
  'RMI_VDEV_DESTROY',
  'RMI_VDEV_COMPLETE',
];

export const tfRmmSwitches: readonly Switch[] = [
  {
    slug: 'tf-state-before-buffers',
    about: 'COMMUNICATE asks for the communication state before it looks at the buffers that the data names.',
    cites: [cite.tfRmm('runtime/rmi/pdev.c dev_communicate')],
    commands: onEach(['RMI_PDEV_COMMUNICATE', 'RMI_VDEV_COMMUNICATE'], (c, name) => {
      const state = (c[name].refusals as readonly { readonly id: string }[]).find(
        (r) => r.id === 'comm_state',
      )!;
      return withNewRefusal(withoutRefusal(c, name, 'comm_state'), name, state as never, 'req_align');
    }),
  },
  {
    slug: 'tf-refused-communicate-applies-operation',
    about:
      'COMMUNICATE on an idle object answers DEVICE, and applies the final transition of the operation that was aborted (F2).',
    cites: [
      cite.tfRmm(
        'observed; runtime/rmi/pdev.c smc_pdev_communicate, runtime/rmi/vdev.c smc_vdev_communicate',
      ),
    ],
    commands: all(
      (c) =>
        withRefusal<PdevCommunicateInput>(c, 'RMI_PDEV_COMMUNICATE', 'comm_state', {
          leaves: applyPdevOperation,
        }),
      (c) =>
        withRefusal<VdevCommunicateInput>(c, 'RMI_VDEV_COMMUNICATE', 'comm_state', {
          leaves: applyVdevOperation,
        }),
    ),
  },
  {
    slug: 'tf-communicate-without-operation-asserts',
    about: 'COMMUNICATE on an idle VDEV without an operation meets an assertion (F3).',
    cites: [
      cite.tfRmm(
        'observed; runtime/rmi/vdev.c smc_vdev_communicate, default of the switch over the operation',
      ),
    ],
    commands: (c) =>
      withNewRefusal<VdevCommunicateInput>(
        c,
        'RMI_VDEV_COMMUNICATE',
        {
          id: 'no_operation',
          status: ASSERT,
          when: (s, i) => idle(vdevAt(s, i.vdev)) && vdevAt(s, i.vdev).op === 'NONE',
        },
        'comm_state',
      ),
  },
  {
    slug: 'tf-measurements-replace-operation',
    about: "GET_MEASUREMENTS tests the PDEV's communication state in place of the VDEV's (F4).",
    cites: [cite.tfRmm('observed; runtime/rmi/vdev.c smc_vdev_get_measurements')],
    commands: (c) =>
      withRefusal<VdevInput>(c, 'RMI_VDEV_GET_MEASUREMENTS', 'comm_state', {
        when: (s, i) => !idle(s.pdevs[s.vdevs[i.vdev].pdev]),
      }),
  },
  {
    slug: 'tf-abort-leaves-message',
    about:
      'ABORT of a VDEV leaves the message to the device under way, and the next transaction meets an assertion (F5).',
    cites: [
      cite.tfRmm('observed; runtime/rmi/vdev.c smc_vdev_abort tests the communication state of the PDEV'),
    ],
    commands: all(
      (c) =>
        withEffect<VdevInput>(c, 'RMI_VDEV_ABORT', (original, s, i) => {
          const exchange = s.exchanges[s.vdevs[i.vdev].pdev];
          const { at, content } = exchange;
          const status = original(s, i);
          exchange.at = at;
          exchange.content = content;
          return status;
        }),
      (c) =>
        withNewRefusal<VdevCommunicateInput>(c, 'RMI_VDEV_COMMUNICATE', {
          id: 'message_under_way',
          status: ASSERT,
          when: (s, i) => {
            const vdev = vdevAt(s, i.vdev);
            return vdev.comm === 'PENDING' && vdev.state !== 'NEW' && appYielded(s, vdev.pdev);
          },
        }),
      (c) =>
        withNewRefusal<PdevCommunicateInput>(c, 'RMI_PDEV_COMMUNICATE', {
          id: 'message_under_way',
          status: ASSERT,
          when: (s, i) =>
            isEndpoint(i.pdev as PdevName) &&
            pdevAt(s, i.pdev).comm === 'PENDING' &&
            appYielded(s, i.pdev as EndpointName),
        }),
    ),
  },
  {
    slug: 'tf-stop-after-error-asserts',
    about:
      'A PDEV that failed, was aborted and is stopped meets an assertion when it is to end its session (F5).',
    cites: [cite.tfRmm('observed: PDEV ERROR, ABORT, STOP, COMMUNICATE')],
    commands: (c) =>
      withNewRefusal<PdevCommunicateInput>(c, 'RMI_PDEV_COMMUNICATE', {
        id: 'session_in_error',
        status: ASSERT,
        when: (s, i) => {
          const { state, op, comm } = pdevAt(s, i.pdev);
          return i.pdev !== 'rp' && state === 'ERROR' && op === 'STOP' && comm === 'PENDING';
        },
      }),
  },
  {
    slug: 'tf-stream-without-session-asserts',
    about: 'A PDEV that became READY without a session (F2) meets an assertion when it is to program keys.',
    cites: [cite.tfRmm('observed: forge_pdev_haskey, STREAM_CONNECT, COMMUNICATE')],
    commands: (c) =>
      withNewRefusal<PdevCommunicateInput>(
        c,
        'RMI_PDEV_COMMUNICATE',
        {
          id: 'no_session',
          status: ASSERT,
          when: (s, i) =>
            i.pdev !== 'rp' &&
            isStreamOp(pdevAt(s, i.pdev).op) &&
            s.streams[i.pdev as EndpointName].turn === 'RP_READY' &&
            !s.devices[i.pdev as EndpointName].session &&
            s.exchanges[i.pdev as EndpointName].at === 'NONE' &&
            !idle(pdevAt(s, i.pdev)),
        },
        'comm_state',
      ),
  },
  {
    slug: 'tf-unaligned-ranges-escape-scan',
    about:
      'UNLOCK looks for mapped granules in steps from the base of a range, and misses those of an unaligned one (F6).',
    cites: [cite.tfRmm('observed; runtime/rmi/vdev.c smc_vdev_unlock')],
    commands: (c) =>
      withRefusal<VdevInput>(c, 'RMI_VDEV_UNLOCK', 'gran_mapped', {
        when: (s, i) =>
          s.vdevs[i.vdev].ranges === 'DEV' && s.deviceGranules.some((g, k) => k < 8 && g.state === 'MAPPED'),
      }),
  },
  {
    slug: 'tf-error-completes-unlock',
    about: 'A failure reported while UNLOCK is under way leaves the VDEV UNLOCKED (F12).',
    cites: [cite.tfRmm('observed: STARTED, UNLOCK, one message, ERROR')],
    commands: (c) =>
      withEffect<VdevCommunicateInput>(c, 'RMI_VDEV_COMMUNICATE', (original, s, i) => {
        const vdev = vdevAt(s, i.vdev);
        if (i.status !== 'ERROR' || vdev.op !== 'UNLOCK' || vdev.comm !== 'ACTIVE') return original(s, i);
        clearExchange(s, vdev.pdev);
        vdev.state = vdevLifecycle.next(vdev.state, 'UNLOCK') ?? vdev.state;
        vdev.op = 'NONE';
        vdev.comm = 'IDLE';
        return 'RMI_SUCCESS';
      }),
  },
  {
    slug: 'tf-communicate-without-answer-asserts',
    about: 'COMMUNICATE with status NONE while an answer is due meets an assertion (F13).',
    cites: [cite.tfRmm('observed; app/device_assignment')],
    commands: all(
      (c) =>
        withNewRefusal<VdevCommunicateInput>(c, 'RMI_VDEV_COMMUNICATE', {
          id: 'answer_due',
          status: ASSERT,
          when: (s, i) => i.status === 'NONE' && vdevAt(s, i.vdev).comm === 'ACTIVE',
        }),
      (c) =>
        withOffer<VdevCommunicateInput>(
          c,
          'RMI_VDEV_COMMUNICATE',
          (s, i) => i.status === 'NONE' && vdevAt(s, i.vdev)?.comm === 'ACTIVE',
        ),
    ),
  },
  {
    slug: 'tf-first-status-must-be-none',
    about: 'The first COMMUNICATE of a PDEV operation must say NONE; a response of no bytes is malformed.',
    cites: [cite.tfRmm('observed; runtime/rmi/pdev.c copyin_and_validate_dev_comm_enter')],
    commands: all(
      (c) =>
        withNewRefusal<PdevCommunicateInput>(
          c,
          'RMI_PDEV_COMMUNICATE',
          {
            id: 'status',
            status: DEVICE,
            when: (s, i) => i.status !== 'NONE' && pdevAt(s, i.pdev).comm === 'PENDING',
          },
          'busy',
        ),
      onEach(['RMI_PDEV_COMMUNICATE', 'RMI_VDEV_COMMUNICATE'], (c, name) =>
        withRefusal<PdevCommunicateInput>(c, name, 'rsp_len', { when: (_s, i) => i.rspLen !== undefined }),
      ),
    ),
  },
  {
    slug: 'tf-no-busy',
    about: 'Nothing asks whether another object has a message under way with the same device (C3).',
    cites: [cite.tfRmm('runtime/rmi/pdev.c and vdev.c: TODO at the test of PdevIsBusy')],
    commands: onEach(['RMI_PDEV_COMMUNICATE', 'RMI_VDEV_COMMUNICATE'], (c, name) =>
      withoutRefusal(c, name, 'busy'),
    ),
  },
  {
    slug: 'tf-other-realm-is-device',
    about: 'The RD of another realm gets DEVICE where the text has INPUT (S6), and ABORT asks for it last.',
    cites: [cite.tfRmm('observed; runtime/rmi/vdev.c')],
    commands: onEach(LINKS, (c, name) => withRefusal(c, name, 'vdev_realm', { status: DEVICE })),
  },
  {
    slug: 'tf-stop-refuses-any-stream',
    about: 'STOP is refused as long as the PDEV has a stream, connected or not.',
    cites: [cite.tfRmm('runtime/rmi/pdev.c smc_pdev_stop: associated_stream_count')],
    commands: (c) =>
      withRefusal<PdevInput>(c, 'RMI_PDEV_STOP', 'pdev_stream_live', {
        when: (s, i) => {
          for (const name in s.streams)
            if (
              (name === i.pdev || i.pdev === 'rp') &&
              s.streams[name as EndpointName].state !== 'DISCONNECTED'
            )
              return true;
          return false;
        },
      }),
  },
  {
    slug: 'tf-destroy-states',
    about:
      'A VDEV in ERROR has to be unlocked before it can be destroyed (S2), and an exchange under way is left there.',
    cites: [cite.tfRmm('observed; runtime/rmi/vdev.c smc_vdev_destroy')],
    commands: (c) =>
      withRefusal<VdevInput>(c, 'RMI_VDEV_DESTROY', 'vdev_state', {
        when: (s, i) => !['NEW', 'UNLOCKED'].includes(s.vdevs[i.vdev].state),
      }),
  },
  {
    slug: 'tf-new-vdev-asks-nothing',
    about: 'The first COMMUNICATE of a new VDEV completes without a message to the device.',
    cites: [cite.tfRmm('runtime/rmi/pdev.c vdev_dispatch_cmd, VDEV_OP_UNLOCK')],
    commands: (c) =>
      withEffect<VdevCommunicateInput>(c, 'RMI_VDEV_COMMUNICATE', (original, s, i) => {
        const vdev = vdevAt(s, i.vdev);
        if (vdev.state !== 'NEW' || vdev.op !== 'UNLOCK') return original(s, i);
        vdev.state = 'UNLOCKED';
        vdev.op = 'NONE';
        vdev.comm = 'IDLE';
        return 'RMI_SUCCESS';
      }),
  },
  {
    slug: 'tf-lock-keeps-evidence',
    about:
      'LOCK draws a nonce of its own and leaves the other two, and both digests, as they were (F11, as in 2.0-bet1).',
    cites: [cite.tfRmm('observed; runtime/rmi/vdev.c smc_vdev_communicate')],
    commands: (c) =>
      withEffect<VdevCommunicateInput>(c, 'RMI_VDEV_COMMUNICATE', (original, s, i) => {
        const vdev = vdevAt(s, i.vdev);
        const { op, measNonce, reportNonce, measDigest, reportDigest } = vdev;
        const status = original(s, i);
        if (op === 'LOCK' && idle(vdev)) {
          vdev.measNonce = measNonce;
          vdev.reportNonce = reportNonce;
          vdev.measDigest = measDigest;
          vdev.reportDigest = reportDigest;
        }
        return status;
      }),
  },
  {
    slug: 'tf-stream-turns',
    about: 'The two ends of a stream take turns: root port, endpoint, root port, endpoint.',
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
  },
  {
    slug: 'tf-key-purge-not-supported',
    about: 'STREAM_KEY_PURGE is not there.',
    cites: [cite.tfRmm('observed; runtime/rmi/pdev.c smc_pdev_stream_key_purge')],
    commands: (c) =>
      withNewRefusal(
        c,
        'RMI_PDEV_STREAM_KEY_PURGE',
        { id: 'not_implemented', status: 'RMI_ERROR_NOT_SUPPORTED', when: () => true },
        'feat',
      ),
  },
  {
    slug: 'tf-unsupported-devices',
    about:
      'A device without SPDM, on chip, or of another category is not supported, where the text calls it an input error.',
    cites: [cite.tfRmm('observed; runtime/rmi/pdev.c validate_rmi_pdev_params')],
    commands: (c) =>
      withRefusal<PdevCreateInput>(c, 'RMI_PDEV_CREATE', 'flags_supp', { status: 'RMI_ERROR_NOT_SUPPORTED' }),
  },
  {
    slug: 'tf-da-off-is-unknown-call',
    about: 'Without feature DA every command answers as the SMCCC does to an unknown call.',
    cites: [cite.tfRmm('SMC_NOT_SUPPORTED')],
    commands: onEach(WITH_FEAT, (c, name) => withRefusal(c, name, 'feat', { status: 'SMC_NOT_SUPPORTED' })),
  },
  {
    slug: 'tf-vdev-ids-not-checked',
    about:
      'VDEV_CREATE does not ask whether the id or the TDI is taken; a taken stream table entry gets DEVICE.',
    cites: [cite.tfRmm('observed; runtime/rmi/vdev.c smc_vdev_create: TODO')],
    commands: all(
      (c) => withoutRefusal(c, 'RMI_VDEV_CREATE', 'vdev_id_free'),
      (c) => withRefusal(c, 'RMI_VDEV_CREATE', 'tdi_id_free', { status: DEVICE }),
      (c) => withRefusal(c, 'RMI_VDEV_CREATE', 'psmmu_st_l2', { status: DEVICE }),
    ),
  },
  {
    slug: 'tf-rsi-id-not-checked',
    about:
      'The first half of an RSI call does not ask whether the id is one of a VDEV; the host cannot complete it.',
    cites: [cite.tfRmm('observed; runtime/rsi/vdev.c: TODO')],
    commands: onEach(
      ['RSI_VDEV_GET_INFO', 'RSI_VDEV_DMA_ENABLE', 'RSI_VDEV_DMA_DISABLE', 'RSI_VDEV_VALIDATE_MAPPING'],
      (c, name) => withoutRefusal(c, name, 'vdev_id_free'),
    ),
  },
  {
    slug: 'tf-unmap-skips-void',
    about: 'RTT_DEV_UNMAP of an entry that maps nothing passes over it and succeeds.',
    cites: [cite.tfRmm('observed; runtime/rmi/rtt_unmap.c')],
    commands: all(
      (c) =>
        withRefusal<{ readonly ipa?: string; readonly rd?: string }>(c, 'RMI_RTT_DEV_UNMAP', 'rtte_state', {
          when: (_s, i) => i.ipa === 'RAM' || i.rd === 'OTHER_REALM',
        }),
      (c) =>
        withEffect<{ readonly page: number }>(c, 'RMI_RTT_DEV_UNMAP', (original, s, i) =>
          s.pages[i.page]!.output === 0 ? 'RMI_SUCCESS' : original(s, i),
        ),
    ),
  },
];
