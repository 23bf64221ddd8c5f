// Puts the sources together in a few files, so that a command does not wait for hundreds of modules. What is there is
// used again until a source, or a package, has changed.
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const CACHE = join(ROOT, 'node_modules', '.cache', 'interlock');
const DAY_MS = 24 * 60 * 60 * 1000;
const ENTRIES = ['cli', 'parallel/thread', 'parallel/recipes', 'mutants/thread'];

/** Every source, with its size and when it was written: not read, because that takes longer than all else. */
function stamp() {
  const hash = createHash('sha256').update(process.version);
  const add = (path) => {
    const { size, mtimeMs } = statSync(path);
    hash.update(`${path} ${size} ${mtimeMs}\n`);
  };
  add(join(ROOT, 'node_modules', '.package-lock.json'));
  for (const folder of ['checker', 'model', 'properties', 'counterexamples', 'scripts'])
    for (const name of readdirSync(join(ROOT, folder), { recursive: true }).sort())
      if (/(?<!\.test)\.(tsx?|mjs)$/.test(name)) add(join(ROOT, folder, name));
  return hash.digest('hex').slice(0, 16);
}

/** Code finds files by where its source is. The recipes of other threads are found in the bundle, beside those threads. */
const keepUrls = {
  name: 'keep-urls',
  setup(build) {
    build.onLoad({ filter: /scripts\/.*\.ts$/ }, ({ path }) => {
      const url = path.endsWith('recipes.ts')
        ? "new URL('./parallel/recipes.js', import.meta.url).href"
        : JSON.stringify(pathToFileURL(path).href);
      return { contents: readFileSync(path, 'utf8').replaceAll('import.meta.url', url), loader: 'ts' };
    });
  },
};

/** Bundles that nobody has used for a day. A younger one may belong to a command that is still running. */
function removeOld() {
  for (const name of readdirSync(CACHE)) {
    const path = join(CACHE, name);
    if (Date.now() - statSync(path).mtimeMs > DAY_MS) rmSync(path, { recursive: true, force: true });
  }
}

/** The folder of the bundle that belongs to the sources as they are. Throws when it cannot be made. */
export async function bundled() {
  const folder = join(CACHE, stamp());
  if (existsSync(folder)) {
    utimesSync(folder, new Date(), new Date());
    return folder;
  }
  const { build } = await import('esbuild');
  mkdirSync(CACHE, { recursive: true });
  const half = mkdtempSync(join(CACHE, 'half-'));
  await build({
    entryPoints: ENTRIES.map((entry) => join(ROOT, 'scripts', `${entry}.ts`)),
    outbase: join(ROOT, 'scripts'),
    outdir: half,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    sourcemap: 'linked',
    logLevel: 'silent',
    // Packages that were written for CommonJS ask for `require`.
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    },
    plugins: [keepUrls],
  });
  removeOld();
  try {
    renameSync(half, folder);
  } catch (error) {
    // Another process was faster.
    rmSync(half, { recursive: true, force: true });
    if (!existsSync(folder)) throw error;
  }
  return folder;
}
