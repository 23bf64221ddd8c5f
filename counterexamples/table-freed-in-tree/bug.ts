import { postedGuest } from '../posted-guest.ts';

export const tableFreedInTree = postedGuest({
  slug: 'table-freed-in-tree',
  title: 'A failed accept frees memory that the resource tree still points to',
  breaks: 'resources-have-their-table',
  steps: 27,
});
