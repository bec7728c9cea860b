import type * as z from 'zod'
import { ComposeError } from '../errors.ts'
import type { AgentSpec } from './agents.ts'
import type { Answers, Questions, Role } from './roles.ts'
import { roles } from './roles.ts'

/** One question to an agent. `observations` are the failed checks of its earlier answers, oldest first. */
export interface Question<R extends Role = Role> {
  role: R
  agent: AgentSpec
  input: Questions[R]
  observations: readonly string[]
  signal: AbortSignal
}

/** Who answers: the built-in engine or a model. What it answers is never trusted; `ask` parses and checks it. */
export interface Brain {
  /** Shown in reports: "builtin", or the model's name. */
  readonly name: string
  answer(question: Question): Promise<unknown>
}

/** A check in code of an answer that has the right shape: what is wrong with it, if anything. */
export type AnswerCheck<R extends Role> = (answer: Answers[R], input: Questions[R]) => string[]

/**
 * Asks one agent and returns its parsed, checked answer. An answer of the wrong shape or one that fails a check goes back
 * as an observation, at most `limits.attempts` times; then 'brain-failed'.
 */
export async function ask<R extends Role>(
  brain: Brain,
  agents: ReadonlyMap<string, AgentSpec>,
  role: R,
  input: Questions[R],
  signal: AbortSignal,
  check: AnswerCheck<R> = () => [],
): Promise<Answers[R]> {
  const agent = agents.get(role)
  if (!agent)
    throw new ComposeError('catalog-invalid', `agents/${role}.md: missing`, { suggestion: 'Restore the file.' })
  const observations: string[] = []
  for (let attempt = 0; attempt < agent.limits.attempts; attempt += 1) {
    const answer = await brain.answer({ role, agent, input, observations, signal })
    const parsed = (roles[role].answer as unknown as z.ZodType<Answers[R]>).safeParse(answer)
    const findings = parsed.success
      ? check(parsed.data, input)
      : parsed.error.issues.map((issue) => `${issue.path.join('.') || 'answer'}: ${issue.message}`)
    if (parsed.success && findings.length === 0) return parsed.data
    const observation = findings.join('\n')
    if (observations.includes(observation)) break
    observations.push(observation)
  }
  throw new ComposeError('brain-failed', `The ${role} (${brain.name}) gave no usable answer: ${observations.at(-1)}`, {
    suggestion: 'Word the goal differently, or write composition.yaml by hand and run compose regenerate.',
  })
}
