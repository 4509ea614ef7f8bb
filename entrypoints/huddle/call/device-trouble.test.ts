import { describe, expect, it } from 'vitest'
import { deviceTrouble, screenTrouble, wantsDefault } from './device-trouble.ts'

const error = (name: string, message = '') => new DOMException(message, name)
const state = (permission: PermissionState | undefined) => async () => permission

describe('trouble with a device', () => {
  it.each([
    ['NotFoundError', 'none'],
    ['OverconstrainedError', 'none'],
    ['NotReadableError', 'busy'],
    ['SecurityError', 'denied'],
    ['AbortError', 'failed'],
    ['TypeError', 'failed'],
  ])('%s is "%s"', async (name, trouble) =>
    expect(await deviceTrouble(error(name), 'microphone', state('granted'))).toBe(trouble),
  )

  it('a "no" is told from a closed question by the permission, and by the words where nobody knows it', async () => {
    const no = error('NotAllowedError', 'Permission denied')
    const closed = error('NotAllowedError', 'Permission dismissed')
    expect(await deviceTrouble(no, 'camera', state('denied'))).toBe('denied')
    expect(await deviceTrouble(no, 'camera', state('prompt'))).toBe('dismissed')
    expect(await deviceTrouble(no, 'camera', state(undefined))).toBe('denied')
    expect(await deviceTrouble(closed, 'camera', state(undefined))).toBe('dismissed')
  })

  it('a system that forbids it is a "no", whatever the browser would allow', async () =>
    expect(
      await deviceTrouble(error('NotAllowedError', 'Permission denied by system'), 'camera', state('granted')),
    ).toBe('denied'))

  it.each([undefined, null, 'x', 7, {}])('nonsense (%j) has failed', async (nonsense) =>
    expect(await deviceTrouble(nonsense, 'microphone', state('granted'))).toBe('failed'),
  )

  it('a closed picker of screens is no trouble', () => {
    expect(screenTrouble(error('NotAllowedError', 'Permission denied by user'))).toBeUndefined()
    expect(screenTrouble(error('AbortError'))).toBeUndefined()
    expect(screenTrouble(error('NotAllowedError', 'Permission denied by system'))).toBe('denied')
    expect(screenTrouble(error('InvalidStateError'))).toBe('failed')
  })

  it('a device that is away or held is replaced by the default; a "no" is not asked about twice', () => {
    expect(wantsDefault(error('NotReadableError'))).toBe(true)
    expect(wantsDefault(error('NotAllowedError'))).toBe(false)
  })
})
