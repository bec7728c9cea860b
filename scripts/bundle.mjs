// Makes dist/cli.js: what an installed package runs, because Node strips no types inside node_modules, and because one
// file starts faster than a hundred. Runs before `npm pack`. Rolldown comes with vitest (through Vite).
import { rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { rolldown } from 'rolldown'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const dist = process.argv[2] ?? join(root, 'dist')

// Everything else stays a dependency: it is large, or must be found as files at run time.
const bundled = /^(commander|zod|yaml|execa|@modelcontextprotocol\/sdk)(\/|$)/
const isOurs = (id) => id.startsWith('.') || id.startsWith('/') || id.startsWith('\0')

await rm(dist, { recursive: true, force: true })
const build = await rolldown({
  input: { cli: join(root, 'src/cli/main.ts'), index: join(root, 'src/index.ts') },
  platform: 'node',
  // What a bundled library imports itself is bundled with it.
  external: (id, importer) => !isOurs(id) && !bundled.test(id) && !importer?.includes('/node_modules/'),
  onLog(level, log, handle) {
    if (level === 'warn' && log.code === 'UNRESOLVED_IMPORT') throw new Error(log.message)
    handle(level, log)
  },
})
await build.write({
  dir: dist,
  format: 'esm',
  minify: true,
  entryFileNames: '[name].js',
  chunkFileNames: 'chunks/[name]-[hash].js',
  comments: { legal: true },
})
await build.close()
