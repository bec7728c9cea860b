// node prepare-compiled.ts FOLDER: keeps what Node compiles of the packages there, for whoever names it NODE_COMPILE_CACHE.
import { readFileSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { enableCompileCache, flushCompileCache } from 'node:module'

const [folder] = process.argv.slice(2)
if (!folder) throw new Error('Name the folder to make.')
enableCompileCache(folder)

// Nothing of the composed service's own: packages alone, which are the same for all.
const root = new URL('../../', import.meta.url)
const parts = (await readdir(new URL('components/', root))).map((name) => `components/${name}`)
const names = ['kit', ...parts].flatMap((part) => {
  const manifest = JSON.parse(readFileSync(new URL(`${part}/package.json`, root), 'utf8')) as { dependencies?: object }
  return Object.keys(manifest.dependencies ?? {})
})
for (const name of new Set([...names, 'vitest/node', 'jsdom', 'axe-core'])) {
  // What cannot be loaded by itself is loaded by whoever needs it, without this.
  if (!name.startsWith('@composed/')) await import(name).catch(() => {})
}
flushCompileCache()
process.exit()
