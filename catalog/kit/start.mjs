// Plain JavaScript that old versions of Node can parse: finds a Node that runs TypeScript, then starts the service
// (or the script that the arguments name) with it.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

// npm that was killed tells nobody, and what it started would hold the ports for ever.
if (process.env.npm_lifecycle_event) {
  const parent = process.ppid
  setInterval(() => process.ppid === parent || process.kill(process.pid, 'SIGTERM'), 1000).unref()
}

const [major, minor] = process.versions.node.split('.').map(Number)
const enough = major > 22 || (major === 22 && minor >= 19)
const local = fileURLToPath(new URL('../node_modules/.bin/node', import.meta.url))
const given = process.argv.slice(2)
const script = given.length > 0 ? given : [fileURLToPath(new URL('src/start.ts', import.meta.url))]

if (enough && given.length === 0) {
  await import('./src/start.ts')
} else if (enough || existsSync(local)) {
  // The channel tells the child when this process is gone, however that happened.
  const child = spawn(enough ? process.execPath : local, script, { stdio: ['inherit', 'inherit', 'inherit', 'ipc'] })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.on('exit', (status, signal) => process.exit(status ?? (signal === 'SIGINT' ? 130 : 143)))
} else {
  process.stderr.write(
    `Node 22.19 or newer is needed, this is ${process.versions.node}: run npm ci, or install Node 24.\n`,
  )
  process.exit(3)
}
