import type { Fault } from '@composed/kit/part-pages'
import { attemptLimit } from '../attempts.ts'
import type { Verdict } from '../sign-in.ts'

type Refusal = Exclude<Verdict['answer'], 'yes' | 'issued'>

const refusals: Record<Refusal, { status: number; fault: Fault }> = {
  wrong: { status: 400, fault: { field: 'email', text: 'Enter a correct email address and password' } },
  locked: {
    status: 429,
    fault: {
      field: 'email',
      text: `There were too many tries with this email address from where you are. Wait ${attemptLimit.minutes} minutes and try again`,
    },
  },
  printed: {
    status: 403,
    fault: {
      field: 'password',
      text: 'This account still has its first password, which was printed in a log and is not accepted here. Ask whoever runs the service to set a new one',
    },
  },
}

/** How a refused sign-in is shown: HTTP status, and the message at its field. */
export function verdictFault(answer: Refusal): { status: number; fault: Fault } {
  return refusals[answer]
}
