import { RelayFailure, StoreFull } from '../ports.ts'
import { LeaveRefused } from '../spaces/ending.ts'
import { InviteRefused } from '../spaces/join.ts'

/** An intent that is understood and not done, with the reason in words for people. */
export class Refusal extends Error {
  override name = 'Refusal'
}

const FULL =
  'This browser’s storage is full: this could not be kept. What you had is safe; free some disk space and try again.'
const READ_ONLY = 'Nothing can be written in this space any more. What is here can be read.'
const SURPRISE =
  'Something went wrong inside Huddlemark, and this was not done. Your work so far is safe; please try again.'

/** What people are told of a failure. Unexpected ones show nothing of their inside. */
export function wordsFor(error: unknown): string {
  if (isForPeople(error)) return error.message
  if (isReadOnly(error)) return READ_ONLY
  return error instanceof StoreFull ? FULL : SURPRISE
}

/** Whether a failure is a defect of ours, to be counted. */
export const isSurprise = (error: unknown): boolean =>
  !(isForPeople(error) || isReadOnly(error) || error instanceof StoreFull)

const isReadOnly = (error: unknown): boolean => error instanceof Error && error.name === 'ReadOnly'

const isForPeople = (error: unknown): error is Error =>
  error instanceof Refusal ||
  error instanceof RelayFailure ||
  error instanceof InviteRefused ||
  error instanceof LeaveRefused

export const NO_PAGE = 'Huddlemark is not open on this page.'
export const NO_NAME = 'Type your name first.'
export const GONE = 'The page was closed or left. Your text is kept as a draft.'
