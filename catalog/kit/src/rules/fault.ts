import { Problem } from '../problem.ts'

/** Why a rule that is code came to no answer. */
export type Reason = keyof typeof said

/** About the rule alone: whoever sent the answers reads it, and it holds none of them. */
const said = {
  start: 'cannot be started in a process of its own',
  time: 'took longer than it may',
  memory: 'took more memory than it may',
  ended: 'ended unexpectedly',
  threw: 'failed',
  answer: 'gave an answer that it may not give',
  busy: 'is busy',
}

/** A rule that is code came to no answer. Nothing is decided in its place. */
export class RuleFault extends Problem {
  override readonly name = 'RuleFault'
  readonly rule: string
  readonly reason: Reason
  /** Whether it lies with what was asked: other answers may get through. */
  readonly own: boolean

  constructor(rule: string, reason: Reason) {
    super('unavailable', `The rule ${rule} ${said[reason]}, so nothing was decided. Try again later.`)
    this.rule = rule
    this.reason = reason
    this.own = reason !== 'start' && reason !== 'busy'
  }
}
