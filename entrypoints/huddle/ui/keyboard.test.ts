import { describe, expect, it } from 'vitest'
import { focusedOn, type Press, shortcutOf } from './keyboard.ts'

const press = (change: Partial<Press>): Press => ({
  key: 'm',
  modified: false,
  repeat: false,
  focused: 'nothing',
  covered: false,
  enabled: true,
  ...change,
})

describe('keys of the huddle window', () => {
  it('M mutes, wherever the keyboard is except in a field, in capitals too, once however long it is held', () => {
    expect(shortcutOf(press({}))).toBe('mute')
    expect(shortcutOf(press({ key: 'M', focused: 'control', covered: true }))).toBe('mute')
    expect(shortcutOf(press({ focused: 'field' }))).toBeUndefined()
    expect(shortcutOf(press({ repeat: true }))).toBeUndefined()
  })

  it('Space talks unless it would press a button, type, or do something in a dialog', () => {
    expect(shortcutOf(press({ key: ' ' }))).toBe('talk')
    expect(shortcutOf(press({ key: ' ', repeat: true }))).toBe('talk')
    expect(shortcutOf(press({ key: ' ', focused: 'control' }))).toBeUndefined()
    expect(shortcutOf(press({ key: ' ', focused: 'field' }))).toBeUndefined()
    expect(shortcutOf(press({ key: ' ', covered: true }))).toBeUndefined()
  })

  it('the browser’s own shortcuts stay the browser’s, and single keys can be switched off', () => {
    expect(shortcutOf(press({ modified: true }))).toBeUndefined()
    expect(shortcutOf(press({ enabled: false }))).toBeUndefined()
    expect(shortcutOf(press({ enabled: false, key: ' ' }))).toBeUndefined()
  })

  it('over a dialog nothing else happens', () => {
    expect(shortcutOf(press({ key: 'v' }))).toBe('camera')
    expect(shortcutOf(press({ key: 'v', covered: true }))).toBeUndefined()
    expect(shortcutOf(press({ key: 'x' }))).toBeUndefined()
  })
})

describe('what has the keyboard', () => {
  it('fields take letters, controls take Space, the rest takes nothing', () => {
    expect(focusedOn({ tagName: 'TEXTAREA' })).toBe('field')
    expect(focusedOn({ tagName: 'INPUT', type: 'text' })).toBe('field')
    expect(focusedOn({ tagName: 'SELECT' })).toBe('field')
    expect(focusedOn({ tagName: 'DIV', editable: true })).toBe('field')
    expect(focusedOn({ tagName: 'INPUT', type: 'range' })).toBe('control')
    expect(focusedOn({ tagName: 'BUTTON' })).toBe('control')
    expect(focusedOn({ tagName: 'BODY' })).toBe('nothing')
  })
})
