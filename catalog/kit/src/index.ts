export { serveAlone } from './alone.ts'
export { ownScope } from './auth.ts'
export { type Client, client } from './client.ts'
export { checkBody } from './contract.ts'
export {
  type CloudEvent,
  type ComponentDefinition,
  type Consumer,
  type Context,
  type Database,
  defineComponent,
  type Handlers,
  type PersonalData,
  type PersonQuery,
  type Principal,
  type Transaction,
} from './definition.ts'
export { fromEnvironment } from './environment.ts'
export {
  type AnswerDefinition,
  answerAlone,
  type BareContext,
  defineAnswers,
  serveKeepingNothing,
} from './keeping-nothing.ts'
export { networkOf } from './limits.ts'
export { passOn } from './pass-on.ts'
export { emailIn, phoneIn } from './person.ts'
export { personalDataEverywhere } from './personal-data-everywhere.ts'
export { startPostgres } from './postgres.ts'
export { tellFailed } from './presence.ts'
export { type Fault, Problem, type ProblemCode, ProblemResponse } from './problem.ts'
export { type Running, serve } from './server.ts'
export { serviceToken } from './service-token.ts'
export { sharedType } from './shared-type.ts'
export { everyRound, signOut } from './signed-out.ts'
export { giveBack, takeOne } from './sparingly.ts'
export { watchDates } from './watch-dates.ts'
