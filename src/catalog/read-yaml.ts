import { parseDocument } from 'yaml'
import type * as z from 'zod'
import { ComposeError, type ErrorCode, type Problem } from '../errors.ts'

/** Parses YAML text (also JSON). Throws a ComposeError that names the file and the line. */
export function parseYaml(text: string, file: string, code: ErrorCode = 'catalog-invalid'): unknown {
  const document = parseDocument(text, { prettyErrors: true, strict: true, uniqueKeys: true })
  const [error] = document.errors
  if (error) {
    const line = error.linePos?.[0]?.line
    throw new ComposeError(code, `${file}${line ? `:${line}` : ''}: ${error.message.split('\n')[0]}`, {
      suggestion: 'Mend the YAML at that line and run the command again.',
    })
  }
  return document.toJS({ maxAliasCount: 50 })
}

/** Turns a Zod failure into problems that name the file and the key. */
function shapeProblems(file: string, error: z.ZodError, code: string): Problem[] {
  return error.issues.map((issue) => {
    const key = issue.path.join('.')
    const unknown = issue.code === 'unrecognized_keys' ? `unknown key ${issue.keys.join(', ')}` : issue.message
    return { code, message: `${file}: ${key ? `${key}: ` : ''}${unknown}`, where: key ? `${file}#${key}` : file }
  })
}

/** Checks a value against a shape, or throws one ComposeError with every finding. */
export function checkShape<T>(
  shape: z.ZodType<T>,
  value: unknown,
  file: string,
  code: ErrorCode = 'catalog-invalid',
): T {
  const parsed = shape.safeParse(value)
  if (parsed.success) return parsed.data
  const problems = shapeProblems(file, parsed.error, code)
  throw new ComposeError(code, problems[0]?.message ?? `${file}: not of the expected shape`, {
    suggestion: 'Correct the named key; the reference lists what is allowed.',
    problems: problems.map((problem) => ({ ...problem, suggestion: 'Correct the named key.' })),
  })
}
