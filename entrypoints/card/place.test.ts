import { describe, expect, it } from 'vitest'
import { type Frame, placeOf } from './place.ts'

const OWN = 'chrome-extension://abc'
const frame = (change: Partial<Frame>): Frame => ({
  hash: '#ticket-1234',
  top: false,
  parentIsTop: true,
  origin: OWN,
  parentOrigin: 'https://site.example',
  ...change,
})

describe('where a card stands', () => {
  it('in the overlay on a page', () => expect(placeOf(frame({}))).toEqual({ ticket: 'ticket-1234', place: 'page' }))
  it('where the browser does not tell the parent’s origin', () =>
    expect(placeOf(frame({ parentOrigin: undefined }))?.place).toBe('page'))
  it('in our panel, also when that is a drawer in a page', () =>
    expect(placeOf(frame({ parentOrigin: OWN, parentIsTop: false }))?.place).toBe('panel'))
  it('in a window', () => expect(placeOf(frame({ top: true, parentOrigin: undefined }))?.place).toBe('window'))
  it('nowhere when somebody else’s frame frames it', () => {
    expect(placeOf(frame({ parentIsTop: false }))).toBeUndefined()
    expect(placeOf(frame({ parentIsTop: false, parentOrigin: undefined }))).toBeUndefined()
  })
  it.each(['', '#', '#short', '#has space', `#${'a'.repeat(65)}`, '#<script>', '#ticket-1234#'])(
    'nowhere with the ticket %j',
    (hash) => expect(placeOf(frame({ hash }))).toBeUndefined(),
  )
})
