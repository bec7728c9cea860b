import { randomUUID } from 'node:crypto'
import type { Question } from '../pages/shapes.ts'
import type { Visit } from '../pages/visit.ts'
import { type WholeFile, withWhole } from '../pages/whole-file.ts'
import { questionFor } from './questions.ts'
import type { ReadyAction } from './ready-action.ts'

/** The files that came with a form, by what stands for each among its fields. They go with the visit. */
const sent = new WeakMap<Visit, Map<string, WholeFile>>()

export const asksFiles = ({ asks }: ReadyAction): boolean => asks.some(isFile)
const isFile = ({ schema }: ReadyAction['asks'][number]) => schema['x-kind'] === 'file'

/** The questions of a form that files may come for, each with where they go meanwhile. */
export function fileQuestions(visit: Visit, { asks }: ReadyAction): Question[] {
  const files = new Map<string, WholeFile>()
  sent.set(visit, files)
  return asks.filter(isFile).map(({ ask, schema, required }) => ({
    ...questionFor(ask, schema, !required, undefined),
    kind: 'file',
    hold: (file) =>
      withWhole(file, async (whole) => {
        const id = randomUUID()
        files.set(id, whole)
        return { id, until: new Date().toISOString() }
      }),
  }))
}

export const sentFile = (visit: Visit, id: unknown): WholeFile | undefined => sent.get(visit)?.get(String(id))
