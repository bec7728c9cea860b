import type { ComposeEvent } from '../events.ts'

/** An event as a client shows it to a person. */
export function wordsOf(event: ComposeEvent): string {
  switch (event.type) {
    case 'step-started':
      return `${event.step} …`
    case 'step-finished':
      return `${event.step}: ${event.milliseconds} ms`
    case 'progress':
      return `${event.step}: ${event.message}`
    case 'still-working':
      return `${event.on}: still at work after ${Math.round(event.milliseconds / 1000)} s`
    case 'lap-finished':
      return `lap ${event.lap}: ${event.failures} failures`
    case 'agent-started':
      return `${event.agent} begins`
    case 'agent-finished':
      return event.problem ? `${event.agent}: ${event.problem}` : `${event.agent} has answered`
    case 'call-started':
      return `${event.agent} asks ${event.model} …`
    case 'call-finished':
      return `${event.agent}: ${event.inputTokens} tokens in, ${event.outputTokens} out`
    case 'call-failed':
      return `${event.agent}: no answer from ${event.model} (${event.problem})`
    case 'tool-used':
      return `${event.agent} looks something up with ${event.tool}`
    case 'try-started':
      return `goal ${event.goal} of ${event.goals}: try ${event.turn} of ${event.turns} by ${event.brain} …`
    case 'try-finished':
      return `goal ${event.goal} of ${event.goals}: try ${event.turn} of ${event.turns} by ${event.brain} ${event.outcome}`
    case 'warning':
      return event.message
  }
}
