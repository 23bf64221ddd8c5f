/**
 * The calls that the console of TF-RMM names, and what a whole line of each has: how many arguments, which statuses, how many
 * outputs. Facts from runtime/core/handler.c, runtime/rsi/logger.c, lib/smc/include/smc-rmi.h and smc-rsi.h at 9a7f8ef46378.
 */

/** How many arguments each call about device assignment has. */
export const ARGUMENTS: Readonly<Record<string, number>> = {
  RMI_PDEV_ABORT: 1,
  RMI_PDEV_COMMUNICATE: 2,
  RMI_PDEV_CREATE: 2,
  RMI_PDEV_DESTROY: 1,
  RMI_PDEV_GET_STATE: 1,
  RMI_PDEV_SET_PUBKEY: 2,
  RMI_PDEV_STOP: 1,
  RMI_PDEV_STREAM_CONNECT: 1,
  RMI_PDEV_STREAM_COMPLETE: 3,
  RMI_PDEV_STREAM_DISCONNECT: 3,
  RMI_PDEV_STREAM_KEY_REFRESH: 3,
  RMI_PDEV_STREAM_KEY_PURGE: 3,
  RMI_VDEV_ABORT: 3,
  RMI_VDEV_COMMUNICATE: 4,
  RMI_VDEV_COMPLETE: 2,
  RMI_VDEV_CREATE: 4,
  RMI_VDEV_DESTROY: 3,
  RMI_VDEV_GET_STATE: 1,
  RMI_VDEV_GET_INTERFACE_REPORT: 3,
  RMI_VDEV_GET_MEASUREMENTS: 4,
  RMI_VDEV_LOCK: 3,
  RMI_VDEV_START: 3,
  RMI_VDEV_UNLOCK: 3,
  RSI_VDEV_GET_INFO: 2,
  RSI_VDEV_DMA_ENABLE: 6,
  RSI_VDEV_DMA_DISABLE: 1,
  RSI_VDEV_VALIDATE_MAPPING: 8,
};

/** Calls that the explanation needs besides: they make the realm, its REC and the stream table. */
export const CONTEXT: Readonly<Record<string, number>> = {
  RMI_REALM_CREATE: 2,
  RMI_REC_CREATE: 3,
  RMI_PSMMU_ST_L2_CREATE: 2,
};

/** How many outputs a call may show when it succeeds; the others show none. UNLOCK has had one only since RMM 2.0. */
const OUTPUTS: Readonly<Record<string, readonly number[]>> = {
  RMI_PDEV_GET_STATE: [1],
  RMI_VDEV_GET_STATE: [1],
  RMI_PDEV_STREAM_CONNECT: [1],
  RMI_VDEV_UNLOCK: [0, 1],
  RSI_VDEV_VALIDATE_MAPPING: [2],
};

/** All other names, to know a call again that other output was printed into. */
const OTHERS =
  `VERSION FEATURES GRANULE_RANGE_DELEGATE GRANULE_RANGE_UNDELEGATE GRANULE_TRACKING_GET GPT_L1_CREATE RMM_CONFIG_GET
  RMM_CONFIG_SET RMM_ACTIVATE REALM_ACTIVATE REALM_TERMINATE REALM_DESTROY REC_DESTROY REC_ENTER PSCI_COMPLETE RTT_CREATE
  RTT_DESTROY RTT_FOLD RTT_READ_ENTRY RTT_INIT_RIPAS RTT_SET_RIPAS RTT_SET_S2AP RTT_DATA_MAP_INIT RTT_DATA_MAP RTT_DATA_UNMAP
  RTT_UNPROT_MAP RTT_UNPROT_UNMAP RTT_DEV_MAP RTT_DEV_UNMAP RTT_DEV_VALIDATE RTT_AUX_CREATE RTT_AUX_DESTROY RTT_AUX_FOLD
  RTT_AUX_MAP_PROTECTED RTT_AUX_MAP_UNPROTECTED RTT_AUX_UNMAP_PROTECTED RTT_AUX_UNMAP_UNPROTECTED PSMMU_ACTIVATE
  PSMMU_DEACTIVATE PSMMU_ST_L2_DESTROY OP_CONTINUE OP_CANCEL OP_MEM_DONATE OP_MEM_RECLAIM`
    .split(/\s+/)
    .map((name) => `RMI_${name}`)
    .concat(
      `VERSION FEATURES MEASUREMENT_READ MEASUREMENT_EXTEND ATTEST_TOKEN_INIT ATTEST_TOKEN_CONTINUE REALM_CONFIG
      IPA_STATE_SET IPA_STATE_GET HOST_CALL MEM_GET_PERM_VALUE MEM_SET_PERM_INDEX MEM_SET_PERM_VALUE PLANE_ENTER
      PLANE_SYSREG_READ PLANE_SYSREG_WRITE`
        .split(/\s+/)
        .map((name) => `RSI_${name}`),
    );

export const NAMES: ReadonlySet<string> = new Set([
  ...Object.keys(ARGUMENTS),
  ...Object.keys(CONTEXT),
  ...OTHERS,
]);

/** In the order of their codes. */
const STATUSES = {
  RMI: [
    ...['SUCCESS', 'ERROR_INPUT', 'ERROR_REALM', 'ERROR_REC', 'ERROR_RTT', 'ERROR_NOT_SUPPORTED'],
    ...['ERROR_DEVICE', 'ERROR_RTT_AUX', 'ERROR_PSMMU_ST', 'ERROR_DPT', 'BUSY', 'ERROR_GLOBAL'],
    ...['ERROR_TRACKING', 'INCOMPLETE', 'BLOCKED', 'ERROR_GPT', 'ERROR_GRANULE'],
  ],
  RSI: ['SUCCESS', 'ERROR_INPUT', 'ERROR_STATE', 'INCOMPLETE', 'ERROR_UNKNOWN', 'ERROR_DEVICE'],
} as const;

/** What the SMCCC says of a call that is not there. The console shows it as a number. */
const NOT_SUPPORTED = 'SMC_NOT_SUPPORTED';
const NOT_SUPPORTED_CODE = 'ffffffffffffffff';

/** What is wrong with a line, as the end of a sentence that begins with its place. */
export class Bad extends Error {}

const familyOf = (name: string): 'RMI' | 'RSI' => (name.startsWith('RSI_') ? 'RSI' : 'RMI');

/** The name of a status code, where it has one. A code is in the low eight bits (status.h). */
export function statusOf(name: string, code: string): string | undefined {
  if (code === NOT_SUPPORTED_CODE) return NOT_SUPPORTED;
  const family = familyOf(name);
  const found = STATUSES[family][Number(BigInt(`0x${code}`) & 0xffn)];
  return found === undefined ? undefined : `${family}_${found}`;
}

/** The status that a line shows: a name, or the number of a code that has none. */
export function readStatus(name: string, word: string, hex: RegExp): string {
  const family = familyOf(name);
  if (word === NOT_SUPPORTED) return word;
  if (word.startsWith(`${family}_`) && (STATUSES[family] as readonly string[]).includes(word.slice(4)))
    return word;
  const code = hex.exec(word)?.[1];
  const named = code === undefined ? word : statusOf(name, plain(code));
  if (named === NOT_SUPPORTED) return named;
  if (code !== undefined && named === undefined) return `0x${plain(code)}`;
  throw new Bad(`${name} answers "${short(word)}", where the name of an ${family} status was expected`);
}

/** A register of 64 bits, as the console prints it, and as somebody may write it. */
export const PRINTED_HEX = /^([0-9a-f]{1,16})$/;
export const WRITTEN_HEX = /^(?:0x)?([0-9a-f]{1,16})$/i;
const plain = (hex: string): string => hex.toLowerCase().replace(/^0+(?=.)/, '');
const short = (word: string): string => (word.length > 40 ? `${word.slice(0, 40)}…` : word);

/** Lower case hexadecimal, without leading zeros. */
export const readNumbers = (words: readonly string[], what: string, name: string, hex: RegExp): string[] =>
  words.map((word, k) => {
    const found = hex.exec(word);
    if (found !== null) return plain(found[1]!);
    throw new Bad(
      `${what} ${k + 1} of ${name} is "${short(word)}", where a hexadecimal number of at most 64 bits was expected`,
    );
  });

/** Holds a line against what its call has. Of a call that is about something else, only its status is looked at. */
export function check(name: string, args: number, status: string | undefined, outs: number): void {
  const wanted = ARGUMENTS[name] ?? CONTEXT[name];
  if (wanted !== undefined && args !== wanted)
    throw new Bad(`${name} has ${count(args, 'argument')}, where ${wanted} ${be(wanted)} expected`);
  if (status === undefined) {
    if (familyOf(name) === 'RMI')
      throw new Bad(`${name} has no status, where one was expected after its arguments`);
    return;
  }
  if (wanted === undefined) return;
  const succeeds = status === 'RMI_SUCCESS' || familyOf(name) === 'RSI';
  // A stateful operation shows its handle and what memory it asks for.
  const may = status === 'RMI_INCOMPLETE' ? [0, 1, 2] : succeeds ? (OUTPUTS[name] ?? [0]) : [0];
  if (!may.includes(outs))
    throw new Bad(
      `${name} answers ${status} with ${count(outs, 'output')}, where ${may.join(' or ')} ${be(may.at(-1)!)} expected`,
    );
}

const count = (n: number, one: string): string => `${n} ${one}${n === 1 ? '' : 's'}`;
const be = (n: number): string => (n === 1 ? 'was' : 'were');
