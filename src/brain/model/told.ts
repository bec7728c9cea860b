import type { Message } from './chat.ts'
import { Untrusted } from './untrusted.ts'

/** Characters of what the model said or asked for earlier; what is longer is cut, and says so. */
const longestPart = 12_000

/**
 * A conversation with calls of tools → the same without any, where none can be made: what was looked up is told to the model
 * as text. What the user says in several messages becomes one, since some templates want the two sides to take turns.
 */
export function toldInWords(messages: readonly Message[]): Message[] {
  const told: Message[] = []
  for (const message of messages.map(inWords)) {
    const before = told.at(-1)
    if (before?.role === 'user' && message.role === 'user')
      told[told.length - 1] = { role: 'user', content: `${before.content}\n\n${message.content}` }
    else told.push(message)
  }
  return told
}

function inWords(message: Message): Message {
  if (message.role === 'tool') return { role: 'user', content: message.content }
  if (message.role !== 'assistant' || !message.toolCalls?.length) return message
  const { content, toolCalls } = message
  const said = content.trim() === '' ? [] : ['You said:', new Untrusted(content, 'you').quoted(longestPart)]
  const calls = toolCalls.map(({ name, arguments: given }) => `${name} ${given}`).join('\n')
  return {
    role: 'user',
    content: [...said, 'You looked up:', new Untrusted(calls, 'you').quoted(longestPart), 'What was found:'].join('\n'),
  }
}
