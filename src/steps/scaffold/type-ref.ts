/** A shared type as a contract of the service refers to it, with the role that the value plays. */
export const type = (name: string, role?: string) => ({
  $ref: `../../types/${name}.yaml`,
  ...(role ? { 'x-role': role } : {}),
})
