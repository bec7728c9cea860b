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
export { begin, flow, forgetFlows, step } from './flow.ts'
export { carryOver } from './from-workflows.ts'
export { runFlows } from './run.ts'
export { flowMigration } from './table.ts'
export { mayPass } from './trouble.ts'
