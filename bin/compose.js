#!/usr/bin/env node
// Plain JavaScript that Node 20 can read: it answers --version, finds a Node that is new enough, and starts the CLI.
import module from 'node:module'

// An import would ask each module for all that it has, which takes longer than this whole file.
const require = module.createRequire(import.meta.url)
const { existsSync, lstatSync, mkdirSync, readFileSync } = require('node:fs')
const { dirname, isAbsolute, join } = require('node:path')
const { fileURLToPath } = require('node:url')

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
  const kept = compiledFolder()
  if (kept) module.enableCompileCache(kept)
  await import((await hasBundle()) ? '../dist/cli.js' : '../src/cli/main.ts')
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

/**
 * Where this user keeps what Node has compiled; undefined where it cannot be kept. It is code that Node runs, so the folder
 * must be the user's own: Node's default, a folder of a known name among everybody's temporary ones, may be a stranger's.
 */
function compiledFolder() {
  const { HOME, NODE_COMPILE_CACHE, NODE_DISABLE_COMPILE_CACHE, XDG_CACHE_HOME } = process.env
  if (NODE_DISABLE_COMPILE_CACHE || NODE_COMPILE_CACHE) return undefined
  const given = XDG_CACHE_HOME?.trim()
  const base = given && isAbsolute(given) ? given : HOME && isAbsolute(HOME) ? join(HOME, '.cache') : undefined
  if (!base) return undefined
  const folder = join(base, 'compose/compiled')
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    return process.geteuid && ![dirname(folder), folder].every(isOurs) ? undefined : folder
  } catch {
    return undefined
  }
}

/** Nobody else may write there. */
function isOurs(folder) {
  const { mode, uid } = lstatSync(folder)
  return uid === process.geteuid() && (mode & 0o022) === 0
}

/** Node strips types only outside node_modules, so an installed package runs its bundle; a checkout too, while it is of its sources. */
async function hasBundle() {
  const root = join(here, '..')
  if (here.split(/[\\/]/).includes('node_modules') || !existsSync(join(root, 'src/cli/main.ts'))) return true
  if (!existsSync(join(root, 'dist'))) return false
  const { isMadeOf } = await import('./sources.js')
  return isMadeOf(root)
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
  const { spawn } = require('node:child_process')
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
