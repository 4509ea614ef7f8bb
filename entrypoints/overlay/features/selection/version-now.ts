import type { TextModel, Version } from '../../../../shared/anchoring/model.ts'
import { describeVersionSliced } from '../../../../shared/anchoring/version.ts'
import type { Selector } from '../../../../shared/domain/selector.ts'
import { inSlices } from '../../text/slices.ts'

/** The page's text, to be sent with a place described on it. Undefined once the overlay has ended. */
export const versionOf = (model: TextModel, until: AbortSignal): Promise<Version | undefined> =>
  inSlices(describeVersionSliced(model), until)

/** A place as intents carry it. */
export const placed = (selectors: readonly Selector[], version: Version | undefined) =>
  version === undefined ? { selectors } : { selectors, version }
