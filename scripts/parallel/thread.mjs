// The door of a search's other threads: lets Node read TypeScript, then hands over.
import { register } from 'tsx/esm/api';

register();
await import('./thread.ts');
