import { describe, expect, it } from 'vitest';
import { ExhaustiveSearch } from '../search/exhaustive.ts';
import { safe } from '../testing/safe.ts';
import { challenge } from '../toys/challenge.ts';
import { trapDoor } from '../toys/trap-door.ts';
import { twoPhaseCommit } from '../toys/two-phase-commit.ts';
import { coveringClaims, coveringPaths } from './covering.ts';
import { explore } from './explored.ts';
import { aldebaran, dot } from './graph-text.ts';
import { itfOf } from './itf.ts';

describe('the explored graph', () => {
  it('has the states and steps that the search counts', () => {
    const { states, edges, initial } = explore(twoPhaseCommit(4), 10_000)!;
    const counted = new ExhaustiveSearch(twoPhaseCommit(4), []).run();
    expect([states.length, edges.length, initial]).toEqual([counted.states, counted.transitions, 1]);
    expect(explore(challenge(true), 10)!.states).toHaveLength(5);
  });

  it('is not given when it has more states than were asked for', () => {
    expect(explore(twoPhaseCommit(4), 100)).toBeUndefined();
  });

  it('is written for Aldebaran with its numbers in the first line', () => {
    const text = aldebaran(explore(trapDoor(false), 10)!);
    const [header, ...lines] = text.trimEnd().split('\n');
    expect(header).toBe('des (0, 4, 3)');
    expect(lines).toHaveLength(4);
    for (const line of lines) expect(line).toMatch(/^\(\d+, "[^"]+", \d+\)$/);
  });

  it('has one more state there to begin in where a machine can begin in several', () => {
    const twice = { ...trapDoor(true), initial: [() => {}, ...trapDoor(true).initial] };
    const graph = explore(twice, 10)!;
    expect(aldebaran({ ...graph, initial: 2 }).split('\n')[0]).toBe('des (3, 7, 4)');
  });

  it('is written for GraphViz, each node with what differs from the first', () => {
    const text = dot(trapDoor(false), explore(trapDoor(false), 10)!);
    expect(text).toContain('digraph "');
    expect(text).toContain('place=cellar');
    expect(text.match(/ -> \d+ \[/g)).toHaveLength(4);
  });
});

describe('a trace in ITF', () => {
  it('has every variable in every state, integers as ITF has them', () => {
    const result = new ExhaustiveSearch({ ...safe, resting: () => false }, []).run();
    const itf = itfOf(safe, result.properties[0]!.path!, 'a safe that stays shut');
    expect(itf.vars).toEqual(['open', 'tries', 'action']);
    expect(itf.states.map((s) => s.tries)).toEqual(['0', '1', '2', '3'].map((n) => ({ '#bigint': n })));
    expect(itf.states[1]!.action).toMatch(/^dial \{"code":\d\}$/);
  });
});

describe('covering paths', () => {
  it('take every rule and meet every refusal, by shortest ways, and leave out beginnings of others', () => {
    const result = new ExhaustiveSearch(safe, coveringClaims(safe)).run();
    const { paths, uncovered } = coveringPaths(safe, result);
    expect(uncovered).toEqual([]);
    expect(paths.flatMap(({ covers }) => covers)).toHaveLength(4);
    // Three wrong codes and a try more; the right one, then closing.
    expect(paths.map(({ steps }) => steps.length)).toEqual([4, 2]);
    const shut = paths.find(({ covers }) => covers.some((c) => c.refusal === 'shut-for-good'))!;
    expect(shut.steps.at(-1)).toMatchObject({ action: 'dial', status: 'ERROR_SHUT' });
  });

  it('say what cannot be covered', () => {
    const never = { ...safe, rules: safe.rules.map((r) => ({ ...r, offered: () => false })) };
    const result = new ExhaustiveSearch(never, coveringClaims(never)).run();
    expect(coveringPaths(never, result)).toMatchObject({ paths: [] });
    expect(coveringPaths(never, result).uncovered).toHaveLength(4);
  });
});
