import { Problem, ProblemResponse } from '../problem.ts'

/** What is said at the question about what may not be had, `gone` where it is no longer; undefined for any other error. */
export function refusalOf(error: unknown, gone: string): { code: string; words: string } | undefined {
  if (!(error instanceof Problem || error instanceof ProblemResponse)) return undefined
  const { code, status } = error
  if (code === 'gone' || status === 404) return { code, words: gone }
  if (status !== 409) return undefined
  return { code, words: error instanceof Problem ? error.message : error.detail }
}
