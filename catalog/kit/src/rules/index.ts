import type { Logger } from '../definition.ts'
import { RuleFault } from './fault.ts'
import { Isolate, limits } from './isolate.ts'

export { RuleFault }

/** Every rule of this service that is code. */
const coded: Isolate[] = []
let log: Pick<Logger, 'error'> | undefined

/**
 * A rule that is code: the function `name` of `module` runs in a process of its own, under limits of time and memory, and
 * what it answers must be one of `outcomes`. Where it comes to no answer, RuleFault is thrown, and the log says why.
 */
export function codedRule<Input extends object, Outcome extends string>(
  name: string,
  module: URL,
  outcomes: readonly string[],
): (record: Input) => Promise<Outcome> {
  const isolate = new Isolate(name, module)
  const isOutcome = (answer: string): answer is Outcome => outcomes.includes(answer)
  const decide = async (record: object) => {
    try {
      const answer = await isolate.ask(record)
      if (isOutcome(answer)) return answer
      throw new RuleFault(name, 'answer')
    } catch (error) {
      if (error instanceof RuleFault)
        log?.error({ rule: name, reason: error.reason, limits }, 'a rule came to no answer')
      throw error
    }
  }
  coded.push(isolate)
  return decide
}

/** Starts all coded rules. Throws when one cannot be started; answers how to end them. */
export async function launchRules(options: { log: Pick<Logger, 'error'> }): Promise<() => Promise<void>> {
  log = options.log
  const stop = async () => {
    await Promise.all(coded.map((isolate) => isolate.stop()))
  }
  try {
    await Promise.all(coded.map((isolate) => isolate.start()))
  } catch (error) {
    await stop()
    throw error
  }
  return stop
}
