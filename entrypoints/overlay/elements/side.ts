import type { Version } from '../../../shared/anchoring/model.ts'
import type { Colour } from '../../../shared/domain/annotation.ts'
import type { AnnotationId } from '../../../shared/domain/ids.ts'
import type { Selector } from '../../../shared/domain/selector.ts'
import type { Desk } from '../desk.ts'
import { createDrawTool } from '../features/drawing/draw-tool.ts'
import { showInk } from '../features/drawing/ink-layer.ts'
import { createPinTool } from '../features/pins/pin-tool.ts'
import { showPins } from '../features/pins/pins.tsx'
import type { Tools } from '../features/pins/tools.ts'
import { followAnnotations } from './follow.ts'
import { pickPlace } from './pick.ts'
import { Elements } from './standing.ts'

/** What pins and drawings need of the overlay's other features. */
export interface Joints {
  /** Opens a composer for a pin; resolves when the pin is a draft no longer. */
  compose(selectors: readonly Selector[], version: Version | undefined, colour: Colour): Promise<void>
  openThread(annotation: AnnotationId): void
  /** A tool is taken up: what else is open makes room. */
  room(): void
}

/** Everything that has to do with elements rather than words. */
export interface ElementSide {
  readonly tools: Tools
  /** A person chooses an element and a point in it; undefined when they gave up. */
  pick(until: AbortSignal): Promise<readonly Selector[] | undefined>
  /** The drawing whose ink is at a point of the window. */
  inkAt(x: number, y: number): AnnotationId | undefined
}

export type FurnishElements = (desk: Desk, joints: Joints) => ElementSide

export const furnishElements: FurnishElements = (desk, { compose, openThread, room }) => {
  const elements = new Elements(desk)
  desk.places.add(elements, desk.until)
  const draft = followAnnotations(desk, elements)
  const ink = showInk(desk, elements)
  showPins(desk, elements, openThread)
  return {
    tools: { pin: createPinTool(desk, draft, compose, room), draw: createDrawTool(desk, elements, ink, room) },
    pick: (until) => pickPlace(desk, until),
    inkAt: ink.hit,
  }
}
