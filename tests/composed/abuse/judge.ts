import { createHash } from 'node:crypto'
import type { Answer } from './ask.ts'
import { cellsOf, startsFormula } from './files.ts'
import { computed, mark } from './payloads.ts'

const code = (word: string) => new RegExp(word, 'i')
// What only the insides of a server say.
const insides = [
  /\n\s+at .*[(/].*:\d+:\d+/,
  /node_modules\//,
  code('syntax error at or near'),
  code('invalid input syntax'),
  code('unterminated (quoted|string)'),
  code('invalid byte sequence'),
  code('relation "'),
  code('root:x:0:0'),
  code('(template render error)'),
]
// A busy machine may take its time; what makes a server wait asks it for half a minute.
const slow = 25_000

/** What no answer may be, whatever was asked: the fault of a server, a way for code, a look at its insides. */
export function judge(answer: Answer): string[] {
  const { status, headers, body, took } = answer
  const type = String(headers['content-type'] ?? '')
  const found: string[] = []
  if (status >= 500) found.push(`status ${status}`)
  if (took > slow) found.push(`took ${Math.round(took)} ms`)
  if (body.includes(computed)) found.push('arithmetic of a payload was computed')
  for (const word of insides) if (word.test(body)) found.push(`tells of its insides: ${word.exec(body)?.[0]}`)
  if (headers['x-content-type-options'] !== 'nosniff') found.push('without nosniff')
  if (headers['x-powered-by'] !== undefined || headers.server !== undefined) found.push('says what it runs on')
  for (const [name, value] of Object.entries(headers))
    if (name.includes(mark) || (name === 'set-cookie' && String(value).includes(`${mark}=`)))
      found.push(`a header of the payload: ${name}`)
  if (type.startsWith('text/csv')) found.push(...fileFaults(answer))
  else if (/csv|excel|sheet/.test(type)) found.push(`an export as ${type}, whose formulas nobody here looks at`)
  if (type.startsWith('text/html')) found.push(...policyFaults(headers), ...markupFaults(body), ...scriptFaults(answer))
  if (status >= 400 && type.includes('json')) found.push(...problemFaults(answer, type))
  return found
}

/** A file is saved and not shown, kept by nobody on the way, and no cell of it is a formula. */
function fileFaults({ headers, body }: Answer): string[] {
  const saved = /^attachment; filename="[\w-]+\.csv"$/.test(String(headers['content-disposition']))
  const lines = cellsOf(body)
  const formulas = lines.flat().filter((cell) => startsFormula.test(cell))
  return [
    ...(saved ? [] : ['a file that is shown']),
    ...(headers['cache-control'] === 'no-store' ? [] : ['a file that is kept on the way']),
    ...formulas.map((cell) => `a cell that is a formula: ${cell.slice(0, 40)}`),
    ...(lines.some((line) => line.length !== lines[0]!.length) ? ['a cell that became another'] : []),
  ]
}

/** What lets code of others run on a page. */
function policyFaults(headers: Answer['headers']): string[] {
  const policy = new Map(
    String(headers['content-security-policy'] ?? '')
      .split(';')
      .map((one) => one.trim().split(/\s+/))
      .map(([name = '', ...sources]) => [name, sources.join(' ')]),
  )
  const wanted: [directive: string, sources: RegExp][] = [
    ['default-src', /^'none'$/],
    ['script-src', /^'self'( 'sha256-[\w+/=]+')?$/],
    ['style-src', /^'self'$/],
    ['frame-ancestors', /^'none'$/],
    ['base-uri', /^'none'$/],
    ['form-action', /^'self'( http:\/\/127\.0\.0\.1:\d+)*$/],
  ]
  return wanted
    .filter(([directive, sources]) => !sources.test(policy.get(directive) ?? ''))
    .map(([directive]) => `the policy of a page has ${directive} ${policy.get(directive) ?? 'not at all'}`)
}

const tag = /<([a-z][^\s/>]*)((?:[^>"']|"[^"]*"|'[^']*')*)>/gi
const attribute = /([^\s"'=<>/]+)(?:\s*=\s*("[^"]*"|'[^']*'|[^\s"'=<>`]+))?/g

/** Elements, attributes and addresses on a page that no template of ours writes. */
function markupFaults(html: string): string[] {
  const found: string[] = []
  for (const [, element = '', rest = ''] of html.matchAll(tag)) {
    if (element.includes(mark)) found.push(`a payload became the element ${element}`)
    if (/^(iframe|object|embed|base|svg:script)$/i.test(element)) found.push(`an element ${element}`)
    for (const [, name = '', quoted = ''] of rest.matchAll(attribute)) {
      const value = quoted.replace(/^["']|["']$/g, '').trim()
      if (name.includes(mark) || /^on/i.test(name)) found.push(`a payload became the attribute ${name} of ${element}`)
      if (/^(href|src|action|formaction)$/i.test(name) && /^(javascript|data:text|vbscript)/i.test(value))
        found.push(`an address that is code: ${value.slice(0, 40)}`)
    }
  }
  return found
}

/** A script is an asset of ours, or the one whose digest the policy names. */
function scriptFaults({ headers, body }: Answer): string[] {
  const policy = String(headers['content-security-policy'])
  const scripts = [...body.matchAll(/<script\b([^>]*)>([\s\S]*?)<\/script>/gi)]
  const strange = scripts.filter(([, attributes = '', inside = '']) => {
    const digest = createHash('sha256').update(inside).digest('base64')
    return inside === '' ? !/ src="\/assets\//.test(attributes) : !policy.includes(`'sha256-${digest}'`)
  })
  return strange.length > 0 ? ['a script that is not ours'] : []
}

function problemFaults({ status, body, headers }: Answer, type: string): string[] {
  // OpenID Connect has errors of its own.
  if (headers['content-security-policy'] && /"error"/.test(body) && !type.includes('problem')) return []
  const found: string[] = []
  if (body === '') return found
  if (!type.startsWith('application/problem+json')) found.push(`an error as ${type}`)
  const problem = JSON.parse(body) as Record<string, unknown>
  if (problem.status !== status || typeof problem.code !== 'string' || typeof problem.title !== 'string')
    found.push('an error that is no problem document')
  if (body.includes(mark)) found.push('an error that repeats what was sent')
  return found
}

/** Where an answer leads, if that is not a page of the place. */
export function strayRedirect({ headers }: Answer, base: string, allowed: readonly string[]): string[] {
  const { location } = headers
  if (location === undefined) return []
  const target = new URL(location, base)
  const same = [base, ...allowed].some((one) => new URL(one).origin === target.origin)
  return same && !/^(\/\/|\\|\/\\)/.test(location) ? [] : [`leads to ${location}`]
}
