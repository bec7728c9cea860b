import type { Intent, PatternFile } from '../../schema.ts'

/** The parts that a pattern uses or the goal names, whatever else may be needed besides. */
export function partsNamed({ capabilities, goal }: Intent, { spec }: PatternFile): string[] {
  const named = [...spec.capabilities, ...capabilities.map(({ id }) => id)]
  return [...new Set(named)].filter((id) => !goal.without.includes(id))
}
