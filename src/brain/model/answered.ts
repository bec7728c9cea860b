import { Answered, type Fault } from '../brain.ts'
import type { ChatReply, Message } from './chat.ts'
import { allowLonger } from './finish.ts'
import { answerIn } from './reply.ts'
import { Untrusted } from './untrusted.ts'

/** A reply as a message that is given back to whom it came from. */
export function saidIn({ content, toolCalls, turn }: ChatReply): Message {
  const calls = toolCalls.length > 0 ? { toolCalls } : {}
  return { role: 'assistant', content, ...calls, ...(turn ? { turn } : {}) }
}

/** A reply that asks for nothing → the answer in it. What is unfinished is none, however well the rest of it reads. */
export function answered(reply: ChatReply): Answered {
  if (reply.content.trim() === '') return new Answered('')
  const found = new Untrusted(reply.content, 'model').read(answerIn)
  return new Answered(found.value ?? reply.content, saidIn(reply), found.is === 'unfinished' ? unfinished : undefined)
}

const unfinished: Fault = {
  finding: 'answer: it is not finished: an object or a block of code that it begins has no end. Answer again, whole.',
  advice: 'Try another model (--model), or allow longer answers at the endpoint; compose doctor --model tries it.',
}

/** Of a reply that reached the greatest length that its endpoint allows: neither what it says nor what it asks for is whole. */
export const cutShort = (finish: string): Fault => ({
  finding: `answer: it was cut off at the length that the endpoint allows (finish_reason ${finish}). Answer again, whole and as briefly as you can.`,
  advice: `${allowLonger} Or choose another model (--model).`,
})
