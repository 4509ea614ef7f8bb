import { describe, expect, it } from 'vitest'
import { BadSetting, readSettings } from './config.ts'

describe('settings', () => {
  it('has safe defaults: this computer only', () => {
    expect(readSettings({})).toEqual({
      host: '127.0.0.1',
      port: 8787,
      data: './.data/relay',
      ice: [],
      stores: {},
      proxies: 0,
      restored: false,
    })
    expect(readSettings({ HUDDLEMARK_PORT: ' ', HUDDLEMARK_HOST: '' })).toEqual(readSettings({}))
  })

  it('reads what is set', () => {
    const settings = readSettings({
      HUDDLEMARK_HOST: '::1',
      HUDDLEMARK_PORT: '0',
      HUDDLEMARK_DATA: 'elsewhere',
      HUDDLEMARK_ICE: '[{"urls":["stun:stun.example.org"]}]',
      HUDDLEMARK_STORE_CHROME: 'https://store.example.org/a',
      HUDDLEMARK_PROXIES: '1',
      HUDDLEMARK_RESTORED: '1',
    })
    expect(settings).toEqual({
      host: '::1',
      port: 0,
      data: 'elsewhere',
      ice: [{ urls: ['stun:stun.example.org'] }],
      stores: { chrome: 'https://store.example.org/a' },
      proxies: 1,
      restored: true,
    })
  })

  it('U1 reads the TURN server', () => {
    const secret = 'a secret of some length'
    const { turn } = readSettings({
      HUDDLEMARK_TURN_URLS: 'turn:turn.example.org:3478, turns:turn.example.org:443?transport=tcp',
      HUDDLEMARK_TURN_SECRET: secret,
    })
    const urls = ['turn:turn.example.org:3478', 'turns:turn.example.org:443?transport=tcp']
    expect(turn).toEqual({ urls, secret, lifeMs: 43_200_000 })
  })

  it.each([
    ['without a secret', { TURN_URLS: 'turn:turn.example.org' }],
    ['with a short secret', { TURN_URLS: 'turn:turn.example.org', TURN_SECRET: 'secret' }],
    ['without an address', { TURN_SECRET: 'a secret of some length' }],
    ['of another kind', { TURN_URLS: 'https://turn.example.org', TURN_SECRET: 'a secret of some length' }],
    ['with a user in it', { TURN_URLS: 'turn:ada@turn.example.org', TURN_SECRET: 'a secret of some length' }],
    ['for a moment only', { TURN_URLS: 'turn:t', TURN_SECRET: 'a secret of some length', TURN_TTL: '60' }],
  ])('U1 says what is wrong with a TURN server %s', (_, set) => {
    const named = Object.fromEntries(Object.entries(set).map(([name, text]) => [`HUDDLEMARK_${name}`, text]))
    expect(() => readSettings(named)).toThrow(/^HUDDLEMARK_TURN_/)
  })

  it.each([
    ['PORT', 'http'],
    ['PORT', '-1'],
    ['PORT', '65536'],
    ['PORT', '1e3'],
    ['PROXIES', '99'],
    ['ICE', 'stun:stun.example.org'],
    ['ICE', '{"urls":"stun:x"}'],
    ['STORE_CHROME', 'javascript:alert(1)'],
    ['STORE_FIREFOX', 'http://example.org'],
  ])('says what is wrong with %s=%s', (name, text) => {
    expect(() => readSettings({ [`HUDDLEMARK_${name}`]: text })).toThrow(BadSetting)
    expect(() => readSettings({ [`HUDDLEMARK_${name}`]: text })).toThrow(`HUDDLEMARK_${name} should be`)
  })
})
