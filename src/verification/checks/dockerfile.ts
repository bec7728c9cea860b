import type { Instruction, JSONInstruction, Property } from 'dockerfile-ast'
import type { FileSet } from '../../schema.ts'
import { isSecretName } from './secret-name.ts'

/** What is wrong with a Dockerfile whose context is the composed folder: broken, without a version, or running as root. */
export async function dockerfileProblems(text: string, files: FileSet): Promise<string[]> {
  const [{ validate, ValidationSeverity }, ast] = await Promise.all([
    import('dockerfile-utils'),
    import('dockerfile-ast'),
  ])
  // Warnings are about style, but a list in single quotes is no list to Docker.
  const broken = validate(text, { instructionJSONInSingleQuotes: ValidationSeverity.ERROR })
    .filter(({ severity }) => severity === 1)
    .map(({ range, message }) => `line ${range.start.line + 1}: ${message}`)

  const instructions = ast.DockerfileParser.parse(text).getInstructions()
  const stages = new Set<string | null>(['scratch'])
  const problemsOf = (one: Instruction): string[] => {
    if (one instanceof ast.From) {
      const known = stages.has(one.getImage())
      stages.add(one.getBuildStage())
      const version = one.getImageDigest() ?? one.getImageTag() ?? 'latest'
      return !known && /^latest\b/.test(version) ? [`FROM ${one.getImage()} names no version`] : []
    }
    if (one instanceof ast.Env) return one.getProperties().flatMap((property) => secretProblem('ENV', property))
    if (one instanceof ast.Arg) return secretProblem('ARG', one.getProperty())
    if (one instanceof ast.Copy && one.getFlags().some((flag) => flag.getName() === 'from')) return []
    if (one instanceof ast.Copy || one instanceof ast.Add) {
      const missing = sources(one).filter((source) => !isThere(source, files))
      return missing.map((source) => `${one.getKeyword()} ${source}: it is not part of the service`)
    }
    const started = one instanceof ast.Cmd || one instanceof ast.Entrypoint
    return started && one.getOpeningBracket() && !one.getClosingBracket()
      ? [`${one.getKeyword()} ${one.getArgumentsContent()} is not a JSON list of words`]
      : []
  }
  const problems = instructions.flatMap((one) =>
    problemsOf(one).map((message) => `line ${one.getRange().start.line + 1}: ${message}`),
  )
  if (!instructions.some((one) => one instanceof ast.Cmd || one instanceof ast.Entrypoint))
    problems.push('Nothing is started: no CMD, no ENTRYPOINT')
  if (/^(?:root|0)?(?::|$)/.test(lastUser(instructions))) problems.push('It runs as root: no USER in the last stage')
  return [...broken, ...problems]
}

function secretProblem(word: string, property: Property | null): string[] {
  const value = property?.getValue() ?? ''
  if (!property || value === '' || value.startsWith('$') || !isSecretName(property.getName())) return []
  return [`${word} ${property.getName()} holds a secret`]
}

function lastUser(instructions: readonly Instruction[]): string {
  const stage = instructions.slice(instructions.findLastIndex((one) => one.getKeyword() === 'FROM') + 1)
  return stage.findLast((one) => one.getKeyword() === 'USER')?.getArgumentsContent() ?? ''
}

/** What a COPY or an ADD takes: all its arguments but the last, none that is written out in the Dockerfile itself. */
function sources(instruction: JSONInstruction): string[] {
  const listed = instruction.getClosingBracket() !== null
  const words = listed
    ? instruction.getJSONStrings().map((one) => one.getJSONValue())
    : instruction.getArguments().map((one) => one.getValue())
  return words[0]?.startsWith('<<') ? [] : words.slice(0, -1)
}

function isThere(source: string, files: FileSet): boolean {
  const path = source.replace(/^\.\//, '').replace(/\/$/, '')
  if (path === '' || path === '.' || /[*?$[]/.test(path)) return true
  return files.has(path) || [...files.keys()].some((name) => name.startsWith(`${path}/`))
}
