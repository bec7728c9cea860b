import type * as z from 'zod'
import { ComposeError } from '../errors.ts'
import type { AgentSpec } from './agents.ts'
import type { Message } from './model/chat.ts'
import type { Answers, Questions, Role } from './roles.ts'
import { roles } from './roles.ts'

/** An earlier answer to the same question, and what the checks found wrong with it. */
export interface Observation {
  answer: unknown
  findings: string
  /** The answer as the model said it; undefined when it said nothing that can be given back to it. */
  said?: Message | undefined
}

/** Why an answer is none, whatever it holds: what the model is told, and what a person can do. */
export interface Fault {
  finding: string
  advice: string
}

/** An answer of a brain with what else is known of it. */
export class Answered {
  readonly value: unknown
  readonly said: Message | undefined
  readonly fault: Fault | undefined

  constructor(value: unknown, said?: Message, fault?: Fault) {
    this.value = value
    this.said = said
    this.fault = fault
  }
}

/** One question to an agent. `observations` are its earlier answers that failed a check, oldest first. */
export interface Question<R extends Role = Role> {
  role: R
  agent: AgentSpec
  input: Questions[R]
  observations: readonly Observation[]
  signal: AbortSignal
}

/** Who answers: the built-in engine or a model. What it answers is never trusted; `ask` parses and checks it. */
export interface Brain {
  /** Shown in reports: "builtin", or the model's name. */
  readonly name: string
  /** The model that answers; undefined when none does. What a model wrote is only run isolated. */
  readonly model: string | undefined
  /** The answer's value, or an `Answered` where more is known. */
  answer(question: Question): Promise<unknown>
}

/** The model that answers this agent's questions: its file may name another than the brain's. Undefined when none does. */
export function modelOf(brain: Brain, agents: ReadonlyMap<string, AgentSpec>, role: Role): string | undefined {
  return brain.model && (agents.get(role)?.model ?? brain.model)
}

/** A check in code of an answer that has the right shape: what is wrong with it, if anything. */
export type AnswerCheck<R extends Role> = (
  answer: Answers[R],
  input: Questions[R],
) => readonly string[] | Promise<readonly string[]>

/**
 * Asks one agent and returns its parsed, checked answer. An answer of the wrong shape or one that fails a check goes back
 * as an observation, at most `limits.attempts` times; the same mistake twice ends it. Throws 'brain-failed'.
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
  const observations: Observation[] = []
  let advice: string | undefined
  for (let attempt = 0; attempt < agent.limits.attempts; attempt += 1) {
    const given = await brain.answer({ role, agent, input, observations, signal })
    const { value: answer, said, fault } = given instanceof Answered ? given : new Answered(given)
    const parsed = (roles[role].answer as unknown as z.ZodType<Answers[R]>).safeParse(answer)
    const found = fault
      ? [fault.finding]
      : parsed.success
        ? await check(parsed.data, input)
        : shapeFindings(parsed.error)
    if (parsed.success && found.length === 0) return parsed.data
    const findings = found.slice(0, mostFindings).join('\n')
    const repeated = observations.some((one) => one.findings === findings)
    observations.push({ answer, findings, said })
    advice = fault?.advice
    if (repeated) break
  }
  const last = observations.at(-1)!.findings
  throw new ComposeError(
    'brain-failed',
    `The ${role} (${brain.name}) gave no usable answer in ${observations.length} ${observations.length === 1 ? 'try' : 'tries'}. The last finding: ${last.slice(0, longestFinding)}`,
    {
      suggestion:
        advice ??
        (brain.model
          ? 'Try another model (--model), or word the goal differently; compose eval compares models on your goals.'
          : 'Word the goal differently, or write composition.yaml by hand and run compose regenerate.'),
    },
  )
}

/** Characters of a finding that a person is shown; it may repeat what a model wrote. */
const longestFinding = 1000
/** An answer that is wrong everywhere is told only so much. */
const mostFindings = 12

/** Of a union, the branch that came closest tells more than "invalid input". */
function shapeFindings(error: z.ZodError): string[] {
  return error.issues.flatMap((issue) => {
    if (issue.code !== 'invalid_union' || issue.errors.length === 0) return [said(issue.path, issue.message)]
    const closest = [...issue.errors].sort((a, b) => a.length - b.length)[0]!
    return closest.map((inner) => said([...issue.path, ...inner.path], inner.message))
  })
}

const said = (path: PropertyKey[], message: string) => `${path.map(String).join('.') || 'answer'}: ${message}`
