/**
 * The seams of a call between its own parts: pure rules (this folder), media and connections (entrypoints/huddle/call), and what is
 * drawn (entrypoints/huddle/ui).
 */
import type { DeviceId } from '../domain/ids.ts'

/** Steps of the ladder, from nothing to all. `off`: no video is sent; audio always is. */
export const LEVELS = ['off', 'low', 'medium', 'high'] as const
export type Level = (typeof LEVELS)[number]

/** One look at a peer's statistics, already differences over the last second. Undefined: the browser does not tell. */
export interface Sample {
  /** Milliseconds. */
  readonly roundTripMs: number | undefined
  /** Share of our packets lost on the way to them, 0 to 1. */
  readonly lossOut: number | undefined
  /** Share of theirs lost on the way to us. */
  readonly lossIn: number | undefined
  readonly jitterMs: number | undefined
  /** Bits per second that our side could send, by the browser's estimate. */
  readonly availableOut: number | undefined
  /** Share of the last second's audio that was invented to hide gaps. */
  readonly concealed: number | undefined
  /** Bits per second really sent, over all senders. */
  readonly sentBps: number
  /** The camera's frames were made smaller by the browser because the computer is too slow. */
  readonly cpuLimited: boolean
}

/** Smoothed. `score` from 0 to 1: below 0.3 poor, below 0.5 advice is given, above 0.8 quality may rise. */
export interface Quality {
  readonly score: number
  readonly words: 'good' | 'fair' | 'poor' | 'lost'
  /** What most pulls the score down. */
  readonly because: 'delay' | 'loss-out' | 'loss-in' | 'jitter' | 'upload' | undefined
}

/** The states of one peer's connection (SPEC, the supervisor). */
export const PEER_PHASES = ['idle', 'dialling', 'connecting', 'connected', 'disturbed', 'restarting', 'gone'] as const
export type PeerPhase = (typeof PEER_PHASES)[number]

/** What a participant tells every other over the call's own channel. */
export interface RemoteState {
  readonly muted: boolean
  /** No microphone at all. */
  readonly listening: boolean
  readonly camera: boolean
  readonly screen: boolean
  readonly hand: boolean
  /** What they want of our pictures: tiles that nobody sees cost nothing. */
  readonly wants: { readonly camera: Level; readonly screen: Level }
}

/** Where somebody points or draws on a shared screen. Shares of the picture's width and height, 0 to 1. */
export interface PenPoint {
  /** Whose screen. */
  readonly screen: DeviceId
  readonly x: number
  readonly y: number
  /** Undefined: only pointing. Otherwise the stroke's number; each fades by itself. */
  readonly stroke: number | undefined
}

export const REACTIONS = ['👍', '❤️', '😂', '🎉', '👏', '🤔'] as const
export type Reaction = (typeof REACTIONS)[number]
