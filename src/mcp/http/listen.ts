import { once } from 'node:events'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { ComposeError } from '../../errors.ts'

/** Begins to listen. Throws what a person can act on: the port is taken, or the host is none of this machine's. */
export async function listen(server: Server, port: number, host: string): Promise<AddressInfo> {
  try {
    server.listen(port, host)
    await once(server, 'listening')
  } catch (error) {
    throw faultOf(error as NodeJS.ErrnoException, port, host)
  }
  return server.address() as AddressInfo
}

function faultOf(error: NodeJS.ErrnoException, port: number, host: string): Error {
  if (error.code === 'EADDRINUSE') {
    const other = port < 64_000 ? port + 1000 : port - 1000
    return new ComposeError('port-in-use', `Port ${port} is in use.`, {
      suggestion: `Choose another, as in: compose mcp --http ${other}; or stop what uses it.`,
    })
  }
  if (error.code === 'EACCES') {
    return new ComposeError('environment', `Port ${port} is not for this user to listen on.`, {
      suggestion: 'Choose one above 1023.',
    })
  }
  return error.code === 'EADDRNOTAVAIL' || error.code === 'EAFNOSUPPORT' ? noSuchHost(host) : error
}

export function noSuchHost(host: string): ComposeError {
  return new ComposeError('bad-option', `--host ${host}: this machine has no such address.`, {
    suggestion: 'Leave it out to serve this machine alone, or name an address of its own; 0.0.0.0 stands for all.',
  })
}
