export { serveAlone } from './alone.ts'
export { ownScope } from './auth.ts'
export { type CallOptions, type Client, type ClientOptions, client } from './client.ts'
export { checkBody } from './contract.ts'
export {
  type Auth,
  type CloudEvent,
  type ComponentDefinition,
  type Consumer,
  type Context,
  type Database,
  defineComponent,
  type HandlerRequest,
  type Handlers,
  type Logger,
  type PersonalData,
  type PersonQuery,
  type Principal,
  type Transaction,
} from './definition.ts'
export { fromEnvironment } from './environment.ts'
export { networkOf } from './limits.ts'
export { passOn } from './pass-on.ts'
export { emailIn, phoneIn } from './person.ts'
export { personalDataEverywhere } from './personal-data-everywhere.ts'
export { type RunningPostgres, startPostgres } from './postgres.ts'
export { tellFailed } from './presence.ts'
export { type Fault, Problem, type ProblemCode, ProblemResponse, problemStatus } from './problem.ts'
export type { ServeOptions } from './serve-options.ts'
export { type Running, serve } from './server.ts'
export { type ServiceTokenOptions, serviceToken } from './service-token.ts'
export { type SharedType, sharedType } from './shared-type.ts'
export { everyRound, signOut } from './signed-out.ts'
export { type Allowance, giveBack, takeOne } from './sparingly.ts'
export { type Dates, watchDates } from './watch-dates.ts'
