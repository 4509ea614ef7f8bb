import { NewerStore } from './indexeddb.ts'

/** Why the engine could not start, for whoever asks it for something meanwhile (D17). It tries again by itself. */
export const noStartWords = (error: unknown): string =>
  error instanceof NewerStore
    ? 'Huddlemark cannot start: what it keeps in this browser was written by a newer version of it. Nothing of it was changed. Update the extension, and it goes on by itself.'
    : 'Huddlemark cannot start: this browser gives it no storage. Free some disk space; it tries again by itself.'
