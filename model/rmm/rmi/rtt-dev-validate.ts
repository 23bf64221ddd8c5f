/**
 * RMI_RTT_DEV_VALIDATE (1.1-alp17: RMI_VDEV_VALIDATE_MAPPING), one page at a time: carries out what the realm asked for.
 * By B4.5.71 it does not look at the VDEV's state, which may have changed since the realm asked: see
 * counterexamples/validate-after-unlock. The hardened rules look again. 2.0-bet1 has the host name a PDEV and a VDEV that
 * belong together; earlier and later texts do not.
 */

import { cite } from '../../cite.ts';
import { given, rmi } from '../../rule.ts';
import {
  argumentsOf,
  isStranger,
  ownerOf,
  pagesAt,
  type RecPointer,
  realmsOf,
  recAt,
  WRONG_POINTERS,
} from '../arguments.ts';
import { DEVICE, feat, INPUT, onArguments, rdIsRd, recIsRec } from '../conditions.ts';
import { numbers, type PageInput, rttStatus, rttWalk, wrongPages } from '../pages.ts';
import type { Rmm, Tries } from '../version.ts';

export type ValidateInput = PageInput & {
  readonly rec?: RecPointer;
  /** The end of the range: after this page, if absent. */
  readonly top?: 'UNALIGNED' | 'BELOW_BASE' | 'ABOVE_REQUEST';
};

/** The RECs of both realms, where there are two. */
const recsOf = ({ realms }: Tries): { readonly rec?: readonly RecPointer[] } =>
  realms === 2 ? { rec: ['REC', 'OTHER_REC'] } : {};

export const rmiRttDevValidate = ({ version, tries }: Rmm) =>
  rmi<ValidateInput>({
    name: version === '1.1-alp17' ? 'RMI_VDEV_VALIDATE_MAPPING' : 'RMI_RTT_DEV_VALIDATE',
    cites: [
      cite.rmm('B4.5.71'),
      cite.tfRmm('runtime/rmi/rtt.c: RIPAS must be EMPTY'),
      cite.acs('cmd_vdev_validate_mapping'),
    ],
    inputs: argumentsOf<ValidateInput>(
      tries,
      { page: numbers(tries.pages), ...realmsOf(tries), ...recsOf(tries) },
      {
        ...wrongPages(version),
        rec: ['OTHER_REC', 'RUNNING', ...WRONG_POINTERS],
        top: ['UNALIGNED', 'BELOW_BASE', 'ABOVE_REQUEST'],
      },
      'pages',
    ),
    refusals: [
      feat,
      ...rdIsRd,
      ...recIsRec,
      onArguments('size_valid', INPUT, (i) => i.top === 'BELOW_BASE'),
      onArguments('top_gran_align', INPUT, (i) => i.top === 'UNALIGNED'),
      onArguments('rec_state', 'RMI_ERROR_REC', (i) => i.rec === 'RUNNING'),
      onArguments('rec_owner', 'RMI_ERROR_REC', (i) => ownerOf(i.rec) !== (i.rd ?? 'REALM')),
      {
        id: 'base_bound',
        status: INPUT,
        when: (s, i) => {
          const { pending, progress, top } = recAt(s, i.rec);
          return (
            (i.ipa !== undefined && i.ipa !== 'NO_TABLE' && i.ipa !== 'NO_ROOT_ENTRY') ||
            isStranger(s, i.rd) ||
            pending !== 'DEV_MEM' ||
            progress !== i.page ||
            i.page >= top
          );
        },
      },
      onArguments('top_bound', INPUT, (i) => i.top === 'ABOVE_REQUEST'),
      {
        id: 'vdev_state',
        status: DEVICE,
        when: (s, i) => {
          const vdev = s.vdevs[recAt(s, i.rec).vdev];
          return (vdev.state !== 'LOCKED' && vdev.state !== 'STARTED') || vdev.comm !== 'IDLE';
        },
      },
      ...rttWalk,
      // B4.5.71 asks for entries that can be walked; that RIPAS must be EMPTY was observed on TF-RMM.
      {
        id: 'no_progress',
        status: rttStatus(3),
        when: (s, i) => pagesAt(s, i.rd)[i.page]!.ripas !== 'EMPTY',
      },
      {
        id: 'linear_map',
        status: rttStatus(3),
        when: (s, i) => {
          const rec = recAt(s, i.rec);
          const { output } = pagesAt(s, i.rd)[i.page]!;
          return output === 0 || output !== rec.output + (i.page - rec.base);
        },
      },
    ],
    effect: (s, i) => {
      pagesAt(s, i.rd)[i.page]!.ripas = 'DEV';
      recAt(s, i.rec).progress = i.page + 1;
    },
    footprint: ['pages', 'rec.progress', ...given(tries.realms === 2, 'otherPages', 'otherRec.progress')],
  });
