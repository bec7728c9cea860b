// npm test: lint, types, then vitest. Plain JavaScript that Node 20 can read, so that a machine with an old Node still
// gets as far as the newer one that npm brought. Options go to vitest: npm test -- --project core
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const node = findNode()
const scratch = mkdtempSync(join(tmpdir(), 'compose-tests-'))
const report = join(scratch, 'report.json')
// What one process has compiled the next need not, which is half of loading a library.
const env = { ...process.env, NODE_COMPILE_CACHE: join(root, 'node_modules/.cache/compiled') }
const counts = { passed: 0, failed: 0 }
const remarks = []

count('lint', run(['node_modules/@biomejs/biome/bin/biome', 'check', '.']))
count('types', run(['node_modules/tsc7/bin/tsc', '--noEmit', '--singleThreaded', '-p', '.']))
const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
countTests(run(['node_modules/vitest/vitest.mjs', 'run', ...reporters, ...process.argv.slice(2)]))

rmSync(scratch, { recursive: true, force: true })
for (const remark of remarks) console.error(remark)
console.log(`${counts.passed} passed, ${counts.failed} failed`)
process.exitCode = counts.failed === 0 ? 0 : 1

/** This Node when it is new enough, else the one in node_modules. */
function findNode() {
  const [major, minor] = process.versions.node.split('.').map(Number)
  if (major > 22 || (major === 22 && minor >= 19)) return process.execPath
  const local = join(root, 'node_modules/node/bin/node')
  if (existsSync(local)) return local
  console.error(
    `Node ${process.versions.node} is too old: install Node 24, or run npm ci without --ignore-scripts, which brings it.`,
  )
  process.exit(3)
}

/** The exit status, or undefined when it never ran or a signal ended it. */
function run(args) {
  const { status, signal, error } = spawnSync(node, args, { cwd: root, stdio: 'inherit', env })
  if (error) remarks.push(`${args[0]}: ${error.message}`)
  if (signal) remarks.push(`${args[0]} was ended by ${signal}.`)
  return status ?? undefined
}

function count(name, status) {
  if (status === 0) {
    counts.passed += 1
    return
  }
  counts.failed += 1
  remarks.push(`${name} failed.`)
}

/** Counts what the report says; a run that ends badly without a failed test is a failure all the same. */
function countTests(status) {
  const before = counts.failed
  const { testResults = [] } = read()
  for (const file of testResults) {
    const tests = file.assertionResults ?? []
    counts.passed += tests.filter((test) => test.status === 'passed').length
    const failed = tests.filter((test) => test.status === 'failed').length
    // A file that could not be loaded, or whose set-up broke, has no failed test of its own.
    counts.failed += failed === 0 && file.status === 'failed' ? 1 : failed
    const skipped = tests.length - failed - tests.filter((test) => test.status === 'passed').length
    if (skipped > 0) remarks.push(`${file.name.slice(root.length)}: ${skipped} not run here.`)
  }
  if (testResults.length === 0) {
    counts.failed += 1
    remarks.push('No test ran.')
  } else if (status !== 0 && counts.failed === before) {
    counts.failed += 1
    remarks.push(`vitest ended with status ${status}, although no test failed.`)
  }
}

function read() {
  try {
    return JSON.parse(readFileSync(report, 'utf8'))
  } catch {
    return {}
  }
}
