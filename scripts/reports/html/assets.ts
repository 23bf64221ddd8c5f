/** The style and the script of every page, as they are in files beside this one. */

import { readFileSync } from 'node:fs';

const read = (name: string): string => readFileSync(new URL(name, import.meta.url), 'utf8');

export const style = (): string => `${read('page.css')}${read('trace.css')}`;
export const script = (): string => read('page.js');
