import { ComposeError } from '../errors.ts'
import { isOldPlan, Plan } from '../schema.ts'

/** A plan as somebody wrote it, in YAML or JSON. Throws 'bad-file' that names the line or the key. */
export async function readPlanText(text: string, name: string): Promise<Plan> {
  const { parseYaml } = await import('../catalog/read-yaml.ts')
  return checkPlan(parseYaml(text, name, 'bad-file'), name)
}

/** A value as a plan. Throws 'bad-file' that names each key, 'plan-stale' for one of an earlier version. */
export async function checkPlan(plan: unknown, name: string): Promise<Plan> {
  const { checkShape } = await import('../catalog/read-yaml.ts')
  if (isOldPlan(plan))
    throw new ComposeError('plan-stale', `${name} was made by an earlier version of compose.`, {
      suggestion: 'Plan the goal again: compose plan "case triage service" --out plan.yaml',
    })
  return checkShape(Plan, plan, name, 'bad-file')
}
