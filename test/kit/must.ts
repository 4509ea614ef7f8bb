import type { Result } from '../../shared/kit/result.ts'

/** The value, or a test failure that names the refusal. */
export function must<Value>(result: Result<Value, string>): Value {
  if (!result.ok) throw new Error(`refused: ${result.error}`)
  return result.value
}
