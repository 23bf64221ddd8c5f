/**
 * Two-phase commit in Promela, one atomic option per rule and input of `checker/toys/two-phase-commit.ts`, so that
 * SPIN visits the same states by the same steps. It has no assertion: SPIN's run does less than ours.
 */
export function twoPhaseCommitInPromela(participants: number): string {
  const all = Array.from({ length: participants }, (_, r) => r);
  const options = [
    `tm == 0 && ${all.map((r) => `seen[${r}]`).join(' && ')} -> tm = 1; commitSent = 1`,
    'tm == 0 -> tm = 2; abortSent = 1',
    ...all.flatMap((r) => [
      `tm == 0 && sent[${r}] -> seen[${r}] = 1`,
      `rm[${r}] == 0 -> rm[${r}] = 1; sent[${r}] = 1`,
      `rm[${r}] == 0 -> rm[${r}] = 3`,
      `commitSent -> rm[${r}] = 2`,
      `abortSent -> rm[${r}] = 3`,
    ]),
  ];
  return `/* Two-phase commit with ${participants} participants: tm 0 init, 1 committed, 2 aborted;
   rm 0 working, 1 prepared, 2 committed, 3 aborted. */
byte tm; bit commitSent; bit abortSent;
byte rm[${participants}]; bit sent[${participants}]; bit seen[${participants}];
active proctype p() {
end: do
${options.map((option) => `:: atomic { ${option} }`).join('\n')}
od }
`;
}
