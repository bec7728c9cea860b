import type { Intent } from '../schema.ts'

/** The words of the goal that an intent rests on, of the pattern first. */
export const restsOn = (intent: Intent): string[] => [
  intent.patternBecause,
  ...[
    intent.capabilities,
    intent.fields,
    intent.constraints,
    intent.rules,
    intent.times,
    intent.limits,
    intent.amounts,
    intent.eligible,
    intent.durations,
    intent.anyway,
  ].flatMap((parts) => parts.map(({ because }) => because)),
  ...(intent.deadline ? [intent.deadline.because] : []),
]
