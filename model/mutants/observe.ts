/**
 * What the rules of a world do there, noted while it is searched: which conditions refuse, which fields are written, and
 * where steps lead. Mutants are derived from it, so that there is one only where it makes a difference.
 */

import type { Input, Refusal } from '../../checker/contract.ts';
import type { Steps } from '../program.ts';
import { rewriteAll } from '../rmm/rewrite.ts';
import type { Command, ModelRule } from '../rule.ts';
import type { Change } from '../rules.ts';
import type { State } from '../state.ts';
import { kindOf } from './places.ts';

/** One thing that happened, in words that sort: see the constructors below. */
export type Fact = string;

export const facts = {
  /** A condition of a command or rule was asked. */
  asked: (rule: string, condition: string): Fact => `asked\t${rule}\t${condition}`,
  /** It was met. */
  refused: (rule: string, condition: string): Fact => `refused\t${rule}\t${condition}`,
  /** A command, rule or step changed a field of that kind, itself and not by a command that it calls. */
  wrote: (rule: string, path: string): Fact => `wrote\t${rule}\t${path}`,
  /** A step left its program there. */
  led: (at: string, pc: string): Fact => `led\t${at}\t${pc}`,
  /** It did so given the input of that index. */
  ledBy: (at: string, input: number, pc: string): Fact => `ledBy\t${at}\t${input}\t${pc}`,
  /** A command that a step called refused. */
  erred: (at: string): Fact => `erred\t${at}`,
} as const;

/** The parts of the facts of one kind about one rule, in order. */
export const factsOf = (
  known: readonly Fact[],
  kind: keyof typeof facts,
  rule: string,
): readonly string[][] =>
  known
    .map((fact) => fact.split('\t'))
    .filter(([k, r]) => k === kind && r === rule)
    .map((parts) => parts.slice(2));

/** A view of a record that tells of each write that changes anything, by the kind of the field. */
function watched<T extends object>(record: T, changed: (path: string) => void, path = ''): T {
  const below = (name: string): string => (path === '' ? kindOf(name) : `${path}.${kindOf(name)}`);
  return new Proxy(record, {
    get(target, name) {
      const value = Reflect.get(target, name) as unknown;
      if (typeof name !== 'string' || typeof value !== 'object' || value === null) return value;
      return watched(value, changed, below(name));
    },
    set(target, name, value) {
      const before = Reflect.get(target, name) as unknown;
      Reflect.set(target, name, value);
      if (before !== value) changed(below(String(name)));
      return true;
    },
  });
}

/** Notes what a machine's rules do. Changes nothing of it. */
export class Observer {
  readonly #facts = new Set<Fact>();
  /** What is running: a rule or step, and the command that it calls. */
  readonly #running: string[] = [];

  /** In order of their words. */
  get facts(): readonly Fact[] {
    return [...this.#facts].sort();
  }

  /** Watches the command table and the programs. */
  readonly change: Change = {
    slug: 'observed',
    reductionsHold: 'nothing is changed',
    commands: (commands) => rewriteAll(commands, (command) => this.#command(command)),
    guest: (steps) => this.#steps(steps, (s) => s.guest.pc),
    host: (steps) => this.#steps(steps, (s) => s.host.pc),
  };

  /** Watches a rule that is neither a command nor a step. */
  rule(rule: ModelRule): ModelRule {
    const run = rule.effect as (s: State, i: Input) => string | undefined;
    return {
      ...rule,
      ...(rule.refusals === undefined
        ? {}
        : { refusals: rule.refusals.map((r) => this.#refusal(rule.name, r)) }),
      effect: (s: State, i: Input) => this.#run(rule.name, s, (seen) => run(seen, i)),
    } as ModelRule;
  }

  #command(command: Command): Command {
    const { name } = command;
    return {
      ...command,
      refusals: (command.refusals ?? []).map((refusal) => this.#refusal(name, refusal)),
      effect: (s, i) => this.#run(name, s, (seen) => command.effect(seen, i)),
    };
  }

  #refusal<R extends Refusal<State, never>>(rule: string, refusal: R): R {
    return {
      ...refusal,
      when: (s: Parameters<R['when']>[0], i: never) => {
        const met = refusal.when(s, i);
        this.#facts.add(facts.asked(rule, refusal.id));
        if (!met) return false;
        this.#facts.add(facts.refused(rule, refusal.id));
        const step = this.#running.at(-1);
        if (step !== undefined) this.#facts.add(facts.erred(step));
        return true;
      },
    };
  }

  #steps<Pc extends string>(steps: Steps<Pc>, pcOf: (s: State) => Pc): Steps<Pc> {
    return steps.map((step) => ({
      ...step,
      run: (s: State, i: never) => {
        const outcome = this.#run(step.at, s, (seen) => step.run(seen, i));
        this.#facts.add(facts.led(step.at, pcOf(s)));
        this.#facts.add(facts.ledBy(step.at, step.inputs.indexOf(i), pcOf(s)));
        return outcome;
      },
    }));
  }

  #run<T>(name: string, s: State, run: (s: State) => T): T {
    const depth = this.#running.push(name);
    try {
      return run(
        watched(s, (path) => {
          if (this.#running.length === depth) this.#facts.add(facts.wrote(name, path));
        }),
      );
    } finally {
      this.#running.pop();
    }
  }
}
