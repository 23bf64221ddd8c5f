/**
 * What a guest reads of what a host hands over: no range leaves its BAR, and no object differs from what its digest was taken
 * over.
 */

import { type Draw, oneOf } from '../../checker/numbers.ts';
import { equalBytes } from '../../model/evidence/bytes.ts';
import { digest } from '../../model/evidence/digest.ts';
import {
  encodeInterfaceReport,
  type InterfaceReport,
  mmioRange,
  parseInterfaceReport,
} from '../../model/evidence/interface-report.ts';
import type { HasMmio } from '../../model/guest/mmio/defects.ts';
import {
  type Bar,
  isFault,
  reportedRanges,
  type TeeRange,
  teeRanges,
} from '../../model/guest/mmio/tee-ranges.ts';
import type { HasRhi } from '../../model/guest/rhi/defects.ts';
import { readObject } from '../../model/guest/rhi/read-object.ts';
import { edge, mutated } from './mutations.ts';
import { accepted, broken, type Corpus, type Outcome, refused, type Target } from './target.ts';

/** A memory BAR of 2^4 to 2^20 pages for every id, as a drawn guest has them. */
const drawBars = (draw: Draw): readonly Bar[] =>
  [0, 1, 2, 3, 4, 5].map((id) => ({ id, start: BigInt(id + 1) << 40n, size: 4096n << BigInt(4 + draw(17)) }));

/** A report that no sample is: few ranges, whose fields are near each other or at an edge. */
function drawReport(draw: Draw): Uint8Array {
  const report: InterfaceReport = {
    interfaceInfo: draw(0x10000),
    reserved: 0,
    msixControl: draw(0x10000),
    lnrControl: 0,
    tphControl: 0,
    ranges: Array.from({ length: draw(5) }, () =>
      mmioRange(
        draw(3) === 0 ? edge(draw) : BigInt(draw(64)),
        draw(8) === 0 ? Number(BigInt.asUintN(32, edge(draw))) : draw(20),
        draw(8) === 0 ? draw(0xffffffff) : draw(3) * 0x10000 + oneOf(draw, [0, 0, 1, 2, 4, 8]),
      ),
    ),
    deviceSpecific: new Uint8Array(draw(4)),
  };
  return encodeInterfaceReport(report);
}

const pagesEnd = (start: bigint, pages: number): bigint => start + BigInt(pages) * 4096n;

/** Every range inside one BAR, behind the one before, and at the same place of its BAR as it is in the device's. */
function misplaced(ranges: readonly TeeRange[], bars: readonly Bar[]): boolean {
  let last = 0n;
  return ranges.some(({ ipa, pa, pages }) => {
    const end = pagesEnd(ipa, pages);
    const bar = bars.find(({ start, size }) => ipa >= start && end <= start + size);
    const wrong = bar === undefined || pages < 1 || ipa < last || (ipa - bar.start - pa) % bar.size !== 0n;
    last = end;
    return wrong;
  });
}

function runReport(bytes: Uint8Array, draw: Draw, has: HasMmio): Outcome {
  const ranges = reportedRanges(bytes, has);
  if (!ranges.ok)
    return isFault(ranges) ? broken(`nothing is read outside the report: ${ranges.reason}`) : refused(ranges);
  const report = parseInterfaceReport(bytes);
  if (report.ok && !equalBytes(encodeInterfaceReport(report.value), bytes))
    return broken('a report is written back byte for byte');
  const bars = drawBars(draw);
  const placed = teeRanges({ ranges: ranges.value }, bars, has);
  if (!placed.ok)
    return isFault(placed) ? broken(`no BAR is read that is not there: ${placed.reason}`) : refused(placed);
  return misplaced(placed.value, bars) ? broken('every range lies in its BAR, at its own place') : accepted;
}

/**
 * The host may have been given one object and hand over another, of another size than it said, and change the buffer
 * while it is shared. `genuine` is what the RMM hashed.
 */
function runObject(genuine: Uint8Array, given: Uint8Array, draw: Draw, has: HasRhi): Outcome {
  const said = draw(4) === 0 ? edge(draw) : BigInt(given.length);
  const written = draw(8) === 0 ? edge(draw) : said;
  const meddles = draw(4) === 0;
  const read = readObject(
    {
      size: () => ({ success: draw(32) !== 0, value: said }),
      read: (buffer) => {
        buffer.set(given.subarray(0, buffer.length));
        return { success: draw(32) !== 0, value: written };
      },
      meddle: (buffer) => {
        if (meddles && buffer.length > 0) buffer[draw(buffer.length)]! ^= 1 << draw(8);
      },
    },
    has,
  );
  if (read.errno === 'fault') return broken(`the kernel does nothing it must not: ${read.what}`);
  if (read.errno !== '0') return { kind: 'refused', reason: 'the host refused, or its sizes do not agree' };
  const rmm = digest('SHA-256', genuine);
  if (digest('SHA-256', read.hashed) !== rmm)
    return { kind: 'refused', reason: "the digest is not the RMM's" };
  return equalBytes(read.object, genuine) ? accepted : broken('an accepted object is what the RMM hashed');
}

/** The guest's readers, hardened or with defects. */
export function guestTargets(
  { reports, measurements, chains }: Corpus,
  mmio: HasMmio,
  rhi: HasRhi,
): readonly Target[] {
  const objects = [...reports, ...measurements, ...chains];
  return [
    {
      name: 'interface-report',
      input: (draw) => (draw(4) === 0 ? drawReport(draw) : mutated(reports, draw)),
      run: (bytes, draw) => runReport(bytes, draw, mmio),
    },
    {
      name: 'object-read',
      input: (draw) => (draw(2) === 0 ? oneOf(draw, objects) : mutated(objects, draw)),
      run: (bytes, draw) => runObject(draw(2) === 0 ? bytes : oneOf(draw, objects), bytes, draw, rhi),
    },
  ];
}
