// Makes dist/cli.js: what an installed package runs, because Node strips no types inside node_modules, and because one
// file starts faster than a hundred. Runs before `npm pack`. Rolldown comes with vitest (through Vite).
import { rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { rolldown } from 'rolldown'
import { stateOfSources } from '../bin/sources.js'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const dist = process.argv[2] ?? join(root, 'dist')

// Everything else stays a dependency: it is large, or must be found as files at run time.
const bundled =
  /^(commander|zod|yaml|execa|ink|minisearch|react|stemmer|string-width|wrap-ansi|@modelcontextprotocol\/sdk)(\/|$)/
// What only who works on ink itself installs.
const absent = new Set(['react-devtools-core'])
// All that a plan loads goes into one file, since a file costs more than the code in it. It begins below cli/main, which waits
// at its top level: what it loads meanwhile must not wait for it.
const planning = ['run', 'output'].map((name) => join(root, `src/cli/${name}.ts`))
// The names of Node's own module are taken one by one. To import one, Node asks it for all that it has, which makes streams
// and loads what nobody wants: a tenth of the time that a plan takes.
const builtins = {
  name: 'builtins',
  resolveId: (id) => (id.startsWith('node:') ? `\0${id}` : undefined),
  async load(id) {
    if (!id.startsWith('\0node:')) return undefined
    const names = Object.keys(await import(id.slice(1))).filter((name) => name !== 'default')
    const lines = names.map((name) => `export const ${name} = own.${name}`)
    return [`const own = process.getBuiltinModule('${id.slice(1)}')`, 'export default own', ...lines].join('\n')
  },
}
const isOurs = (id) => id.startsWith('node:') || id.startsWith('.') || id.startsWith('/') || id.startsWith('\0')

const madeOf = stateOfSources(root)
await rm(dist, { recursive: true, force: true })
const build = await rolldown({
  input: { cli: join(root, 'src/cli/main.ts'), index: join(root, 'src/index.ts') },
  platform: 'node',
  plugins: [builtins],
  treeshake: { propertyReadSideEffects: false },
  transform: { define: { bundledFrom: JSON.stringify(madeOf[0]), 'process.env.NODE_ENV': '"production"' } },
  // What a bundled library imports itself is bundled with it.
  external: (id, importer) =>
    absent.has(id) || (!isOurs(id) && !bundled.test(id) && !importer?.includes('/node_modules/')),
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
  chunkFileNames: 'chunks/[name].js',
  codeSplitting: { groups: [{ name: 'planning', test: (id) => planning.includes(id) }] },
  comments: { legal: true },
})
await build.close()
await writeFile(join(dist, 'made-of'), madeOf.join('\n'))
