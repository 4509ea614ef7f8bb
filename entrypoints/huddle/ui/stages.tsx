import type { ComponentChildren } from 'preact'
import { Button } from '../../../shared/ui/button.tsx'
import { Sign } from '../../../shared/ui/icon.tsx'
import { Avatar } from '../../../shared/ui/people.tsx'
import type { Call, CallState } from '../model.ts'
import { namesOf, people } from './words.ts'

/** One thing to understand, in the middle of the window. */
function Stage(props: { title: string; children?: ComponentChildren; waiting?: boolean }) {
  return (
    <main class="whole-stage" data-waiting={props.waiting ?? false}>
      <Sign size={44} />
      <h1>{props.title}</h1>
      {props.children}
    </main>
  )
}

export function Starting({ state }: { state: CallState }) {
  return (
    <Stage title={state.space === undefined ? 'Opening the huddle' : `Joining ${state.space.name}`} waiting>
      <p class="soft" role="status">
        {state.words ??
          (state.microphone.opening ? 'If your browser asks for the microphone, choose “Allow”.' : 'One moment.')}
      </p>
    </Stage>
  )
}

export function Left({ call, state, close }: { call: Call; state: CallState; close: () => void }) {
  const { space, huddle } = state
  return (
    <Stage title="You left">
      {state.words !== undefined && <p class="soft">{state.words}</p>}
      <div class="ways">
        {space !== undefined && huddle !== undefined && (
          <Button look="main" onPress={() => call.actions.enter(space.id, huddle)}>
            Rejoin
          </Button>
        )}
        <Button look="edged" onPress={close}>
          Close
        </Button>
      </div>
    </Stage>
  )
}

export function Refused({ state, close }: { state: CallState; close: () => void }) {
  return (
    <Stage title="You are not in this huddle">
      <p class="soft" role="alert">
        {state.words ?? 'It is not possible to join.'}
      </p>
      <div class="ways">
        <Button look="main" onPress={close}>
          Close
        </Button>
      </div>
    </Stage>
  )
}

/** Opened by hand: what is on, and where one can begin. */
export function Idle({ call, state }: { call: Call; state: CallState }) {
  const on = state.idle?.on ?? []
  const spaces = state.idle?.spaces ?? []
  const shared = spaces.filter((space) => !space.private && !on.some((huddle) => huddle.space === space.id))
  return (
    <main class="idle">
      <header>
        <Sign size={36} />
        <h1>{on.length === 0 ? 'Nobody is in a huddle now' : 'Huddles that are on'}</h1>
      </header>
      {on.length > 0 && (
        <ul class="on">
          {on.map((huddle) => (
            <li key={huddle.id}>
              <div class="faces">
                {huddle.people.slice(0, 5).map((person) => (
                  <Avatar key={person.device} name={person.name} colour={person.colour} />
                ))}
              </div>
              <div class="which">
                <h2>{huddle.spaceName}</h2>
                <p class="soft small">
                  {huddle.full ??
                    [namesOf(huddle.people.map(({ name }) => name)), huddle.at].filter(Boolean).join(' · ')}
                </p>
              </div>
              {huddle.full === undefined && (
                <Button look="main" onPress={() => call.actions.enter(huddle.space, huddle.id)}>
                  Join
                  <span class="unseen">
                    {' '}
                    the huddle of {people(huddle.people.length)} in {huddle.spaceName}
                  </span>
                </Button>
              )}
            </li>
          ))}
        </ul>
      )}
      {shared.length > 0 && (
        <section class="begin-here" aria-label="Start a huddle">
          <h2 class="caption">Start a huddle in</h2>
          {shared.map((space) => (
            <Button
              key={space.id}
              look={on.length === 0 ? 'main' : 'edged'}
              onPress={() => call.actions.enter(space.id)}
            >
              {space.name}
            </Button>
          ))}
        </section>
      )}
      {on.length === 0 && shared.length === 0 && (
        <p class="soft">A huddle needs others: invite somebody to a space first, from the Huddlemark button.</p>
      )}
    </main>
  )
}
