/**
 * RMI_PDEV_SET_PUBKEY. That the key is the one of the certificate's leaf is what A9.2.4.1 says a session means, but no
 * failure condition of B4.5.31 asks for it; TF-RMM compares and answers RMI_ERROR_DEVICE. We take the comparison.
 */

import { cite } from '../../cite.ts';
import { equalBytes } from '../../evidence/bytes.ts';
import type { Catalogue } from '../../evidence/catalogue.ts';
import { parseCertificateChain } from '../../evidence/certificate-chain.ts';
import { type Command, rmi } from '../../rule.ts';
import { pdevGranState } from '../conditions.ts';

export type KeyInput = { readonly key: 'GENUINE' | 'OTHER_DEVICE' | 'INTERMEDIATE' };

/** Whether `key` is the public key of the last certificate in the chain that `certificate` names, by their bytes. */
export function keyMatches(catalogue: Catalogue, certificate: string, key: KeyInput['key']): boolean {
  const { leaf, intermediate, other } = catalogue.deviceKeys;
  const offered = { GENUINE: leaf, OTHER_DEVICE: other, INTERMEDIATE: intermediate }[key];
  const entry = certificate === 'GENUINE' || certificate === 'OTHER_DEVICE' ? certificate : undefined;
  const bytes = entry && catalogue.entry('CERTIFICATE', entry)?.bytes;
  const chain = bytes && parseCertificateChain(bytes);
  if (!chain?.ok) return false;
  const { publicKey } = chain.value.certificates.at(-1)!;
  return publicKey.algorithm === offered.algorithm && equalBytes(publicKey.key, offered.key);
}

export function rmiPdevSetPubkey(catalogue: Catalogue): Command<KeyInput> {
  const inputs = [{ key: 'GENUINE' }, { key: 'OTHER_DEVICE' }, { key: 'INTERMEDIATE' }] as const;
  const matching = new Set(
    inputs.flatMap(({ key }) =>
      ['GENUINE', 'OTHER_DEVICE'].filter((c) => keyMatches(catalogue, c, key)).map((c) => `${c} ${key}`),
    ),
  );
  return rmi<KeyInput>({
    name: 'RMI_PDEV_SET_PUBKEY',
    cites: [cite.rmm('B4.5.31'), cite.rmm('A9.2.4.1'), cite.tfRmm('runtime/rmi/pdev.c: key match')],
    inputs,
    refusals: [
      pdevGranState,
      { id: 'pdev_state', status: 'RMI_ERROR_DEVICE', when: (s) => s.pdev.state !== 'NEEDS_KEY' },
      // While a stop is queued out of NEEDS_KEY the text would still take a key and lose the stop.
      { id: 'comm_state', status: 'RMI_ERROR_DEVICE', when: (s) => s.pdev.comm !== 'IDLE' },
      {
        id: 'key_match',
        status: 'RMI_ERROR_DEVICE',
        when: (s, i) => !matching.has(`${s.pdev.certificate} ${i.key}`),
      },
    ],
    effect: (s, i) => {
      s.pdev.state = 'HAS_KEY';
      s.pdev.comm = 'PENDING';
      // An intermediate's key belongs to no responder of this world: it is nobody's, like the other device's here.
      s.pdev.key = i.key === 'GENUINE' ? 'GENUINE' : 'OTHER_DEVICE';
    },
    footprint: ['pdev'],
  });
}
