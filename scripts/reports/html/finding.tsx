/** A broken claim: what it says, where that is written, how it was found, why it could happen, and the trace. */

import { citationText } from '../../../checker/report/trace-text.ts';
import type { Finding } from '../reporter.ts';
import { brokenHow } from '../words.ts';
import { Data } from './data.tsx';
import { TraceTable } from './trace.tsx';

/** The anchor of a finding on its page. */
export const anchorOf = ({ world, property }: Pick<Finding, 'world' | 'property'>): string =>
  `${world}-${property.id}`;

export function FindingArticle({ finding }: { readonly finding: Finding }) {
  const { property, world, how, trace, replay, pages, judgement } = finding;
  const id = anchorOf(finding);
  return (
    <article class={`finding ${judgement.kind}`} id={id}>
      <h3>
        <span class={`badge ${judgement.kind === 'known' ? 'known' : 'violated'}`}>
          {judgement.kind === 'known' ? 'known' : 'broken'}
        </span>{' '}
        {property.id}
      </h3>
      <p class="claim">{property.claim}</p>
      <dl class="facts">
        <dt>written</dt>
        <dd>
          <ul class="cites">
            {property.cites.map((cite) => (
              <li key={citationText(cite)}>{citationText(cite)}</li>
            ))}
          </ul>
        </dd>
        <dt>found</dt>
        <dd>
          {brokenHow(property)} in {world}; {how}
        </dd>
        {judgement.kind === 'known' && judgement.note !== undefined ? (
          <>
            <dt>known</dt>
            <dd>{judgement.note}</dd>
          </>
        ) : null}
        {pages.length === 0 ? null : (
          <>
            <dt>told in</dt>
            <dd>
              {pages.map((page) => (
                <code key={page}>{page} </code>
              ))}
            </dd>
          </>
        )}
        {replay === undefined ? null : (
          <>
            <dt>replay</dt>
            <dd>
              <code>{replay}</code>
            </dd>
          </>
        )}
      </dl>
      {trace === undefined ? null : (
        <>
          {trace.why.length + (trace.fairness ?? []).length === 0 ? null : (
            <div class="why-box">
              {trace.why.map((line) => (
                <p key={line}>{line}</p>
              ))}
              {(trace.fairness ?? []).map(({ name, strength, because }) => (
                <p key={name}>
                  fair: {strength === 'finite' ? 'an end of' : `${strength}ly to`} {name}:{' '}
                  {because ?? 'no longer'}.
                </p>
              ))}
            </div>
          )}
          <TraceTable trace={trace} id={`${id}-trace`} />
          <Data of={`${id}-trace`} value={trace.begins} />
        </>
      )}
    </article>
  );
}
