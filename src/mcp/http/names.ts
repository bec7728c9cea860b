import { hostname, networkInterfaces } from 'node:os'

const loopback = ['localhost', '127.0.0.1', '[::1]']
/** Addresses that stand for all of a machine's. Nobody calls a server by one but a page that wants past a browser's fences. */
const all: ReadonlySet<string> = new Set(['0.0.0.0', '::'])

/** Whether only this machine can reach the address. */
export const isLoopback = (address: string): boolean => /^127\.|^::1$|^::ffff:127\./.test(address)

/** An address as a URL writes it. */
export const inUrl = (address: string): string => (address.includes(':') ? `[${address}]` : address)

/** The names by which a server at this address may be called, as URLs write them. */
export function namesFor(host: string, address: string, more: readonly string[]): ReadonlySet<string> {
  const given = [host, ...more].filter((name) => !all.has(name)).map((name) => inUrl(name).toLowerCase())
  if (!all.has(address)) return new Set([...loopback, inUrl(address), ...given])
  const own = Object.values(networkInterfaces()).flatMap((ones) => ones?.map((one) => inUrl(one.address)) ?? [])
  return new Set([...loopback, ...own, hostname().toLowerCase(), ...given])
}
