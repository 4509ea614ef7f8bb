import type { Candidate, SignalMessage } from '../wire/signal.ts'

type Candidates = Extract<SignalMessage, { is: 'candidates' }>
/** Batches kept for one device. What falls out is no harm: ICE finds other pairs, or the dial is repeated. */
const MOST = 8

/** Candidates that came before the description they belong to. */
export class EarlyCandidates {
  #kept: readonly { readonly session: string; readonly batch: Candidates }[] = []

  keep(session: string, batch: Candidates): void {
    this.#kept = [...this.#kept, { session, batch }].slice(-MOST)
  }

  /** Those for a description that has come now; whatever is older than it is forgotten. */
  take(session: string, link: number, round: number): readonly (readonly Candidate[])[] {
    const fits = this.#kept.filter(
      ({ session: of, batch }) => of === session && batch.link === link && batch.round === round,
    )
    this.#kept = this.#kept.filter(
      ({ session: of, batch }) => of !== session || batch.link > link || (batch.link === link && batch.round > round),
    )
    return fits.map(({ batch }) => batch.candidates)
  }

  clear(): void {
    this.#kept = []
  }
}
