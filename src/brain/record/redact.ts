import { ComposeError } from '../../errors.ts'
import type { Endpoint, Turn } from '../model/chat.ts'

/**
 * What leaves for a model or goes into a recording holds no secret and no personal data: each is replaced by its kind.
 * Addresses and numbers that are reserved for examples (RFC 2606, Ofcom's numbers for drama) stay.
 */
export type Redact = (text: string) => string

// Answers of 400,000 characters pass through these, so none may look back and forth over the same run of letters.
const kinds: readonly (readonly [string, RegExp])[] = [
  ['private key', /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g],
  ['token', /(?<![\w-])eyJ[\w-]{10,}\.[\w-]{10,}\.[\w-]{5,}/g],
  ['token', /\beyJ[\w-]{10,400}\.[\w-]{10,}\.[\w-]{5,}/g],
  ['token', /\b[Bb]earer\s+[\w.~+/-]{16,}=*/g],
  ['key', /\b(?:sk|pk|rk|ghp|gho|github_pat|xox[abp]|AKIA)[-_]?[A-Za-z0-9_-]{16,}/g],
  ['password', /(?<=:\/\/[^\s/:@]+:)[^\s/@]+(?=@)/g],
  ['email', /(?<![\w.+-])[\w.+-]+@(?!(?:[\w-]+\.)*example\.(?:com|org|net)\b)[\w-]+(?:\.[\w-]+)+\b/g],
  ['phone', /(?<![\w.])(?:\+44\s?|0)(?!7700\s?900|1632\s?960|20\s?7946\s?0)(?:\d[\s-]?){9,10}(?![\w.])/g],
  ['National Insurance number', /\b[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]\s?\d{2}\s?\d{2}\s?\d{2}\s?[A-D]\b/g],
  ['NHS number', /(?<![\w.])\d{3}[ -]\d{3}[ -]\d{4}(?![\w.])/g],
  ['card number', /(?<![\w.])(?:\d{4}[ -]){3}\d{4}(?![\w.])/g],
]

/** `secrets` are values that must never appear, whatever they look like: the key of the endpoint. */
export function redactor(secrets: readonly string[]): Redact {
  return (text) => {
    let clean = text
    for (const secret of secrets) if (secret.length >= 6) clean = clean.replaceAll(secret, '[secret]')
    for (const [kind, pattern] of kinds) clean = clean.replace(pattern, `[${kind}]`)
    return clean
  }
}

/** An endpoint whose answers are clean before anything else sees them, so that what is used is what is kept. */
export function redacted(endpoint: Endpoint, redact: Redact): Endpoint {
  return {
    name: endpoint.name,
    async send(request, signal, meter) {
      const outcome = await endpoint.send(request, signal, meter).catch((error: unknown) => {
        // A provider may repeat in its complaint what it was sent.
        if (!(error instanceof ComposeError)) throw error
        throw new ComposeError(error.code, redact(error.message), {
          ...(error.suggestion ? { suggestion: error.suggestion } : {}),
          cause: error.cause,
        })
      })
      if (!('reply' in outcome)) return outcome
      const { reply } = outcome
      const toolCalls = reply.toolCalls.map((call) => ({ ...call, arguments: redact(call.arguments) }))
      const refusal = reply.refusal === undefined ? {} : { refusal: redact(reply.refusal) }
      const turn = reply.turn === undefined ? {} : { turn: cleaned(reply.turn, redact) as Turn }
      return { reply: { ...reply, content: redact(reply.content), toolCalls, ...refusal, ...turn } }
    },
  }
}

/** Signatures and encrypted thoughts: they say nothing to anybody but the endpoint, which refuses them if a letter is missing. */
const opaque = /^[\w+/-]{40,}={0,2}$/

/** Every text of a message of which we do not know what its members are. */
function cleaned(value: unknown, redact: Redact, name = ''): unknown {
  // Calls are found again by their ids.
  if (typeof value === 'string') return name === 'id' || opaque.test(value) ? value : redact(value)
  if (Array.isArray(value)) return value.map((item) => cleaned(item, redact))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([inner, one]) => [inner, cleaned(one, redact, inner)]))
}
