// SPDX-License-Identifier: Apache-2.0
// bundle.mjs MODULES OUT: makes one module that node runs of the heap snapshot worker in the package chrome-devtools-frontend, which
// is TypeScript. MODULES is a node_modules folder with that package and esbuild. What its own build would generate, the list of
// languages, has one entry.
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';

const [modules, out] = process.argv.slice(2);
const { build } = createRequire(join(resolve(modules), 'x.js'))('esbuild');
const languages = {
  name: 'languages',
  setup(plugin) {
    plugin.onResolve({ filter: /\/locales\.js$/ }, () => ({ path: 'locales', namespace: 'generated' }));
    plugin.onLoad({ filter: /./, namespace: 'generated' }, () => ({ contents: `
      export const LOCALES = ['en-US'], BUNDLED_LOCALES = ['en-US'], DEFAULT_LOCALE = 'en-US';
      export const REMOTE_FETCH_PATTERN = '', LOCAL_FETCH_PATTERN = '';` }));
  },
};

await build({
  entryPoints: [join(modules, 'chrome-devtools-frontend/front_end/entrypoints/heap_snapshot_worker/heap_snapshot_worker.ts')],
  bundle: true, platform: 'node', format: 'esm', target: 'node20', outfile: out, plugins: [languages], logLevel: 'error',
});
