import { type ServerResponse, STATUS_CODES } from 'node:http'

/** Why a request never gets as far as the protocol. */
export interface Refusal {
  status: number
  detail: string
  headers?: Record<string, string>
}

/** Answers with problem details (RFC 9457). */
export function refuse(response: ServerResponse, { status, detail, headers }: Refusal): void {
  response.writeHead(status, { 'content-type': 'application/problem+json', 'cache-control': 'no-store', ...headers })
  response.end(JSON.stringify({ type: 'about:blank', title: STATUS_CODES[status], status, detail }))
}
