export { type DeskHandler, type DeskRequest, deskHandlers } from './handlers.ts'
export type { Parts } from './parts.ts'
export { deskPages } from './routes.ts'
export type { Action, Ask, Colour, Desk, List, Lookup, OperationId, Panel, Switch } from './shapes.ts'
