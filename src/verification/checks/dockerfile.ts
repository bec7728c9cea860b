import type { FileSet } from '../../schema.ts'

const known = new Set(
  'ADD ARG CMD COPY ENTRYPOINT ENV EXPOSE FROM HEALTHCHECK LABEL ONBUILD RUN SHELL STOPSIGNAL USER VOLUME WORKDIR'.split(
    ' ',
  ),
)

/** What is wrong with a Dockerfile whose context is the composed folder: broken, without a version, or running as root. */
export function dockerfileProblems(text: string, files: FileSet): string[] {
  const problems: string[] = []
  const lines = instructions(text)
  const stages = new Set<string>()
  let user = ''
  let started = false
  for (const { word, rest } of lines) {
    if (!known.has(word)) problems.push(`${word} is not an instruction`)
    if (!started && word !== 'FROM' && word !== 'ARG') problems.push(`${word} stands before FROM`)
    if (word === 'FROM') {
      started = true
      user = ''
      const [image = '', as, stage] = rest.replace(/--platform=\S+\s+/, '').split(/\s+/)
      if (!stages.has(image) && image !== 'scratch' && !/[@:](?!latest\b)[\w.${}-]+$/.test(image)) {
        problems.push(`FROM ${image} names no version`)
      }
      if (as?.toUpperCase() === 'AS' && stage) stages.add(stage)
    }
    if (word === 'USER') user = rest
    if (word === 'COPY' || word === 'ADD') problems.push(...copyProblems(word, rest, files))
    if (word === 'ENV' || word === 'ARG') {
      if (/(?:PASSWORD|SECRET|TOKEN|API_?KEY)\w*[= ]\s*[^\s$]/i.test(rest))
        problems.push(`${word} ${rest.split(/[= ]/)[0]} holds a secret`)
    }
    if ((word === 'CMD' || word === 'ENTRYPOINT') && rest.startsWith('[') && !isWordList(rest)) {
      problems.push(`${word} ${rest} is not a JSON list of words`)
    }
  }
  if (!started) problems.push('There is no FROM')
  if (!lines.some(({ word }) => word === 'CMD' || word === 'ENTRYPOINT'))
    problems.push('Nothing is started: no CMD, no ENTRYPOINT')
  if (user === '' || /^(?:root|0)(?::|$)/.test(user)) problems.push('It runs as root: no USER in the last stage')
  return problems
}

function instructions(text: string): { word: string; rest: string }[] {
  const joined = text
    .split('\n')
    .filter((line) => !/^\s*#/.test(line))
    .join('\n')
    .replace(/\\\n/g, ' ')
  return joined.split('\n').flatMap((line) => {
    const match = /^\s*(\S+)\s*(.*?)\s*$/.exec(line)
    return match ? [{ word: match[1]!.toUpperCase(), rest: match[2]! }] : []
  })
}

function copyProblems(word: string, rest: string, files: FileSet): string[] {
  const parts = rest.split(/\s+/)
  if (parts.some((part) => part.startsWith('--from='))) return []
  const sources = parts.filter((part) => !part.startsWith('--')).slice(0, -1)
  if (sources.length === 0) return [`${word} ${rest} needs a source and a target`]
  const there = (source: string) => {
    const path = source.replace(/^\.\//, '').replace(/\/$/, '')
    if (path === '' || path === '.' || /[*?$[]/.test(path)) return true
    return files.has(path) || [...files.keys()].some((name) => name.startsWith(`${path}/`))
  }
  return sources.filter((source) => !there(source)).map((source) => `${word} ${source}: it is not part of the service`)
}

function isWordList(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text)
    return Array.isArray(value) && value.every((word) => typeof word === 'string')
  } catch {
    return false
  }
}
