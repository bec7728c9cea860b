import { type Command, InvalidArgumentError } from 'commander'
import { ComposeError } from '../errors.ts'
import type { HttpChoice } from '../mcp/http/serve.ts'

interface Options {
  root?: string[]
  http?: number
  host?: string
  allowHost?: string[]
  tokenFile?: string
}

const several = (value: string, before: string[] = []) => [...before, value]

/** The command that serves all others to programs. It is no row of the table: it gives no report. */
export function addMcp(program: Command, found: (mcp: { roots: string[]; http?: HttpChoice }) => void): void {
  const command = program
    .command('mcp')
    .description('Serve the operations to an MCP client over stdin and stdout, or to several over HTTP.')
    .option(
      '--root <DIR>',
      'A folder that may be read and written (may be repeated); by default the current one.',
      several,
    )
    .option(
      '--http <PORT>',
      'Serve over HTTP on this port, at /mcp; 0 takes a free one, and the address is printed.',
      port,
    )
    .option('--host <HOST>', 'The address to listen on; by default 127.0.0.1, which only this machine can reach.')
    .option(
      '--allow-host <NAME>',
      'Another name that clients reach it by, as behind a proxy (may be repeated).',
      several,
    )
    .option('--token-file <FILE>', 'A file with the token that clients must send (or COMPOSE_MCP_TOKEN).')
    .addHelpText('after', examples)
    .allowExcessArguments(false)
  command.action(() => {
    const { root: roots = [], http, host, allowHost, tokenFile } = command.opts<Options>()
    if (http !== undefined) {
      found({ roots, http: { port: http, host: host ?? '127.0.0.1', allowHosts: allowHost ?? [], tokenFile } })
      return
    }
    const [lost] = Object.entries({ host, 'allow-host': allowHost, 'token-file': tokenFile }).filter(([, one]) => one)
    if (!lost) return found({ roots })
    throw new ComposeError('bad-option', `--${lost[0]} says how to serve over HTTP, and --http is not there.`, {
      suggestion: 'Say the port, as in: compose mcp --http 8300',
    })
  })
}

function port(value: string): number {
  if (/^\d{1,5}$/.test(value) && Number(value) <= 65_535) return Number(value)
  throw new InvalidArgumentError('A port is a number from 0 to 65535.')
}

const examples = `
Examples:
  compose mcp --root ./services
  compose mcp --root ./services --http 8300
  COMPOSE_MCP_TOKEN=... compose mcp --http 8300 --host 0.0.0.0 --allow-host compose.example.org

Without a token of yours, one is made and printed once on stderr. Other machines are let in only with a token of yours.
`
