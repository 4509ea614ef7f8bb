import type { HuddlesView } from '../../../shared/contract/huddle.ts'
import type { CursorPlace } from '../../../shared/contract/intents.ts'
import type { VersionView } from '../../../shared/contract/versions.ts'
import type { AnnotationView, OverlayView, PersonView, SpaceView } from '../../../shared/contract/views.ts'
import type { VersionKey } from '../../../shared/domain/annotation.ts'
import type { AnnotationId, DeviceId } from '../../../shared/domain/ids.ts'
import { Signal } from '../../../shared/kit/signal.ts'

const NO_HUDDLES: HuddlesView = { on: [] }

/** Whether anything can be written into a space. Who cannot may still mark for themselves alone. */
export const mayWrite = ({ role, ended }: SpaceView): boolean => role !== 'reader' && !ended

/** The overlay's knowledge of its page: the last views of the engine, folded into one state. */
export class PageView {
  readonly changed = new Signal<void>()
  readonly annotationsChanged = new Signal<void>()
  readonly cursorsMoved = new Signal<void>()
  readonly annotations = new Map<AnnotationId, AnnotationView>()
  readonly cursors = new Map<DeviceId, CursorPlace>()
  /** How the page read when annotations were placed; told before those that refer to them. */
  readonly versions = new Map<VersionKey, VersionView>()
  space: SpaceView | undefined
  people: readonly PersonView[] = []
  huddles: HuddlesView = NO_HUDDLES

  /** Something to show: the engine has told about a page, and has not put us to sleep since. */
  get awake(): boolean {
    return this.space !== undefined
  }

  /** At a new address, before the engine has answered: nothing of the old page may stay in view. */
  clear(): void {
    this.annotations.clear()
    this.cursors.clear()
    this.versions.clear()
    this.annotationsChanged.emit()
    this.cursorsMoved.emit()
  }

  /** Folds what the engine said into the state. Views that are acts (reveal, notice, card ones) are for others. */
  fold(view: OverlayView): void {
    switch (view.see) {
      case 'asleep':
        this.space = undefined
        this.people = []
        this.huddles = NO_HUDDLES
        this.clear()
        break
      case 'page':
        this.space = view.space
        this.people = view.people
        this.annotations.clear()
        this.#put(view.annotations)
        break
      case 'annotations':
        for (const id of view.drop) this.annotations.delete(id)
        this.#put(view.put)
        break
      case 'versions':
        this.#keep(view.versions)
        return
      case 'people':
        this.people = view.people
        break
      case 'space':
        if (this.space) this.space = view.space
        break
      case 'huddles':
        this.huddles = view.huddles
        break
      case 'cursors':
        this.#point(view.cursors)
        return
      default:
        return
    }
    this.#forgetGoneCursors()
    this.changed.emit()
  }

  #put(annotations: readonly AnnotationView[]): void {
    for (const annotation of annotations) this.annotations.set(annotation.id, annotation)
    this.annotationsChanged.emit()
  }

  /** The same version stays the same object: what is read from it is cached by it. */
  #keep(versions: readonly VersionView[]): void {
    for (const version of versions) {
      const known = this.versions.get(version.key)
      if (known?.length !== version.length || known.landmarks !== version.landmarks)
        this.versions.set(version.key, version)
    }
  }

  #point(cursors: readonly { readonly device: DeviceId; readonly place: CursorPlace | null }[]): void {
    for (const { device, place } of cursors) {
      if (place) this.cursors.set(device, place)
      else this.cursors.delete(device)
    }
    this.cursorsMoved.emit()
  }

  #forgetGoneCursors(): void {
    const here = new Set(this.people.filter((person) => person.here).map((person) => person.device))
    let forgotten = false
    for (const device of this.cursors.keys())
      if (!here.has(device)) forgotten = this.cursors.delete(device) || forgotten
    if (forgotten) this.cursorsMoved.emit()
  }
}
