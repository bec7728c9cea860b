#!/usr/bin/env node
// Plain JavaScript that Node 20 can read: it answers --version, finds a Node that is new enough, and starts the CLI.
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import module from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const here = dirname(fileURLToPath(import.meta.url))
const least = [22, 19]
const [major, minor] = process.versions.node.split('.').map(Number)
const args = process.argv.slice(2)

if (args.length === 1 && (args[0] === '--version' || args[0] === '-V')) {
  answer(JSON.parse(readFileSync(join(here, '../package.json'), 'utf8')).version)
} else if (major > least[0] || (major === least[0] && minor >= least[1])) {
  // Loading extra certificates costs every Node process a tenth of a second; what compose starts only talks to loopback.
  delete process.env.NODE_EXTRA_CA_CERTS
  delete process.env.COMPOSE_STARTED_BY
  if (module.enableCompileCache && canCache()) module.enableCompileCache()
  // Node strips types only outside node_modules, so an installed package runs its bundle.
  const source = join(here, '../src/cli/main.ts')
  const installed = here.split(/[\\/]/).includes('node_modules') || !existsSync(source)
  await import(installed ? '../dist/cli.js' : '../src/cli/main.ts')
} else {
  const newer = process.env.COMPOSE_STARTED_BY ? undefined : findNewerNode()
  if (newer) startWith(newer)
  else refuse()
}

/** Prints to stdout; what cannot be printed is no answer, unless nobody wants to read it. */
function answer(text) {
  process.stdout.on('error', (error) => {
    if (error.code === 'EPIPE') return
    console.error(`compose: The answer could not be written to stdout: ${error.message} [environment]`)
    process.exitCode = 3
  })
  process.stdout.write(`${text}\n`)
}

/** Node would make a temporary folder that is not there, and tries for ever where none can be made. */
function canCache() {
  if (process.env.NODE_DISABLE_COMPILE_CACHE || process.env.NODE_COMPILE_CACHE) return false
  try {
    mkdirSync(join(tmpdir(), 'node-compile-cache'))
    return true
  } catch (error) {
    return error.code === 'EEXIST'
  }
}

/** The Node that npm brought: in our own node_modules, or hoisted into one of the folders above. */
function findNewerNode() {
  for (let folder = here; ; folder = dirname(folder)) {
    const candidate = join(folder, 'node_modules/node/bin', process.platform === 'win32' ? 'node.exe' : 'node')
    if (existsSync(candidate)) return candidate
    if (folder === dirname(folder)) return undefined
  }
}

/** Runs this file again; the channel tells the other side when we are gone, even by a SIGKILL. */
function startWith(node) {
  const child = spawn(node, [fileURLToPath(import.meta.url), ...args], {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    env: { ...process.env, COMPOSE_STARTED_BY: process.version },
  })
  const passOn = ['SIGINT', 'SIGTERM', 'SIGHUP']
  for (const signal of passOn) process.on(signal, () => child.kill(signal))
  child.on('error', refuse)
  child.on('exit', (status, signal) => {
    if (!signal) return process.exit(status)
    for (const name of passOn) process.removeAllListeners(name)
    process.kill(process.pid, signal)
  })
}

function refuse() {
  const message = `compose needs Node ${least.join('.')} or newer; this is ${process.version}.`
  const suggestion =
    'Run npm install beside compose, which brings a newer one, or install Node 24 from https://nodejs.org.'
  if (args.includes('--json')) {
    const problems = [{ code: 'environment', message, suggestion }]
    answer(JSON.stringify({ version: 1, command: 'compose', verdict: 'refused', problems }))
  }
  console.error(`${message} ${suggestion}`)
  process.exitCode = 3
}
