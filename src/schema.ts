/** All shapes that pass between the steps, each declared once. */
export * from './schema/catalog.ts'
export * from './schema/composition.ts'
export * from './schema/evaluation.ts'
export * from './schema/file-set.ts'
export * from './schema/goal.ts'
export * from './schema/plan.ts'
export * from './schema/verification.ts'
