import { ReadOnly } from '../documents/edit.ts'
import { RelayFailure, StoreFull } from '../ports.ts'
import { InviteRefused } from '../spaces/joins.ts'
import { SpaceRefusal } from '../spaces/refusal.ts'

/** An intent that is understood and not done, with the reason in words for people. */
export class Refusal extends Error {
  override name = 'Refusal'
}

const FULL =
  'This browser’s storage is full: this could not be kept. What you had is safe; free some disk space and try again.'
const SURPRISE =
  'Something went wrong inside Huddlemark, and this was not done. Your work so far is safe; please try again.'

/** What people are told of a failure. Unexpected ones show nothing of their inside. */
export function wordsFor(error: unknown): string {
  if (isForPeople(error)) return error.message
  return error instanceof StoreFull ? FULL : SURPRISE
}

/** Whether a failure is a defect of ours, to be counted. */
export const isSurprise = (error: unknown): boolean => !(isForPeople(error) || error instanceof StoreFull)

const isForPeople = (error: unknown): error is Error =>
  error instanceof Refusal ||
  error instanceof RelayFailure ||
  error instanceof InviteRefused ||
  error instanceof SpaceRefusal ||
  error instanceof ReadOnly

export const NO_PAGE = 'Huddlemark is not open on this page.'
export const NO_NAME = 'Type your name first.'
export const GONE = 'The page was closed or left. Your text is kept as a draft.'
