import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js'
import { onTestFinished } from 'vitest'
import { bin } from '../cli/run.ts'

/** A client of the real server over stdin and stdout. */
export async function connect(root: string): Promise<Client> {
  const { NODE_EXTRA_CA_CERTS: _slow, COMPOSE_BRAIN: _brain, ...env } = process.env
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [bin, 'mcp', '--root', root],
    env: { ...(env as Record<string, string>), COMPOSE_RUNS: join(tmpdir(), `compose-runs-${process.pid}`) },
    stderr: 'pipe',
  })
  const client = new Client({ name: 'test', version: '1.0.0' })
  await client.connect(transport)
  onTestFinished(() => client.close())
  return client
}
