import { type Command, InvalidArgumentError, Option } from 'commander'
import * as z from 'zod'
import type { Operation } from '../operations.ts'

/** What stands for the value in help. */
const placeholders: Record<string, string> = {
  out: 'PATH',
  page: 'FILE',
  timeout: 'SECONDS',
  use: 'CAP=COMPONENT',
  answer: 'QUESTION=CHOICE',
  without: 'CAP',
  catalog: 'DIR',
  port: 'PORT',
  limit: 'NUMBER',
  report: 'junit=FILE|sarif=FILE',
  trace: 'FILE|otlp',
}

interface Field {
  type: string
  enum?: string[]
  description?: string
  default?: unknown
}

/** `dryRun` → `--dry-run`. */
export function flagOf(field: string): string {
  return `--${field.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`
}

/** Gives a command the arguments and flags of an operation's input: every kind of field has one kind of flag. */
export function addInputs(command: Command, operation: Operation): void {
  const fields = Object.entries(operation.input.shape).map(
    ([name, type]) => [name, fieldOf(type as z.ZodType)] as const,
  )
  for (const name of operation.positional) {
    const field = fields.find(([one]) => one === name)?.[1]
    const shown = field?.type === 'array' ? `${name}...` : name
    // A missing one is told by the operation, in the words of the thing that is missing.
    command.argument(`[${shown}]`, field?.description)
  }
  for (const [name, field] of fields) {
    if (!operation.positional.includes(name)) command.addOption(optionOf(name, field))
  }
}

/** What a flag must know of a field. Asking for its JSON Schema would say the same, and takes longer than the rest of the line. */
function fieldOf(type: z.ZodType): Field {
  const { description } = type
  const about = description === undefined ? {} : { description }
  if (type instanceof z.ZodOptional) return { ...fieldOf(type.unwrap() as z.ZodType), ...about }
  if (type instanceof z.ZodDefault)
    return { ...fieldOf(type.unwrap() as z.ZodType), default: type.def.defaultValue, ...about }
  return { type: type.def.type, ...about, ...(type instanceof z.ZodEnum ? { enum: type.options.map(String) } : {}) }
}

function optionOf(name: string, field: Field): Option {
  const flag = flagOf(name)
  const shown = field.default !== undefined && typeof field.default === 'number' ? ` (default: ${field.default})` : ''
  const about = `${field.description ?? ''}${shown}`
  if (field.type === 'boolean') return new Option(flag, about)
  const option = new Option(`${flag} <${field.enum?.join('|') ?? placeholders[name] ?? 'VALUE'}>`, about)
  if (field.type === 'number') return option.argParser(number)
  if (field.type === 'array') return option.argParser((value, before: string[] = []) => [...before, text(value)])
  if (field.type === 'record') return option.argParser(pairOf(placeholders[name] ?? 'NAME=VALUE'))
  return option.argParser(text)
}

/** `--out --json` has lost its folder; it does not want one called "--json". */
function text(value: string): string {
  if (value.startsWith('--')) throw new InvalidArgumentError('It needs a value.')
  return value
}

function number(value: string): number {
  const read = Number(value)
  if (value.trim() === '' || !Number.isFinite(read)) throw new InvalidArgumentError('It is not a number.')
  return read
}

const pairOf =
  (shape: string) =>
  (value: string, before: Record<string, string> = {}): Record<string, string> => {
    const [, key, item] = /^([^=]+)=(.+)$/.exec(value) ?? []
    if (key === undefined || item === undefined)
      throw new InvalidArgumentError(`Say it as ${shape.replaceAll('|', ' or ')}.`)
    if (key in before && before[key] !== item) throw new InvalidArgumentError(`${key} is given twice.`)
    return { ...before, [key]: item }
  }
