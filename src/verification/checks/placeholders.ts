import type { Problem } from '../../errors.ts'
import { lineOf, readSource } from '../source-text.ts'
import type { StaticCheck } from './static-check.ts'
import { isText } from './text.ts'

/** Words that say that something is still to be done, in code, comments or texts. */
const words: readonly RegExp[] = [
  /\b(?:TODO|FIXME)\b/g,
  /\bnot (?:yet )?implemented\b/gi,
  /\bunimplemented\b/gi,
  /\blorem ipsum\b/gi,
  /new \w*Error\(\s*['"`](?:stub|placeholder|tbd)\b/gi,
  /\bstatus: 501\b/g,
]

/** A named function, method or property of the service whose body is empty. */
const emptyBody =
  /^[ \t]*(?:export +)?(?:async +)?(?:function +)?(?!constructor\b|catch\b|if\b|for\b|while\b|switch\b)([\w$]+)\s*(?::\s*(?:async\s*)?)?\((?:[^(){}]|\{[^{}]*\})*\)\s*(?::\s*[\w<>[\]., |]+)?\s*(?:=>)?\s*\{\s*\}/gm

/** Nothing is left to be written: no notes to self, no functions without a body. */
export const placeholders: StaticCheck = {
  id: 'placeholders',
  async run({ files }) {
    const problems: Problem[] = []
    let read = 0
    for (const [path, file] of files) {
      if (!isText(path, file.bytes)) continue
      read += 1
      const source = file.bytes.toString()
      for (const word of words) {
        for (const match of source.matchAll(word)) {
          const where = `${path}:${lineOf(source, match.index)}`
          problems.push({ code: 'placeholders', message: `"${match[0]}" says that something is missing.`, where })
        }
      }
      if (!/^service\/src\/.*\.ts$/.test(path)) continue
      for (const match of emptyBodies(source)) {
        problems.push({
          code: 'placeholders',
          message: `${match.name} does nothing.`,
          where: `${path}:${lineOf(source, match.at)}`,
        })
      }
    }
    return { saw: `${read} files`, problems }
  },
}

/** Functions whose body holds neither code nor a word why. */
export function emptyBodies(source: string): { name: string; at: number }[] {
  const { code } = readSource(source)
  const found = [...code.matchAll(emptyBody)]
  return found
    .filter((match) => !/\/[/*]/.test(source.slice(match.index, match.index + match[0].length)))
    .map((match) => ({ name: match[1]!, at: match.index + match[0].search(/\S/) }))
}
