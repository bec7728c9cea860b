import { randomUUID } from 'node:crypto'
import { Readable } from 'node:stream'
import type { FastifyRequest } from 'fastify'
import { fileTypeFromBuffer } from 'file-type'
import { plain } from '../plain.ts'
import { acceptedTypes, type FileFault, faultName, heldName, largestFile, untilName } from './kinds/file.ts'
import type { Typed } from './kinds/kind.ts'
import { PageProblem } from './page-problem.ts'
import { refusalOf } from './refusal.ts'
import type { Question } from './shapes.ts'
import { statusOf } from './status.ts'

/** Bytes of the beginning by which a file is recognised. */
const HEAD = 4100
/** What is larger than a file may be is read to its end, so that people learn why; beyond this the connection ends. */
const READ_ANYWAY = 8
const FIELDS = { fields: 100, fieldSize: 64 * 1024, fieldNameSize: 200 }

export const calledName = (name: string): string => `called:${name}`

/**
 * Reads a form that may hold files, as it comes in: each file goes to the `hold` of its question, and what that gave stands
 * among the fields. Nothing is held before `ours` says yes to the fields that came before it, nor where `mayHold` says no.
 */
export async function receiveForm(
  request: FastifyRequest,
  questions: readonly Question[],
  ours: (typed: Typed) => boolean,
  mayHold: () => Promise<boolean>,
): Promise<Typed> {
  const largest = Math.max(0, ...questions.map(largestFile))
  const length = Number(request.headers['content-length'])
  if (!(length <= READ_ANYWAY * largest + 1024 * 1024)) throw new PageProblem(413, 'file')
  const typed: Typed = {}
  const limits = { ...FIELDS, files: questions.length, fileSize: largest + 1 }
  for await (const part of request.parts({ limits })) {
    if (part.type === 'field') {
      const value = String(part.value)
      const before = typed[part.fieldname]
      // As in any form: several of one name stand on a line each, the token twice is one.
      const all = before === undefined ? value : [...new Set([...before.split('\n'), value])].join('\n')
      if (!part.fieldname.includes(':')) typed[part.fieldname] = all
      continue
    }
    const question = questions.find(({ name }) => name === part.fieldname)
    if (question === undefined || part.filename === '' || !ours(typed)) part.file.resume()
    else Object.assign(typed, await receiveFile(question, part.filename, part.file, mayHold))
    // What `hold` did not read, or the rest of what is too large.
    part.file.resume()
  }
  return typed
}

class TooLarge extends Error {}

async function receiveFile(
  question: Question,
  filename: string,
  file: AsyncIterable<Buffer>,
  mayHold: () => Promise<boolean>,
): Promise<Typed> {
  const { name } = question
  const fault = (code: FileFault): Typed => ({ [faultName(name)]: code })
  const chunks = file[Symbol.asyncIterator]()
  const head = await begin(chunks)
  if (head.length === 0) return fault('empty')
  const type = (await fileTypeFromBuffer(head))?.mime
  if (type === undefined || !acceptedTypes(question).includes(type)) return drained(chunks, fault('type'))
  if (question.kind !== 'file' || question.hold === undefined)
    throw new Error(`the question ${name} has nowhere to put a file`)
  if (!(await mayHold())) return drained(chunks, fault('many'))
  let large = false
  const content = Readable.from(
    limited(head, chunks, largestFile(question), () => {
      large = true
    }),
    { objectMode: false },
  )
  try {
    const called = nameOf(filename)
    const { id, until } = await question.hold({ name: called, type, content }, randomUUID())
    return { [heldName(name)]: id, [untilName(name)]: until, [calledName(name)]: called }
  } catch (error) {
    if (large) return drained(chunks, fault('large'))
    const status = statusOf(error)
    if (status < 400 || status >= 500 || status === 401 || status === 403) throw error
    const refusal = refusalOf(error, '')
    return drained(chunks, fault(refusal?.words ? `said:${refusal.words}` : 'refused'))
  } finally {
    content.destroy()
  }
}

async function begin(chunks: AsyncIterator<Buffer>): Promise<Buffer> {
  const head: Buffer[] = []
  for (let length = 0; length < HEAD; ) {
    const { done, value } = await chunks.next()
    if (done) break
    head.push(value)
    length += value.length
  }
  return Buffer.concat(head)
}

/** The bytes of a file up to its limit; beyond it, whoever reads them gets an error and no end. */
async function* limited(head: Buffer, chunks: AsyncIterator<Buffer>, most: number, tooLarge: () => void) {
  let sent = 0
  for (let chunk = head; ; ) {
    sent += chunk.length
    if (sent > most) {
      tooLarge()
      throw new TooLarge('the file is too large')
    }
    yield chunk
    const { done, value } = await chunks.next()
    if (done) return
    chunk = value
  }
}

async function drained(chunks: AsyncIterator<Buffer>, typed: Typed): Promise<Typed> {
  while (!(await chunks.next()).done);
  return typed
}

/** As the person knows it: without the folders that some browsers tell. */
function nameOf(filename: string): string {
  const last = plain.line(filename.split(/[\\/]/).at(-1) ?? '')
  return [...last].slice(-100).join('') || 'file'
}
