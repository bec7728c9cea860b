import { McpError } from '@modelcontextprotocol/sdk/types.js'
import { bounded } from '../../errors.ts'

/** MCP's code for a resource that is not there; the SDK has no name for it. */
const notFound = -32002

export const absent = (uri: string, words = `There is no resource "${uri}".`): McpError =>
  new McpError(notFound, bounded(words), { uri: bounded(uri) })
