import { cite } from '../../model/cite.ts';
import type { Command } from '../../model/rule.ts';
import { inWorlds, type ModelProperty } from '../property.ts';
import type { Reference } from './reference.ts';

const within = (footprint: readonly string[], path: string): boolean =>
  footprint.some((part) => path === part || path.startsWith(`${part}.`) || path.startsWith(`${part}[`));

export const onlyTheFootprintChanges = ({ rules, commands, layout, plain }: Reference): ModelProperty => {
  const kept = new Map(
    commands.map((name) => {
      const { footprint } = rules.get(name) as unknown as Command;
      return [name, plain.equal(layout.fields.filter(({ path }) => !within(footprint, path)))];
    }),
  );
  return {
    id: 'only-the-footprint-changes',
    kind: 'step',
    claim: 'A command that succeeds changes nothing outside its footprint.',
    cites: [cite.rmm('B4.5: the footprint of each command')],
    worlds: inWorlds.rmmAlone,
    on: commands,
    when: (_before, step) => step.changed,
    holds: (before, { rule }, after) => kept.get(rule)!(before, after),
  };
};
