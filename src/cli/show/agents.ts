import type { AgentSpec } from '../../brain/agents.ts'
import type { Report } from '../../schema.ts'
import type { Page } from './layout.ts'

/** Each agent with its limits and its prompt. */
export function showAgents(report: Report, on: Page): void {
  for (const { role, answers, tools, limits, model, prompt } of report.result as AgentSpec[]) {
    on.heading(`${role} → ${answers}`)
    on.line(`  at most ${limits.attempts} attempts, ${limits.calls} calls; may use ${tools.join(', ') || 'no tools'}`)
    if (model) on.line(`  answered by ${model}`)
    on.line()
    for (const line of prompt.split('\n')) on.line(`  ${line}`.trimEnd())
  }
}
