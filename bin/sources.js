// Whether the bundle is of the sources as they are. Plain JavaScript for bin/compose.js, which asks at every start in a checkout.
import module from 'node:module'

const require = module.createRequire(import.meta.url)
const { createHash } = require('node:crypto')
const { existsSync, lstatSync, readdirSync, readFileSync } = require('node:fs')
const { join } = require('node:path')

/** What the bundle is made of: a digest of the bytes, and of sizes and times, which tells sooner that nothing has changed. */
export function stateOfSources(root) {
  return [bytesOf(root), looksOf(root)]
}

/** Whether dist/made-of says that the bundle was made of these sources. */
export function isMadeOf(root) {
  const path = join(root, 'dist/made-of')
  if (!existsSync(path)) return false
  const [bytes, looks] = readFileSync(path, 'utf8').split('\n')
  return looks === looksOf(root) || bytes === bytesOf(root)
}

function bytesOf(root) {
  const hash = createHash('sha256')
  for (const path of sources(root)) {
    const bytes = readFileSync(join(root, path))
    hash.update(`${path}\n${bytes.length}\n`).update(bytes)
  }
  return hash.digest('hex')
}

function looksOf(root) {
  const lines = sources(root).map((path) => {
    const { ctimeMs, ino, mtimeMs, size } = lstatSync(join(root, path))
    return [path, size, mtimeMs, ctimeMs, ino].join(' ')
  })
  return createHash('sha256').update(lines.join('\n')).digest('hex')
}

/** All that decides the bundle but for the packages, which package.json fixes. */
function sources(root) {
  return ['package.json', 'scripts/bundle.mjs', ...filesBelow(root, 'src')]
}

function filesBelow(root, folder) {
  return readdirSync(join(root, folder), { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = `${folder}/${entry.name}`
      return entry.isDirectory() ? filesBelow(root, path) : [path]
    })
}
