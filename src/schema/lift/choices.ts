/** What is picked from was fed by one answer before, and is given any number of answers and rules now. What is so already stays. */
export function liftChoices(given: object): object {
  if (!('record' in given) || !Array.isArray(given.record)) return given
  return { ...given, record: given.record.map(liftField) }
}

function liftField(field: unknown): unknown {
  if (!isObject(field) || !isObject(field.choices)) return field
  const { input, from, ...choices } = field.choices
  if (typeof input !== 'string' || typeof from !== 'string') return field
  return { ...field, choices: { ...choices, inputs: { [input]: `record.${from}` } } }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
