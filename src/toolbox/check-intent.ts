import * as z from 'zod'
import { defineTool } from '../brain/tool.ts'
import type { Catalog } from '../catalog/load.ts'
import { Intent } from '../schema.ts'
import { checkIntent } from '../steps/interpret.ts'

export const checkIntentTool = (catalog: Catalog) =>
  defineTool({
    name: 'check-intent',
    description:
      'Checks an intent as it will be checked when you answer with it. An empty list means that it is right.',
    input: z.strictObject({ intent: z.looseObject({}) }),
    run({ intent }, { input }) {
      const parsed = Intent.safeParse(intent)
      if (!parsed.success) return parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`)
      return 'goal' in input ? checkIntent(parsed.data, input.goal.sentence, catalog) : []
    },
  })
