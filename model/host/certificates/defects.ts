/** What versions of the host series get wrong between a cached certificate chain and the key that it gives to the RMM. */

import { cite } from '../../cite.ts';
import type { Defects, Having } from '../../defect.ts';

export const certificateDefects = {
  'header-tested-with-and': {
    rows: ['B35'],
    what: 'A certificate passes with one of its first two bytes right, and its length is read from where none is.',
    cites: [
      cite.host('v3c-09, v4c-07 x509_get_certificate_length: moved code'),
      cite.list('Sashiko, 2026-05-08; mainline 3b626ba431c4'),
    ],
  },
  'length-kept-unsigned': {
    rows: ['B10a'],
    what: 'The length of a certificate is kept unsigned, so that an error is a length beyond all memory.',
    cites: [cite.host('v1 connect series, chain walk'), cite.inferred('B10a')],
  },
  'last-readable-certificate-taken': {
    rows: ['B10'],
    what: 'The key is stored at each certificate, and whether the walk reached the end of the chain is not asked.',
    cites: [cite.host('v2-12 against v3c-10'), cite.list('Jonathan Cameron and Jason Gunthorpe on v2-12')],
  },
  'rsa-size-not-asked': {
    rows: ['B10'],
    what: 'An RSA key of any size is taken for RSA-3072.',
    cites: [cite.host('v2-12 against v3c-10'), cite.list('Jonathan Cameron and Jason Gunthorpe on v2-12')],
  },
  'key-lengths-are-literals': {
    rows: ['B10'],
    what: 'Keys are copied with the literal lengths 65, 97 and 385, whatever length they have.',
    cites: [cite.host('v2-12'), cite.list('Jonathan Cameron and Jason Gunthorpe on v2-12')],
  },
  'key-copy-unbounded': {
    rows: ['B28'],
    what: 'An EC point and an RSA exponent go into fields of 1024 bytes, whatever length they have.',
    cites: [cite.host('v3c-10, v4c-08 pdev_set_public_key'), cite.inferred('B28')],
  },
  'second-san-taken': {
    rows: [],
    what: 'A second SubjectAltName replaces the first (seeded).',
    cites: [cite.host('v3c-08, v4c-06 refuse it, which this undoes')],
  },
} as const satisfies Defects;

export type CertificateDefect = keyof typeof certificateDefects;
export type HasCertificate = Having<CertificateDefect>;

/** The posted versions, as far as their text was to be had: of v1 the walk alone. */
export const certificateVersions = {
  'rfc-v2': new Set([
    'header-tested-with-and',
    'last-readable-certificate-taken',
    'rsa-size-not-asked',
    'key-lengths-are-literals',
  ]),
  'rfc-v3': new Set(['header-tested-with-and', 'key-copy-unbounded']),
  'rfc-v4': new Set(['header-tested-with-and', 'key-copy-unbounded']),
  hardened: new Set(),
} as const satisfies Readonly<Record<string, HasCertificate>>;
