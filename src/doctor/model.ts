import { redactor } from '../brain/record/redact.ts'
import type { Context } from '../operations/operation.ts'
import { modelPlace } from '../operations/tools/model.ts'
import type { Finding } from './finding.ts'
import { tryAbilities } from './model/abilities.ts'
import { tryAnswer } from './model/answer.ts'
import { openTrial } from './model/trial.ts'

/**
 * Tries the model endpoint with a few small requests, one after the other, and says what it can do. An endpoint that gives
 * no plain answer is not asked for more. Throws 'environment' when it is not said where the endpoint is.
 */
export async function examineModel(
  { name, callTimeout }: { name?: string | undefined; callTimeout: number },
  context: Context,
): Promise<Finding[]> {
  const place = modelPlace(name, context)
  const trial = await openTrial(place, callTimeout, context)
  const findings = await tryAnswer(trial)
  if (findings.every(({ verdict }) => verdict === 'ok')) findings.push(...(await tryAbilities(trial)))
  // Servers quote what they were sent, and the key was sent too.
  const redact = redactor(place.key ? [place.key] : [])
  return findings.map((finding) => ({
    ...finding,
    detail: redact(finding.detail),
    ...(finding.advice ? { advice: redact(finding.advice) } : {}),
  }))
}
