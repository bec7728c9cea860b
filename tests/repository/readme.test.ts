import { execFileSync } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js'
import { expect, onTestFinished, test } from 'vitest'
import { temporaryFolder } from '../cli/run.ts'
import { root } from '../support/plan.ts'

const readme = await readFile(join(root, 'README.md'), 'utf8')

test('the README’s MCP server starts where a client starts it: anywhere', async () => {
  const example = /```json\n(\{\n {2}"mcpServers"[\s\S]*?)```/.exec(readme)![1]!
  const services = await temporaryFolder()
  const { command, args } = JSON.parse(
    example.replaceAll('/path/to/compose', root).replaceAll('/path/to/services', services),
  ).mcpServers.compose
  const { NODE_EXTRA_CA_CERTS: _slow, ...env } = process.env as Record<string, string>
  const transport = new StdioClientTransport({ command, args, env, cwd: '/', stderr: 'pipe' })
  const client = new Client({ name: 'test', version: '1.0.0' })
  onTestFinished(() => client.close())
  await client.connect(transport)
  expect((await client.listTools()).tools.map(({ name }) => name)).toContain('verify')
})

test('npx compose works in the checkout', async () => {
  const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'))
  expect(execFileSync('npx', ['--no-install', 'compose', '--version'], { cwd: root }).toString().trim()).toBe(version)
})

test('no text sends people to npx compose without saying where it works', async () => {
  const grep = ['grep', '-l', '--untracked', '-e', 'npx compose', '--', '.', ':!tests', ':!CHANGELOG.md']
  const found = execFileSync('git', grep, { cwd: root }).toString().trim().split('\n')
  const said = /works in (the|a) checkout/
  expect(found.sort()).toEqual(['README.md', 'src/cli/program.ts'])
  for (const path of found) expect(await readFile(join(root, path), 'utf8')).toMatch(said)
  // What is pasted into another program's settings or another repository's CI runs elsewhere.
  for (const section of ['MCP', 'CI']) {
    const text = readme.slice(readme.indexOf(`### ${section}\n`)).split(/\n#+ /)[0]
    expect(text).not.toContain('npx')
    expect(text).toContain('/path/to/compose/bin/compose.js')
  }
})
