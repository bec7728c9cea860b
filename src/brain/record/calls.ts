import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import canonicalize from 'canonicalize'
import * as z from 'zod'
import { byCodeUnit, sha256 } from '../../digest.ts'
import { ComposeError } from '../../errors.ts'
import { abilities, type ChatRequest, type Outcome, type Usage } from '../model/chat.ts'

const Tokens = z.strictObject({ input: z.number(), output: z.number(), estimated: z.literal(true).optional() })
const ToolCall = z.strictObject({ id: z.string(), name: z.string(), arguments: z.string() })
const Recorded = z.strictObject({
  version: z.literal(1),
  key: z.string(),
  request: z.looseObject({}),
  lost: z.array(Tokens).default([]),
  outcome: z
    .union([
      z.strictObject({
        reply: z.strictObject({
          content: z.string(),
          toolCalls: z.array(ToolCall),
          finish: z.string(),
          turn: z.record(z.string(), z.unknown()).optional(),
          refusal: z.string().optional(),
          usage: Tokens.optional(),
        }),
      }),
      z.strictObject({ lacks: z.enum(abilities), usage: Tokens.optional() }),
    ])
    .optional(),
})

/**
 * One call as it is kept: its requests that came to nothing, and what it came to if it did. One that is under way stands among
 * the former, so that it is paid for also if nobody lives to see its end.
 */
export interface Call {
  lost: readonly Usage[]
  outcome?: Outcome
}

/** What a request is called: the digest of its canonical form, the same on any machine. */
export function keyOf(request: ChatRequest): string {
  // RFC 8785, so that the order of members says nothing.
  return sha256(canonicalize(request) ?? '')
}

/** A folder of calls, a file each: the digest of its request, and which of several equal requests it was. */
export class Calls {
  readonly folder: string

  constructor(folder: string) {
    this.folder = folder
  }

  #path(key: string, turn: number): string {
    return join(this.folder, `${key.slice(0, 32)}-${turn}.json`)
  }

  /** The `turn`th call of this kind (from 1), or undefined. Throws 'bad-file' for one that was damaged. */
  async read(key: string, turn: number): Promise<Call | undefined> {
    const path = this.#path(key, turn)
    let text: string
    try {
      text = await readFile(path, 'utf8')
    } catch {
      return undefined
    }
    const parsed = Recorded.safeParse(parseJson(text))
    if (parsed.success && parsed.data.key === key) return parsed.data as Call
    throw new ComposeError('bad-file', `${path}: not a recorded call.`, {
      suggestion: 'Delete the file and record it again.',
    })
  }

  /** Keeps a call, whole or not at all. */
  async write(key: string, turn: number, request: ChatRequest, { lost, outcome }: Call): Promise<void> {
    try {
      await mkdir(this.folder, { recursive: true, mode: 0o700 })
      const path = this.#path(key, turn)
      const text = `${JSON.stringify({ version: 1, key, request, ...(lost.length > 0 ? { lost } : {}), outcome }, undefined, 2)}\n`
      await writeFile(`${path}.${process.pid}`, text, { mode: 0o600 })
      await rename(`${path}.${process.pid}`, path)
    } catch (cause) {
      const code = (cause as NodeJS.ErrnoException).code ?? 'unknown'
      throw new ComposeError('environment', `${this.folder}: a call of the model cannot be kept there (${code}).`, {
        suggestion:
          'Give a folder that can be written, by --recordings or COMPOSE_RUNS, and check that the disk is not full.',
        cause,
      })
    }
  }

  /** Every request that was answered, for a miss to show the nearest. */
  async requests(): Promise<ChatRequest[]> {
    const names = await readdir(this.folder).catch(() => [])
    const texts = await Promise.all(
      names
        .filter((name) => name.endsWith('.json'))
        .sort(byCodeUnit)
        .map((name) => readFile(join(this.folder, name), 'utf8')),
    )
    return texts.flatMap((text) => {
      const parsed = Recorded.safeParse(parseJson(text))
      return parsed.success && parsed.data.outcome ? [parsed.data.request as unknown as ChatRequest] : []
    })
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
