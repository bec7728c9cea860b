import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto'

/** What a hash costs whoever checks or guesses it. */
export const passwordCosts = {
  /** OWASP's Password Storage Cheat Sheet: N=2^15, r=8, p=3 (32 MiB for each check). */
  strong: { ln: 15, r: 8, p: 3 },
  /** For tests, which sign in again and again with passwords that are worth nothing. */
  light: { ln: 14, r: 1, p: 1 },
} satisfies Record<string, Cost>
const keyLength = 32

/** Shortest and longest password that a person may choose, in characters. */
export const passwordLength = { least: 12, most: 256 }

/**
 * Hashes a password with scrypt and a fresh salt.
 * @returns `scrypt:ln=15,r=8,p=3:<salt>:<key>` (base64url); no `$`, which Docker Compose would expand in a variable
 */
export async function hashPassword(password: string, cost: Cost = passwordCosts.strong): Promise<string> {
  const salt = randomBytes(16)
  const key = await derive(password, salt, keyLength, cost)
  return `scrypt:ln=${cost.ln},r=${cost.r},p=${cost.p}:${salt.toString('base64url')}:${key.toString('base64url')}`
}

/** Whether the text has the form that `hashPassword` returns, at a cost this process can pay. */
export function isPasswordHash(text: string): boolean {
  return parse(text) !== undefined
}

/**
 * Compares in constant time. Without a hash (no such account) it does the same work and answers false, so that the
 * time of an answer does not tell whether the account exists.
 */
export async function passwordMatches(password: string, hash: string | undefined): Promise<boolean> {
  const parsed = hash === undefined ? undefined : parse(hash)
  const { salt, key, ...parameters } = parsed ?? {
    salt: Buffer.alloc(16),
    key: Buffer.alloc(keyLength),
    ...passwordCosts.strong,
  }
  const derived = await derive(password, salt, key.length, parameters)
  return timingSafeEqual(derived, key) && parsed !== undefined
}

export interface Cost {
  ln: number
  r: number
  p: number
}

function parse(hash: string): (Cost & { salt: Buffer; key: Buffer }) | undefined {
  const match = /^scrypt:ln=(\d{1,2}),r=(\d{1,2}),p=(\d{1,2}):([\w-]{16,}):([\w-]{32,})$/.exec(hash)
  if (match === null) return undefined
  const [, ln, r, p, salt, key] = match as unknown as [string, string, string, string, string, string]
  const parameters = { ln: Number(ln), r: Number(r), p: Number(p) }
  if (parameters.ln < 14 || parameters.ln > 18 || parameters.r < 1 || parameters.p < 1) return undefined
  return { ...parameters, salt: Buffer.from(salt, 'base64url'), key: Buffer.from(key, 'base64url') }
}

function derive(password: string, salt: Buffer, length: number, { ln, r, p }: Cost): Promise<Buffer> {
  const options: ScryptOptions = { N: 2 ** ln, r, p, maxmem: 256 * r * 2 ** ln }
  // NFKC: the same password typed on two keyboards may come as different code points (RFC 8265).
  return new Promise((resolve, reject) => {
    scrypt(password.normalize('NFKC'), salt, length, options, (error, key) => (error ? reject(error) : resolve(key)))
  })
}
