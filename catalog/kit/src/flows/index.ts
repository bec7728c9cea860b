export {
  type Attention,
  countAttention,
  type Ending,
  endFlow,
  findAttention,
  listAttention,
  listEndings,
  tryAgain,
} from './attention.ts'
export { begin, done, flow, forgetFlows, Lost, step, stepAnswers } from './flow.ts'
export { carryOver } from './from-workflows.ts'
export { runFlows } from './run.ts'
export { type SetUp, setUp } from './set-up.ts'
export { flowMigration } from './table.ts'
export { mayPass } from './trouble.ts'
