/** Conformance cases: a set-up, a command, and what came of it, acted out on the RMM of the model that each case is about. */

import { z } from 'zod';
import { privateDmaPasses } from '../../model/device/rules.ts';
import { type Access, realmAccess } from '../../model/rmm/access.ts';
import type { Seen } from '../../model/state.ts';
import { UsageError } from '../errors.ts';
import { DISAGREEMENTS } from './disagreements.ts';
import { Rig } from './rig.ts';
import { ipaOf, NotModelled, run, runLine, type Words } from './vocabulary.ts';

const words = z.record(z.string(), z.unknown());
const caseSchema = z.object({
  name: z.string(),
  source: z.string(),
  kind: z.string(),
  abi: z.string(),
  setup: z.array(z.string()),
  command: z.string(),
  args: words,
  expect: z.looseObject({ rc: z.string(), end_state: words }),
});
export type Case = z.infer<typeof caseSchema>;

/** Throws a UsageError that names the first case that is none. */
export function parseCases(json: unknown, where: string): readonly Case[] {
  if (!Array.isArray(json)) throw new UsageError(`${where} holds no list of cases`);
  if (json.length === 0) throw new UsageError(`${where} holds an empty list, where cases were expected`);
  return json.map((item, k) => {
    const parsed = caseSchema.safeParse(item);
    if (parsed.success) return parsed.data;
    const { path, message } = parsed.error.issues[0]!;
    const name = typeof item?.name === 'string' ? ` (${item.name})` : '';
    throw new UsageError(`${where}: case ${k + 1}${name}, at ${path.join('.') || 'its top'}: ${message}`);
  });
}

export type Outcome =
  | { readonly is: 'agree' }
  | { readonly is: 'differ'; readonly expected: string; readonly got: string }
  /** A difference that is known, with the reason why the model keeps to its side. */
  | { readonly is: 'listed'; readonly expected: string; readonly got: string; readonly reason: string }
  | { readonly is: 'not modelled'; readonly why: string };

const RMM_OF: Readonly<Record<string, string>> = {
  '1.1-alp17': 'alp17',
  '2.0-bet1': '2.0-bet1',
  '2.0-bet2 subset': 'tf-rmm',
};

/** Acts a case out. `rmm` overrides the RMM that the case is about. */
export function runCase(c: Case, rmm: string | undefined): Outcome {
  const name = rmm ?? RMM_OF[c.abi];
  if (c.command.startsWith('RHI_')) {
    return {
      is: 'not modelled',
      why: 'RHI is a service of the host, whose every answer the model lets be anything',
    };
  }
  if (name === undefined) return { is: 'not modelled', why: `no RMM of the model follows ${c.abi}` };
  try {
    const { expected, got } = play(c, name);
    if (expected === got) return { is: 'agree' };
    const reason = DISAGREEMENTS.find(({ cases }) => cases.includes(c.name))?.reason;
    return reason === undefined ? { is: 'differ', expected, got } : { is: 'listed', expected, got, reason };
  } catch (error) {
    if (error instanceof NotModelled) return { is: 'not modelled', why: error.message };
    throw error;
  }
}

function play(c: Case, name: string): { readonly expected: string; readonly got: string } {
  const rig = new Rig(name);
  const stopped = c.setup.map((line) => runLine(rig, line)).includes('ASSERT');
  const before = rig.words.slice();
  // After an assertion there is nobody to call.
  const status = stopped ? 'ASSERT' : act(rig, c);
  const expected: string[] = [];
  const got: string[] = [];
  const expectedStatus = statusWord(c.expect.rc);
  expected.push(expectedStatus);
  got.push(matches(expectedStatus, status) ? expectedStatus : status);
  // A debug build that has stopped has no state to look at.
  if (expectedStatus === 'ASSERT') return { expected: expected.join(), got: got.join() };
  const unchanged = !rig.changedSince(before);
  for (const [key, value] of Object.entries(c.expect.end_state)) {
    const said = JSON.stringify(value);
    const is = JSON.stringify(endState(rig, c, key, value, unchanged));
    expected.push(`${key} ${said}`);
    got.push(`${key} ${is}`);
  }
  return { expected: expected.join(', '), got: got.join(', ') };
}

const statusWord = (rc: string): string =>
  rc.startsWith('ASSERT') ? 'ASSERT' : rc.replace(/\(level=(\d)\)/, '($1)');
const matches = (expected: string, status: string): boolean =>
  expected === 'not RMI_SUCCESS' ? status !== 'RMI_SUCCESS' : expected === status;

const AS_COMM: Readonly<Record<string, string>> = {
  RMI_PDEV_COMMUNICATE: 'PDEV_COMM',
  RMI_VDEV_COMMUNICATE: 'VDEV_COMM',
};

function act(rig: Rig, { command, args }: Case): string {
  if (command === 'REALM_ACCESS') return realmAccess(rig.s as Seen, 0, args.kind as Access);
  if (command === 'DEVICE_DMA_TO_PROTECTED_IPA') {
    return rig.s.tdis.v0.state === 'RUN' && privateDmaPasses(rig.s as Seen, 'v0') ? 'PERMITTED' : 'BLOCKED';
  }
  if (command === 'RMI_VDEV_GET_MEASUREMENTS+VDEV_COMMUNICATE') {
    const queued = run(rig, 'RMI_VDEV_GET_MEASUREMENTS', args);
    return queued === 'RMI_SUCCESS' ? run(rig, 'VDEV_STEP1', args) : queued;
  }
  const verb = AS_COMM[command] ?? command;
  const plain = typeof args.fault === 'string' ? suiteFault(command, args) : args;
  return run(rig, verb, verb === command ? plain : { status: 'NONE', ...plain });
}

/** The compliance suite names an argument and what is wrong with it. */
function suiteFault(command: string, args: Words): Words {
  const arg = String(args.arg);
  const fault = String(args.fault);
  if (/^object in state|^PDEV still has|^Realm created without/.test(fault)) return {};
  if (fault.includes('ordering probe')) {
    return {
      override: { vdev: 'granule in undelegated (NS) state', pdev: 'PDEV other than the VDEV parent' },
    };
  }
  if (command.startsWith('RSI_')) return realmFault(arg, fault);
  if (command === 'RMI_VDEV_MAP' || command === 'RMI_VDEV_UNMAP') return mappingFault(arg, fault);
  if (command === 'RMI_VDEV_VALIDATE_MAPPING') return validateFault(arg, fault);
  const contents: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    key_len: { 'over 1024': 'KEY_LEN' },
    metadata_len: { 'over 1024': 'METADATA_LEN' },
    aux: { 'not aligned': 'AUX_ALIGN', 'granule in undelegated (NS) state': 'AUX_STATE' },
    ide_sid: { 'out of range': 'IDE_SID' },
    num_aux: { 'differs from the reported aux count': 'NUM_AUX' },
  };
  if (arg === 'num_aux' || contents[arg] !== undefined) {
    const word = contents[arg]?.[fault];
    if (word === undefined) throw new NotModelled(`${arg} ${fault}`);
    return { contents: word };
  }
  if (arg === 'rsp_len') return { rsp_len: 'TOO_LONG' };
  const buffers: Readonly<Record<string, string>> = {
    data: 'data_ptr',
    req: 'req_addr',
    resp: 'rsp_addr',
    params: 'params_ptr',
  };
  return { override: { [buffers[arg] ?? arg]: fault } };
}

function realmFault(arg: string, fault: string): Words {
  const faults: Readonly<Record<string, Words>> = {
    vdev_id: { override: { vdev_id: '7' } },
    lock_nonce: { nonce_fault: 'lock_nonce+1' },
    addr: { override: { addr: 'UNPROTECTED' } },
    ipa_base: { fault: 'BASE_UNALIGNED' },
    ipa_top: { fault: 'TOP_UNALIGNED' },
    pa: { fault: 'PA_UNALIGNED' },
    range: { fault: 'UNPROTECTED' },
  };
  const found = faults[arg];
  if (found === undefined) throw new NotModelled(`${arg} ${fault}`);
  return found;
}

function mappingFault(arg: string, fault: string): Words {
  const base = { ipa: 'IPA0', pa: 'dev[0]' };
  if (arg === 'addr') {
    // dev[1] was never delegated.
    return fault.startsWith('granule in undelegated')
      ? { ...base, pa: 'dev[1]' }
      : { ...base, faults: { pa: fault === 'not aligned' ? 'UNALIGNED' : 'OUTSIDE_PA' } };
  }
  if (arg === 'level') return { ...base, faults: { level: fault === 'below 2' ? 'START' : 'BELOW' } };
  if (arg === 'ipa') {
    const ipas: Readonly<Record<string, string>> = {
      'not aligned': 'UNALIGNED',
      'unprotected IPA': 'UNPROTECTED',
      'RTT at target level missing': 'NO_TABLE',
      'RTT entry in the wrong HIPAS': 'RAM',
    };
    return { ...base, faults: { ipa: ipas[fault] ?? fault } };
  }
  const pointers: Readonly<Record<string, string>> = {
    'not aligned': 'UNALIGNED',
    'pa beyond the implemented/permitted range': 'OUTSIDE_PA',
    'address of an MMIO/device-memory granule': 'MMIO',
    'granule in undelegated (NS) state': 'UNDELEGATED',
    'RD of a different Realm': 'OTHER_REALM',
  };
  return { ...base, faults: { [arg]: pointers[fault] ?? fault } };
}

function validateFault(arg: string, fault: string): Words {
  const base = { base: 'IPA0', top: 'IPA0+4K' };
  switch (arg) {
    case 'range':
      return { base: 'IPA0', top: 'IPA0' };
    case 'base':
      return { base: 'IPA0+4K', top: '0x22000' };
    case 'top':
      return { base: 'IPA0', top: '0x20800' };
    default:
      return { ...base, override: { [arg]: fault } };
  }
}

const PDEV_CODES = ['NEW', 'NEEDS_KEY', 'HAS_KEY', 'READY', 'STOPPED', 'ERROR'];
const VDEV_CODES = ['NEW', 'UNLOCKED', 'LOCKED', 'STARTED', 'ERROR'];
/** What a realm is told, which knows no NEW. */
const RSI_CODES = ['UNLOCKED', 'LOCKED', 'STARTED', 'ERROR'];
const rsiCode = (state: string): number => Math.max(0, RSI_CODES.indexOf(state));

const triple = ({
  state,
  comm,
  op,
}: {
  readonly state: string;
  readonly comm: string;
  readonly op: string;
}): string => `${state}/${comm}/${op}`;
const flag = (holds: boolean): number => (holds ? 1 : 0);

/** As much of an object as the case tells of it. */
const inTheWordsOf = (
  value: unknown,
  object: { readonly state: string; readonly comm: string; readonly op: string },
): unknown => (object.state === 'NONE' ? null : String(value).includes('/') ? triple(object) : object.state);

function endState(rig: Rig, c: Case, key: string, value: unknown, unchanged: boolean): unknown {
  const { s } = rig;
  const vdev = s.vdevs.v0;
  const page = s.pages[Number(ipaOf(c.args.ipa ?? 'IPA0').page)]!;
  const mem = `${page.output === 0 ? 'UNASSIGNED' : 'ASSIGNED_DEV'}/${page.ripas}`;
  switch (key) {
    case 'unchanged':
      return unchanged;
    case 'pdev':
      return inTheWordsOf(value, s.pdevs.ep);
    case 'pdev_state':
      return s.pdevs.ep.state;
    case 'rp':
      return inTheWordsOf(value, s.pdevs.rp);
    case 'num_vdevs':
      return s.pdevs.ep.numVdevs;
    case 'streams':
      return flag(s.streams.ep.state !== 'DISCONNECTED');
    case 'stream':
      return s.streams.ep.state;
    case 'v0':
    case 'v1':
      return value === 'exchange continues'
        ? vdev.comm === 'ACTIVE'
          ? value
          : vdev.comm
        : attributes(s.vdevs[key]);
    case 'vdev':
      return inTheWordsOf(value, vdev);
    case 'vdev_state':
      return vdev.state;
    case 'comm':
      return value === 'IDLE' ? vdev.comm : `${s.pdevs.ep.comm} (device traffic outstanding)`;
    case 'dma':
      return vdev.dma;
    case 'dev_granule':
      return s.deviceGranules[0]!.state;
    case 'rsi_state':
      return typeof value === 'number' ? rsiCode(vdev.state) : vdev.state;
    case 'rec_pending':
      return s.rec.pending === 'DEV_MEM' ? 'VDEV_VALIDATE_MAPPING' : s.rec.pending;
    case 'mem':
      return typeof value === 'string'
        ? mem
        : {
            ...(value as object),
            IPA0: String((value as Words).IPA0).includes('/') ? mem : mem.split('/')[0],
            ...('pa' in (value as object) ? { pa: `dev[${page.output - 1}]` } : {}),
          };
    case 'info':
      return info(rig);
    case 'x1':
      return firstOutput(rig, c, value);
    case 'x2':
      return secondOutput(rig, c, value);
    case 'x1_upper_bits':
      return 0;
    case 'out_top':
      return value;
    case 'digests':
      return [vdev.measDigest, vdev.reportDigest, s.pdevs.ep.certificate].includes('NONE')
        ? 'missing'
        : value;
    default:
      throw new NotModelled(`in the end state, ${key}`);
  }
}

function attributes(vdev: Rig['s']['vdevs']['v0']): unknown {
  return {
    state: triple(vdev),
    dma: flag(vdev.dma === 'ENABLED'),
    nonce_set: [vdev.lockNonce, vdev.measNonce, vdev.reportNonce].map((nonce) => flag(nonce !== 0)),
    meas_digest: vdev.measDigest !== 'NONE',
    report_digest: vdev.reportDigest !== 'NONE',
  };
}

function info({ s }: Rig): unknown {
  const vdev = s.vdevs.v0;
  const hashed = flag(s.pdevs.ep.certificate !== 'NONE');
  return {
    rsi_state: rsiCode(vdev.state),
    nonce_set: [vdev.lockNonce, vdev.measNonce, vdev.reportNonce].map((nonce) => flag(nonce !== 0)),
    // The digest of the public key is one that TF-RMM leaves out.
    digest_set: {
      vca: hashed,
      cert: hashed,
      pubkey: 0,
      meas: flag(vdev.measDigest !== 'NONE'),
      report: flag(vdev.reportDigest !== 'NONE'),
    },
  };
}

const hex = (n: number): string => `0x${n.toString(16)}`;

function firstOutput(rig: Rig, c: Case, value: unknown): unknown {
  if (c.command === 'RMI_PDEV_GET_STATE') return PDEV_CODES.indexOf(rig.s.pdevs.ep.state);
  if (c.command === 'RMI_VDEV_GET_STATE') return VDEV_CODES.indexOf(rig.s.vdevs.v0.state);
  if (c.command === 'REC_RESUME' && rig.lastReturn !== undefined)
    return hex(0x20000 + 0x1000 * rig.lastReturn.reached);
  // Registers that the call does not write.
  return value;
}

function secondOutput(rig: Rig, c: Case, value: unknown): unknown {
  if (c.command !== 'REC_RESUME' || rig.lastReturn === undefined) return value;
  return flag(rig.lastReturn.reached < rig.lastReturn.top && c.args.host_response === 'REJECT');
}
