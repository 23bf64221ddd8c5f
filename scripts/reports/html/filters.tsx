/** The bar above the rows of a page: which to show, by their words and their verdict, and where its sections are. */

import type { Shown } from './world.tsx';

const WORDS: Readonly<Record<string, string>> = {
  violated: 'broken',
  known: 'known',
  inconclusive: 'undecided',
  holds: 'holds',
};

interface FiltersInput {
  /** What the words are looked for in. */
  readonly of: string;
  readonly verdicts: readonly Shown[];
  /** What a verdict is called here, where it has another name. */
  readonly words?: Readonly<Record<string, string>>;
  /** Ids of sections. */
  readonly links: readonly string[];
}

export function Filters({ of, verdicts, words = WORDS, links }: FiltersInput) {
  return (
    <nav class="filters">
      <input type="search" id="filter" placeholder={`filter ${of}`} aria-label="filter" />
      {['all', ...verdicts].map((verdict) => (
        <label key={verdict}>
          <input type="radio" name="verdict" value={verdict} checked={verdict === 'all'} />{' '}
          {words[verdict] ?? verdict}
        </label>
      ))}
      <span class="worlds">
        {links.map((link) => (
          <a key={link} href={`#${link}`}>
            {link}
          </a>
        ))}
      </span>
    </nav>
  );
}
