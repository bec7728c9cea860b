/** A variable this service cannot start without. */
export function required(name: string): string {
  const value = process.env[name]
  if (!value) throw new Error(`${name} is not set: npm start sets it; deploy/compose.yaml shows what to set elsewhere.`)
  return value
}
