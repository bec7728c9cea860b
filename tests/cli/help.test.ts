import { expect, test } from 'vitest'
import { operations } from '../../src/operations.ts'
import { compose } from './run.ts'

const commands = [...operations.map((operation) => operation.name), 'mcp', 'catalog', 'agents']

test.each(commands)('the help of %s has an example and goes to stdout', async (name) => {
  const words = name === 'compose' ? [] : name.split(' ')
  const { status, stdout, stderr } = await compose([...words, '--help'])
  expect(status).toBe(0)
  expect(stderr).toBe('')
  expect(stdout).toMatch(/Examples?:\n {2}compose /)
  expect(stdout).toContain('Usage: ')
})

test('help of a command can be asked for by name', async () => {
  const { status, stdout } = await compose(['help', 'plan'])
  expect(status).toBe(0)
  expect(stdout).toContain('compose plan "case triage service"')
})

test('the first help tells all commands and what each exit status means', async () => {
  const { stdout } = await compose(['--help'])
  for (const name of ['plan', 'apply', 'verify', 'up', 'regenerate', 'catalog', 'agents', 'doctor', 'mcp']) {
    expect(stdout).toMatch(new RegExp(`^  ${name} `, 'm'))
  }
  expect(stdout).toContain('Exit status: 0 yes, 1 no')
})

test('the version is one line, with other options too', async () => {
  const alone = await compose(['--version'])
  expect(alone.stdout).toMatch(/^\d+\.\d+\.\d+\n$/)
  expect((await compose(['--version', '--json'])).stdout).toBe(alone.stdout)
})
