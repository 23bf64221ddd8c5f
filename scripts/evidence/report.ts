/**
 * Judges an interface report by what a guest would make of it (model/guest/mmio/tee-ranges.ts, hardened): which ranges it
 * would map private and where. Without the BARs of the guest only what does not depend on them is judged.
 */

import type { InterfaceReport, MmioRange } from '../../model/evidence/interface-report.ts';
import { type Bar, teeRanges } from '../../model/guest/mmio/tee-ranges.ts';
import { bad, type Finding, good, type Judged, note } from './finding.ts';

export interface ReportQuestions {
  readonly bars?: readonly Bar[];
}

/** INTERFACE_INFO, bits 0 to 4 (PCIe 6.0, 11.3.11). */
const INFO = ['no firmware update', 'DMA without PASID', 'DMA with PASID', 'ATS', 'PRS'];
/** As large as the address space, so that any range fits and lies where it says. */
const ANY_BARS: readonly Bar[] = [0, 1, 2, 3, 4, 5].map((id) => ({ id, start: 0n, size: 1n << 64n }));

const hex = (n: bigint | number): string => `0x${n.toString(16)}`;

/** Judges a report. */
export function judgeReport(report: InterfaceReport, { bars }: ReportQuestions): Judged {
  const { interfaceInfo, msixControl, lnrControl, tphControl, ranges, deviceSpecific } = report;
  const flags = INFO.filter((_, bit) => (interfaceInfo & (1 << bit)) !== 0);
  const mapped = teeRanges(report, bars ?? ANY_BARS);
  return {
    title: `interface report, ${ranges.length} ranges`,
    table: ranges.map(row),
    findings: [
      note(`INTERFACE_INFO ${hex(interfaceInfo)}: ${flags.length === 0 ? 'nothing set' : flags.join(', ')}`),
      note(
        `MSI-X ${hex(msixControl)}, LNR ${hex(lnrControl)}, TPH ${hex(tphControl)}, ${deviceSpecific.length} bytes of the device's own`,
      ),
      ...reserved(report),
      ...(mapped.ok
        ? mappedFindings(mapped.value, bars !== undefined)
        : [bad(`a guest refuses it: ${mapped.reason}`)]),
    ],
    data: {
      interfaceInfo,
      msixControl,
      lnrControl,
      tphControl,
      ranges: ranges.map((range) => ({ ...range, firstPage: hex(range.firstPage) })),
      deviceSpecific: deviceSpecific.length,
      ...(bars !== undefined && mapped.ok
        ? {
            maps: mapped.value.map(({ ipa, pa, pages }) => ({ ipa: hex(ipa), pa: hex(pa), pages })),
          }
        : {}),
    },
  };
}

/** What a guest does with a range by its attributes alone. */
function use({ nonTee, msixTable, msixPba }: MmioRange): string {
  if (nonTee) return 'shared (not TEE)';
  if (msixTable || msixPba) return `shared (MSI-X ${msixTable ? 'table' : 'pending bits'})`;
  return 'private';
}

const row = (range: MmioRange): readonly string[] => [
  `range id ${range.rangeId}`,
  `page ${hex(range.firstPage)}`,
  `${range.pages} ${range.pages === 1 ? 'page' : 'pages'}`,
  `attributes ${hex(range.attributes & 0xffff)}`,
  `${use(range)}${range.updatable ? ', updatable' : ''}`,
];

/** Bits 15:5 of INTERFACE_INFO and 15:4 of the attributes are zero in 6.0; a guest does not look at them. */
function reserved({ interfaceInfo, ranges }: InterfaceReport): readonly Finding[] {
  const set = interfaceInfo >> 5 !== 0 || ranges.some(({ attributes }) => (attributes & 0xfff0) !== 0);
  return set ? [note('reserved bits are set')] : [];
}

function mappedFindings(
  mapped: readonly { readonly ipa: bigint; readonly pa: bigint; readonly pages: number }[],
  placed: boolean,
): readonly Finding[] {
  const pages = mapped.reduce((sum, range) => sum + range.pages, 0);
  if (!placed)
    return [good(`a guest maps ${pages} pages private, if they fit its BARs (--bars ID:ADDRESS:SIZE,…)`)];
  return [
    good(`a guest maps ${pages} pages private`),
    ...mapped.map((range) =>
      note(`${range.pages} pages at IPA ${hex(range.ipa)} from reported ${hex(range.pa)}`),
    ),
  ];
}
