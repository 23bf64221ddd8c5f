/** Judges what was recognised, each kind by its own questions. */

import type { Vca } from '../../model/evidence/vca.ts';
import { type ChainQuestions, judgeChain, leafKey } from './chain.ts';
import { bad, type Finding, good, type Judged, note } from './finding.ts';
import type { Messages, Recognised } from './recognise.ts';
import { judgeReport, type ReportQuestions } from './report.ts';
import { judgeTranscript, type TranscriptQuestions } from './transcript.ts';

export type Questions = ChainQuestions & TranscriptQuestions & ReportQuestions;

/** The judgement of one part of a file. What stands beside a transcript counts before what was asked for all files. */
export function judge(found: Recognised, questions: Questions): Judged {
  switch (found.kind) {
    case 'certificates':
      return judgeChain(found.certificates, questions);
    case 'transcript': {
      const key = questions.key ?? (found.beside && leafKey(found.beside.certificates));
      const nonce = questions.nonce ?? found.beside?.nonce;
      return judgeTranscript(found, {
        ...(questions.vca === undefined ? {} : { vca: questions.vca }),
        ...(key === undefined ? {} : { key }),
        ...(nonce === undefined ? {} : { nonce }),
      });
    }
    case 'report':
      return judgeReport(found.report, questions);
    case 'vca':
      return judgeVca(found.vca);
    case 'messages':
      return judgeMessages(found);
    case 'secured':
      return {
        title: `secured SPDM message, session 0x${found.session.toString(16)}, ${found.size} bytes`,
        table: [],
        findings: [note('encrypted: nothing in it is judged')],
        data: { session: found.session, size: found.size },
      };
  }
}

function judgeVca(vca: Vca): Judged {
  return {
    title: `VCA transcript, SPDM ${vca.version}`,
    table: [
      ['versions', vca.versions.join(' ')],
      ['requester', `0x${vca.requesterFlags.toString(16).padStart(8, '0')}`],
      ['responder', `0x${vca.responderFlags.toString(16).padStart(8, '0')}`],
      ['hash', vca.baseHash],
      ['signature', vca.baseSignature],
    ],
    findings: [good('six messages in order, one algorithm of each kind')],
    data: { ...vca },
  };
}

function judgeMessages(found: Messages): Judged {
  const { read, frame } = found;
  const { messages, padding } = read;
  const names = messages.map(({ name }) => name);
  const framing =
    frame === undefined
      ? []
      : [
          frame.says === frame.has
            ? good(`in a DOE frame of ${frame.says} bytes`)
            : bad(`expected the ${frame.says} bytes that the DOE header says, found ${frame.has}`),
        ];
  return {
    title: `SPDM ${messages[0]!.version} ${names.join(', ')}`,
    table: messages.flatMap(({ name, size, fields }) => [
      [name, 'size', `${size} bytes`],
      ...fields.map(([field, value]) => ['', field, value]),
    ]),
    findings: [...framing, ...lengthFinding(found)],
    data: { messages, padding, ...(frame === undefined ? {} : { frame }) },
  };
}

function lengthFinding({ read: { messages, failure, padding } }: Messages): readonly Finding[] {
  if (failure !== undefined) return [bad(`at byte ${failure.offset}, ${failure.reason}`)];
  if (messages.some(({ open }) => open)) return [note('where it ends depends on what was negotiated')];
  return [good(`as long as its layout says${padding > 0 ? `, with ${padding} bytes of padding` : ''}`)];
}
