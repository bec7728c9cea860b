import type { Problem } from '../../errors.ts'
import { lineOf } from '../source-text.ts'
import type { StaticCheck } from './static-check.ts'
import { isText } from './text.ts'

/** Things that must not be in a file, by what gives them away. */
const patterns: readonly { what: string; pattern: RegExp }[] = [
  { what: 'a private key', pattern: /-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----/g },
  { what: 'a private key', pattern: /"kty"\s*:\s*"(?:RSA|EC|OKP)"[^}]*"d"\s*:\s*"[\w-]{20,}"/g },
  { what: 'an AWS key', pattern: /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/g },
  { what: 'a GitHub token', pattern: /\b(?:gh[pousr]_[A-Za-z0-9]{36,}|github_pat_\w{22,})\b/g },
  { what: 'a Slack token', pattern: /\bxox[abprs]-[A-Za-z0-9-]{10,}/g },
  { what: 'a Stripe key', pattern: /\b[rs]k_live_[A-Za-z0-9]{16,}/g },
  { what: 'a key of a model provider', pattern: /\bsk-(?:ant-|proj-)?[A-Za-z0-9_-]{32,}/g },
  { what: 'a signed token', pattern: /\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10,}/g },
  {
    what: 'a GOV.UK Notify key',
    pattern: /\b\w+-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g,
  },
  { what: 'a password in an address', pattern: /\b[a-z][a-z0-9+.-]*:\/\/[^\s:/@'"`<>]+:(?!\$\{?)[^\s:/@'"`<>${}]+@/gi },
]

/** `name: value` or `name = value` where the name speaks of a secret. The value must be one word of letters and digits. */
const assigned =
  /\b[\w-]*(?:password|passwd|secret|token|api[-_]?key|private[-_]?key)["']?\s*[:=]\s*(["'`]?)(?=[^\s"'`]*[0-9])(?=[^\s"'`]*[A-Za-z])([^\s"'`${}()<>]{8,})\1(?=[\s,;}\]]|$)/gim

/** A reference, a path, a type or a digest: not the secret itself. */
const harmless = /^(?:process\.|env\.|config\.|[\w.]*\.(?:ts|js|json|yaml)\b|\/|\.\/|https?:|urn:|sha\d+[:-])/i

/** No file holds a secret: keys and passwords are given when the service starts, by reference. */
export const secrets: StaticCheck = {
  id: 'secrets',
  async run({ files }) {
    const problems: Problem[] = []
    let read = 0
    for (const [path, file] of files) {
      if (!isText(path, file.bytes)) continue
      read += 1
      const source = file.bytes.toString()
      for (const { what, at } of secretsIn(source, { test: /(?:^|\/)tests\//.test(path) })) {
        const suggestion = 'Take it from an environment variable or a mounted file instead.'
        problems.push({
          code: 'secrets',
          message: `This looks like ${what}.`,
          suggestion,
          where: `${path}:${lineOf(source, at)}`,
        })
      }
    }
    return { saw: `${read} files`, problems }
  },
}

/** What looks like a secret in a text. Tests may name made-up passwords, nothing else. */
export function secretsIn(text: string, options: { test: boolean }): { what: string; at: number }[] {
  const found = patterns.flatMap(({ what, pattern }) =>
    [...text.matchAll(pattern)].map((match) => ({ what, at: match.index })),
  )
  if (options.test) return found
  for (const match of text.matchAll(assigned)) {
    const [, quote, value = ''] = match
    // Without quotes, in code, it is an expression: a call, a name, a property.
    const expression = quote === '' && /^[A-Za-z_$][\w$]*(?:[.?[(]|$)/.test(value) && !/\d{2}/.test(value)
    if (!expression && !harmless.test(value)) found.push({ what: 'a password or key', at: match.index })
  }
  return found
}
