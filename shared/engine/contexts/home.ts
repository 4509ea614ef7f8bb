import type { HomeIntent } from '../../contract/intents.ts'
import type { JoinAnswer } from '../../contract/invites.ts'
import type { HomeView } from '../../contract/views.ts'
import type { SpaceId } from '../../domain/ids.ts'
import { cleanName, MAX_SPACE_NAME } from '../../domain/member.ts'
import { pageAddress } from '../../domain/page-address.ts'
import { type Invite, inviteBytes } from '../../envelope/invite.ts'
import { aliasesView, declareAlias, undoAlias } from './aliases.ts'
import { Backup, isBackupAsk } from './backup.ts'
import { connectionsView } from './connections.ts'
import { activeSpace, type Desk, followSpaces, type Session } from './desk.ts'
import { deviceAsk, devicesView, isDeviceAsk } from './devices.ts'
import { huddleAsk, isHuddleAsk } from './huddle-asks.ts'
import { huddleTastes, ownServers, ringEveryone } from './huddle-tastes.ts'
import { huddlesView } from './huddle-views.ts'
import { pageOf, previewOf, readInvite } from './invites.ts'
import { isMemberAsk, knockViews, memberAsk } from './members.ts'
import { Outlet } from './outlet.ts'
import { pagesOf } from './pages.ts'
import { peopleOf, spaceViews } from './people.ts'
import { relayAddress } from './relay-address.ts'
import { checkRelay } from './relay-check.ts'
import { isSpaceAsk, spaceAsk } from './space-asks.ts'
import { spaceDetails } from './space-details.ts'
import { isTakeoutAsk, Takeout } from './takeout.ts'
import { NO_NAME, Refusal } from './words.ts'

const RELAY_SET = 'Your administrator has set the relay for new spaces.'

/** Popup, welcome and options pages: who we are, which spaces, and the tab in front. */
export class HomeSession implements Session<HomeIntent> {
  readonly #desk: Desk
  readonly #outlet: Outlet<HomeView>
  readonly #ended = new AbortController()
  readonly #takeout: Takeout
  readonly #backup: Backup
  #watched: (HomeIntent & { do: 'watch' }) | undefined

  constructor(desk: Desk, send: (view: HomeView) => void) {
    this.#desk = desk
    this.#takeout = new Takeout(desk)
    this.#backup = new Backup(desk)
    this.#outlet = new Outlet(() => this.#view(), send)
    const look = () => this.#outlet.look()
    desk.tabsChanged.listen(look, this.#ended.signal)
    desk.settings.changed.listen(look, this.#ended.signal)
    desk.linking.changed.listen(look, this.#ended.signal)
    followSpaces(desk, look, this.#ended.signal)
    look()
  }

  async handle(intent: HomeIntent): Promise<unknown> {
    if (isHuddleAsk(intent)) return huddleAsk(this.#desk, intent, this.#inView())
    if (isMemberAsk(intent)) return memberAsk(this.#desk, intent, this.#watchedPage())
    if (isTakeoutAsk(intent)) return this.#takeout.handle(intent, undefined)
    if (isSpaceAsk(intent)) return spaceAsk(this.#desk, intent)
    if (isBackupAsk(intent)) return this.#backup.handle(intent)
    if (isDeviceAsk(intent)) return deviceAsk(this.#desk, intent)
    switch (intent.do) {
      case 'watch':
        this.#watched = intent
        return this.#outlet.now()
      case 'profile':
        return this.#setProfile(intent)
      case 'create-space':
        return this.#create(intent.name, intent.relay)
      case 'check-relay':
        return this.#checkRelay(intent.relay)
      case 'preview':
        return previewOf(this.#desk, await readInvite(intent.invite))
      case 'join':
        return this.#join(intent.invite)
      case 'use-space':
        return this.#desk.settings.use(intent.space)
      case 'site-on':
        return this.#desk.settings.setSite(intent.origin, true)
      case 'ring-sound':
        return this.#desk.settings.setRingSound(intent.on)
      case 'relay-only':
        return this.#desk.settings.setRelayOnly(intent.on)
      case 'tell-seen':
        return this.#desk.settings.setTellSeen(intent.on)
      case 'connection':
        return connectionsView(this.#desk)
      case 'own-servers':
        return this.#desk.settings.setServers(ownServers(intent.servers))
      case 'ring-everyone':
        return ringEveryone(this.#desk, intent.space, intent.on)
      case 'declare-alias':
        return declareAlias(this.#desk, intent.space, intent.from, intent.to)
      case 'undo-alias':
        return undoAlias(this.#desk, intent.space, intent.from)
    }
  }

  #inView() {
    const space = activeSpace(this.#desk)
    const visit = this.#watched && this.#desk.tabs.get(this.#watched.tab)?.visit
    return { space, page: visit?.space === space ? visit?.document.id : undefined }
  }

  async #setProfile({ name, colour }: HomeIntent & { do: 'profile' }): Promise<void> {
    const clean = cleanName(name)
    if (clean === '') throw new Refusal(NO_NAME)
    await this.#desk.spaces.setProfile({ v: 1, name: clean, colour })
  }

  /** Works while the relay is unreachable: the address is checked by `check-relay` where people enter one, not here. */
  async #create(text: string, relay: string | undefined): Promise<{ space: SpaceId }> {
    const { spaces, settings, ports } = this.#desk
    if (!spaces.profile) throw new Refusal(NO_NAME)
    const { managed } = ports
    const name = cleanName(text, MAX_SPACE_NAME)
    if (name === '') throw new Refusal('Give the space a name.')
    const address = relayAddress(relay ?? managed.relay ?? ports.defaultRelay ?? '')
    if (!address.ok) throw new Refusal(address.error)
    if (managed.relay !== undefined && address.value !== managed.relay) throw new Refusal(RELAY_SET)
    const space = (await spaces.create(name, address.value)).self.space
    await settings.rememberRelay(address.value)
    await settings.use(space)
    return { space }
  }

  async #checkRelay(text: string): Promise<{ relay: string }> {
    const set = this.#desk.ports.managed.relay
    if (set !== undefined && text !== set) throw new Refusal(RELAY_SET)
    const relay = await checkRelay(this.#desk.ports, text)
    await this.#desk.settings.rememberRelay(relay)
    return { relay }
  }

  async #join(text: string): Promise<JoinAnswer> {
    const { spaces, settings } = this.#desk
    if (!spaces.profile) throw new Refusal(NO_NAME)
    const invite = await readInvite(text)
    const bytes = inviteBytes(text)
    if (!bytes.ok) throw new Refusal('This is not a Huddlemark invite.')
    const space = await spaces.join(bytes.value)
    this.#remember(text, space, invite)
    await settings.use(space)
    return { space, ...pageOf(invite) }
  }

  /** A link to an annotation shows it once its page is open: in this tab when the tab's address is the link. */
  #remember(text: string, space: SpaceId, { page, annotation }: Invite): void {
    const read = pageAddress(page)
    if (annotation === undefined || !read.ok) return
    const tab = this.#watched?.address === text.trim() ? this.#watched.tab : undefined
    this.#desk.reveals.remember({ space, address: read.value.address, annotation, tab })
  }

  #watchedPage(): string | undefined {
    const page = pageAddress(this.#watched?.address ?? '')
    return page.ok ? page.value.link : undefined
  }

  #view(): HomeView {
    const { spaces, settings } = this.#desk
    const active = activeSpace(this.#desk)
    const page = this.#page()
    const { profile } = spaces
    const knocks = spaces.list().flatMap(knockViews)
    return {
      see: 'home',
      ...(profile ? { profile: { name: profile.name, colour: profile.colour } } : {}),
      spaces: spaceViews(spaces),
      ...(active ? { active: active.self.space } : {}),
      ...(this.#watched?.full ? { details: spaceDetails(spaces) } : {}),
      pages: active ? pagesOf(active.document) : [],
      people: active ? peopleOf(active, undefined) : [],
      ...(knocks.length === 0 ? {} : { knocks }),
      huddles: huddlesView(this.#desk, active),
      tellSeen: settings.tellSeen,
      ...huddleTastes(this.#desk, active),
      ...aliasesView(active),
      ...devicesView(this.#desk),
      ...(settings.lastRelay === undefined ? {} : { lastRelay: settings.lastRelay }),
      ...(settings.sitesOff.length === 0 ? {} : { sitesOff: settings.sitesOff }),
      ...(page ? { page } : {}),
    }
  }

  #page(): HomeView['page'] {
    const watched = this.#watched
    if (!watched) return undefined
    const parsed = pageAddress(watched.address)
    const tab = this.#desk.tabs.get(watched.tab)
    return {
      address: parsed.ok ? parsed.value.link : watched.address,
      supported: parsed.ok,
      shown: tab !== undefined && !tab.hidden && tab.asleep !== 'site-off' && tab.asleep !== 'address',
      siteOff: parsed.ok && this.#desk.settings.isSiteOff(parsed.value.origin),
    }
  }

  close(): void {
    this.#takeout.close()
    this.#backup.close()
    this.#ended.abort()
    this.#outlet.close()
  }
}
