import { useEffect } from 'preact/hooks'
import type { HomeView } from '../../shared/contract/views.ts'
import { usePortState, useRefusal, useView } from '../../shared/ui/hooks.ts'
import { Sign } from '../../shared/ui/icon.tsx'
import { Notice, Unreachable } from '../../shared/ui/messages.tsx'
import type { HomePort } from '../../shared/ui/port.ts'
import { AliasSettings } from './alias-settings.tsx'
import { BackupSettings } from './backup/backup-settings.tsx'
import { ConnectionSettings } from './connection/connection-settings.tsx'
import { DataNotes } from './data-notes.tsx'
import { MyDevices } from './devices/my-devices.tsx'
import { HuddleSettings } from './huddle-settings.tsx'
import { KeyNotes } from './key-notes.tsx'
import { ManagedNotes } from './managed-notes.tsx'
import { NoticeSettings } from './notice-settings.tsx'
import { ProfileSettings } from './profile-settings.tsx'
import { RelaySettings } from './relay-settings.tsx'
import { SharedComputer } from './shared-computer.tsx'
import { SiteSettings } from './site-settings.tsx'
import { SpacesSection } from './spaces/spaces.tsx'
import { TakeoutSettings } from './takeout-settings.tsx'

export function Options({ port, version }: { port: HomePort; version: string }) {
  const view = useView<HomeView>(port)
  // The section that the address names is there only once there is something to tell.
  useEffect(() => {
    if (view) document.getElementById(location.hash.slice(1))?.focus()
  }, [view === undefined, view?.details === undefined])
  const state = usePortState(port)
  const refused = useRefusal(port)
  return (
    <>
      <header class="top">
        <Sign size={40} />
        <h1>Settings</h1>
      </header>
      {state === 'unreachable' && <Unreachable onRetry={() => port.start()} />}
      {state === 'open' && refused !== undefined && <Notice tone="bad">{refused}</Notice>}
      {view && <ProfileSettings port={port} profile={view.profile} />}
      {view?.details && <SpacesSection port={port} details={view.details} active={view.active} />}
      {view?.managed && <ManagedNotes managed={view.managed} />}
      {view && <MyDevices port={port} view={view} />}
      {view && <BackupSettings port={port} view={view} />}
      {view && <RelaySettings port={port} view={view} />}
      {view && <NoticeSettings huddles={view.managed?.huddlesOff !== true} />}
      {view && <HuddleSettings port={port} view={view} />}
      {view && <AliasSettings port={port} view={view} />}
      <SiteSettings port={port} off={view?.sitesOff ?? []} set={view?.managed?.sites} />
      {view && <ConnectionSettings {...{ port, view, version }} />}
      {view && <TakeoutSettings port={port} view={view} />}
      {view && <SharedComputer port={port} view={view} />}
      <KeyNotes />
      <DataNotes />
      <footer class="small soft">Huddlemark {version}</footer>
    </>
  )
}
