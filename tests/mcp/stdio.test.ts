import { readdir } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { compose, temporaryFolder } from '../cli/run.ts'
import { connect } from './client.ts'

test('a root that is not there is exit 2 and leaves stdout to the protocol', async () => {
  const { status, stdout, stderr } = await compose(['mcp', '--root', '/no-such-folder'])
  expect(stdout).toBe('')
  expect(stderr).toContain('[bad-option]')
  expect(status).toBe(2)
})

test('the end of stdin ends the server, exit 0', async () => {
  const { status, stdout, stderr } = await compose(['mcp'], { cwd: await temporaryFolder() })
  expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: '', stderr: '' })
})

test('a cancelled call ends its work, and the server goes on', async () => {
  const root = await temporaryFolder()
  const client = await connect(root)
  const cancelling = new AbortController()
  const call = client.callTool({ name: 'compose', arguments: { goal: 'case triage service' } }, undefined, {
    signal: cancelling.signal,
    onprogress: () => cancelling.abort('enough'),
  })
  await expect(call).rejects.toThrow('enough')
  const { tools } = await client.listTools()
  expect(tools.length).toBeGreaterThan(5)
  await client.close()
  expect(await readdir(root)).toEqual([])
})
