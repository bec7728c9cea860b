/**
 * A composition as it was written before people had scopes of their own, as it is written now. Of `roles` the resident may
 * nothing, all staff read and work, and the last of them leads; what is of these levels the catalogue says. Anything else
 * is given back as it is.
 */
export function liftPeople(composition: unknown): unknown {
  if (!isObject(composition) || !isObject(composition.roles) || 'people' in composition) return composition
  const { resident, staff } = composition.roles
  if (typeof resident !== 'string' || !isNames(staff)) return composition
  return Object.fromEntries(
    Object.entries(composition).map(([key, value]) =>
      key === 'roles'
        ? [
            'people',
            {
              [resident]: { title: titleOf(resident), may: [] },
              ...Object.fromEntries(
                staff.map((id, index) => [
                  id,
                  { title: titleOf(id), may: ['read', 'work', ...(index === staff.length - 1 ? ['lead'] : [])] },
                ]),
              ),
            },
          ]
        : [key, value],
    ),
  )
}

/** team-lead → Team lead */
function titleOf(id: string): string {
  const words = id.replaceAll('-', ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isNames(value: unknown): value is string[] {
  return Array.isArray(value) && value.length > 0 && value.every((one) => typeof one === 'string')
}
