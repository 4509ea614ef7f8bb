import { expect, it } from 'vitest'
import { chosenOf, withDefault } from './device-choice.ts'

const of = (...ids: string[]) => ids.map((id) => ({ id, label: id }))

it('the device that would be used is shown: the chosen one, else the default, else the first', () => {
  expect(chosenOf(of('default', 'usb'), 'usb')).toBe('usb')
  expect(chosenOf(of('usb', 'default'), '')).toBe('default')
  expect(chosenOf(of('built-in', 'usb'), '')).toBe('built-in')
  expect(chosenOf(of('built-in'), 'unplugged')).toBe('built-in')
})

it('a browser without a named default among its speakers has one all the same', () => {
  expect(withDefault(of('usb')).map(({ id }) => id)).toEqual(['', 'usb'])
  expect(chosenOf(withDefault(of('usb')), '')).toBe('')
  expect(withDefault(of('default', 'usb'))).toHaveLength(2)
})
