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
