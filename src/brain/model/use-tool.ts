import * as z from 'zod'
import type { World } from '../../world.ts'
import type { Question } from '../brain.ts'
import type { Tool } from '../tool.ts'
import type { ToolCall, ToolSpec } from './chat.ts'
import { Untrusted } from './untrusted.ts'

/** Characters of what one tool answers; more is cut, and says so. */
const longestResult = 12_000

/** A tool as an endpoint is told of it. */
export function specOf(tool: Tool): ToolSpec {
  const { $schema: _dialect, ...parameters } = z.toJSONSchema(tool.input)
  return { name: tool.name, description: tool.description, parameters }
}

/** Runs one call of a tool that the agent may use, and tells of it. */
export async function use(
  call: ToolCall,
  tools: readonly Tool[],
  question: Question,
  world: Pick<World, 'emit' | 'milliseconds'>,
): Promise<string> {
  const tool = tools.find((one) => one.name === call.name)
  const start = world.milliseconds()
  const { result, failed } = tool
    ? await lookUp(tool, call, question)
    : { result: `There is no such tool. You may use: ${namesOf(tools) || 'none any more'}.`, failed: true }
  const milliseconds = Math.round(world.milliseconds() - start)
  world.emit({ type: 'tool-used', agent: question.role, tool: tool?.name ?? 'unknown', milliseconds, failed })
  return result
}

const namesOf = (tools: readonly Tool[]) => tools.map((one) => one.name).join(', ')

/** Whatever goes wrong is an observation for the model. */
async function lookUp(tool: Tool, call: ToolCall, question: Question): Promise<{ result: string; failed: boolean }> {
  try {
    const given = new Untrusted(call.arguments || '{}', 'tool arguments').read((text) =>
      tool.input.safeParse(JSON.parse(text)),
    )
    if (!given.success) {
      const faults = given.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`)
      return { result: `Wrong arguments: ${faults.join('; ')}`, failed: true }
    }
    const found = await tool.run(given.data, question)
    const text = typeof found === 'string' ? found : JSON.stringify(found, undefined, 1)
    return { result: new Untrusted(text, tool.name).quoted(longestResult), failed: false }
  } catch (error) {
    const words = error instanceof Error ? error.message.split('\n')[0] : 'unknown'
    return { result: `It did not work: ${words}`, failed: true }
  }
}
