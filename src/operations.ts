import { agentsShowOperation } from './operations/agents.ts'
import { applyOperation } from './operations/apply.ts'
import {
  catalogLintOperation,
  catalogListOperation,
  catalogSearchOperation,
  catalogShowOperation,
} from './operations/catalog.ts'
import { composeOperation } from './operations/compose.ts'
import { doctorOperation } from './operations/doctor.ts'
import { evalOperation } from './operations/eval.ts'
import { regenerateOperation, verifyOperation } from './operations/folders.ts'
import type { Operation } from './operations/operation.ts'
import { planOperation } from './operations/plan.ts'
import { resumeOperation } from './operations/resume.ts'
import { upOperation } from './operations/up.ts'

/** All that compose can do. The command line and the MCP server are loops over this table. */
export const operations: readonly Operation[] = [
  composeOperation,
  planOperation,
  applyOperation,
  resumeOperation,
  verifyOperation,
  upOperation,
  regenerateOperation,
  catalogListOperation,
  catalogSearchOperation,
  catalogShowOperation,
  catalogLintOperation,
  agentsShowOperation,
  evalOperation,
  doctorOperation,
]

export type { Context, Operation } from './operations/operation.ts'
