import * as z from 'zod'
import { defineTool } from '../brain/tool.ts'
import type { Catalog } from '../catalog/load.ts'
import { Intent } from '../schema.ts'
import { resolve } from '../steps/resolve.ts'

export const tryPlanTool = (catalog: Catalog) =>
  defineTool({
    name: 'try-plan',
    description:
      'Shows what would be made of an intent: components, questions people are asked, steps, open questions.',
    input: z.strictObject({ intent: z.looseObject({}) }),
    run({ intent }) {
      const { choices, record, lookups, phases, openQuestions, verdicts } = resolve(Intent.parse(intent), catalog)
      return {
        components: choices.map(({ capability, component, why }) => ({ capability, component, why })),
        questions: record.map(({ name, type, question }) => ({ name, type, title: question.title })),
        steps: [...lookups, ...Object.values(phases).flat()].map((step) => step.id),
        openQuestions,
        verdicts: verdicts.filter(({ verdict }) => verdict !== 'pass'),
      }
    },
  })
