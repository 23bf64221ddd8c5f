/**
 * RMI_PDEV_SET_PUBKEY. That the key is the one of the certificate's leaf is what A9.2.4.1 says a session means, but no
 * failure condition of B4.5.31 asks for it; TF-RMM compares and answers RMI_ERROR_DEVICE. We take the comparison. A key is
 * taken even while a stop is queued, by the text and by TF-RMM; the operation stays, and the PDEV stops all the same.
 */

import { cite } from '../../cite.ts';
import { equalBytes } from '../../evidence/bytes.ts';
import type { Catalogue } from '../../evidence/catalogue.ts';
import { parseCertificateChain } from '../../evidence/certificate-chain.ts';
import { rmi } from '../../rule.ts';
import {
  argumentsOf,
  type Buffer,
  endpoints,
  type PdevInput,
  pdevAt,
  WRONG_BUFFERS,
  WRONG_POINTERS,
} from '../arguments.ts';
import { buffer, DEVICE, feat, INPUT, onArguments, pdevIsPdev } from '../conditions.ts';
import type { Rmm } from '../version.ts';

export type Key = 'GENUINE' | 'OTHER_DEVICE' | 'INTERMEDIATE';
export type SetPubkeyInput = PdevInput & {
  readonly key: Key;
  readonly params?: Buffer;
  /** What is wrong with RmiPublicKeyParams. KEY: the bytes are no key of the algorithm. */
  readonly contents?: 'ALGO' | 'KEY_LEN' | 'METADATA_LEN' | 'KEY';
};

/** Whether `key` is the public key of the last certificate in the chain that `certificate` names, by their bytes. */
export function keyMatches(catalogue: Catalogue, certificate: string, key: Key): boolean {
  const { leaf, intermediate, other } = catalogue.deviceKeys;
  const offered = { GENUINE: leaf, OTHER_DEVICE: other, INTERMEDIATE: intermediate }[key];
  const entry = certificate === 'GENUINE' || certificate === 'OTHER_DEVICE' ? certificate : undefined;
  const bytes = entry && catalogue.entry('CERTIFICATE', entry)?.bytes;
  const chain = bytes && parseCertificateChain(bytes);
  if (!chain?.ok) return false;
  const { publicKey } = chain.value.certificates.at(-1)!;
  return publicKey.algorithm === offered.algorithm && equalBytes(publicKey.key, offered.key);
}

const KEYS: readonly Key[] = ['GENUINE', 'OTHER_DEVICE', 'INTERMEDIATE'];

export function rmiPdevSetPubkey({ catalogue, tries }: Rmm) {
  const matching = new Set(
    KEYS.flatMap((key) =>
      ['GENUINE', 'OTHER_DEVICE'].filter((c) => keyMatches(catalogue, c, key)).map((c) => `${c} ${key}`),
    ),
  );
  return rmi<SetPubkeyInput>({
    name: 'RMI_PDEV_SET_PUBKEY',
    cites: [cite.rmm('B4.5.31'), cite.rmm('A9.2.4.1'), cite.tfRmm('runtime/rmi/pdev.c: key match')],
    inputs: argumentsOf<SetPubkeyInput>(
      tries,
      { pdev: endpoints(tries), key: KEYS },
      {
        pdev: ['rp', ...WRONG_POINTERS],
        params: WRONG_BUFFERS,
        contents: ['ALGO', 'KEY_LEN', 'METADATA_LEN', 'KEY'],
      },
    ),
    refusals: [
      feat,
      ...pdevIsPdev,
      ...buffer<SetPubkeyInput>('params', (i) => i.params),
      onArguments('params_valid', INPUT, (i) => i.contents === 'ALGO'),
      onArguments('key_len', INPUT, (i) => i.contents === 'KEY_LEN'),
      onArguments('metadata_len', INPUT, (i) => i.contents === 'METADATA_LEN'),
      onArguments('key_valid', INPUT, (i) => i.contents === 'KEY'),
      { id: 'pdev_state', status: DEVICE, when: (s, i) => pdevAt(s, i.pdev).state !== 'NEEDS_KEY' },
      {
        id: 'key_match',
        status: DEVICE,
        when: (s, i) => !matching.has(`${pdevAt(s, i.pdev).certificate} ${i.key}`),
      },
    ],
    effect: (s, i) => {
      const pdev = pdevAt(s, i.pdev);
      pdev.state = 'HAS_KEY';
      pdev.comm = 'PENDING';
      // An intermediate's key belongs to no responder of this world: it is nobody's, like the other device's here.
      pdev.key = i.key === 'GENUINE' ? 'GENUINE' : 'OTHER_DEVICE';
    },
    footprint: ['pdevs'],
  });
}
