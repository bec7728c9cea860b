// Runs a tool of this folder with the Node it needs: 22.19 or newer. A machine with an older one has a newer from npm.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const tools = { types: ['node_modules/tsc7/bin/tsc', '--noEmit', '--singleThreaded', '-p', '.'], tests: ['node_modules/vitest/vitest.mjs', 'run'] }

const [major, minor] = process.versions.node.split('.').map(Number)
const local = fileURLToPath(new URL('node_modules/node/bin/node', import.meta.url))
const node = major > 22 || (major === 22 && minor >= 19) ? process.execPath : existsSync(local) ? local : undefined
if (!node) {
  console.error(`Node ${process.versions.node} is too old: install Node 24, or run npm ci without --ignore-scripts, which brings it.`)
  process.exit(3)
}
const { NODE_EXTRA_CA_CERTS: _slow, ...env } = process.env
for (const name of process.argv.slice(2, 3)) {
  const { status } = spawnSync(node, [...tools[name], ...process.argv.slice(3)], { cwd: fileURLToPath(new URL('.', import.meta.url)), stdio: 'inherit', env })
  process.exitCode = status ?? 1
}
