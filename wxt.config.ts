import { readFileSync } from 'node:fs'
import { defineConfig, type UserManifest } from 'wxt'

/**
 * What the extension may do, and why. Nothing here speaks of sites: they are asked for one by one, or all, when a person wants the
 * overlay to be there by itself. None of these shows a warning at install.
 */
const PERMISSIONS = {
  storage: 'Small tastes, such as the corner that the dock was dragged to. Nothing about pages or people.',
  unlimitedStorage: 'The browser must not evict documents: they may hold work that has reached nobody yet.',
  scripting: 'Puts the overlay into the page: on the toolbar click, and by itself on sites that were granted.',
  activeTab: 'The toolbar click shows the overlay in the tab in front, and only there.',
} as const

const CHROME_PERMISSIONS = {
  offscreen: 'The engine (documents, peer connections, the relay link) lives in an offscreen document, reason WEB_RTC.',
  sidePanel: 'Threads, people and the state of the connection beside the page.',
} as const

/** Asked for at run time, after an explanation. */
const OPTIONAL_SITES = {
  '<all_urls>': 'The overlay appears by itself, on one site or on all, where the person said so.',
} as const

/** Asked for in the settings, after an explanation. */
const OPTIONAL = {
  notifications: 'Says on the desktop that somebody calls, or asks to be let in, whatever page is in front.',
} as const

/** `script-src`: only our own files, and Loro's WebAssembly. `connect-src`: the relay is whichever the person chose. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "media-src 'self' blob:",
  "frame-src 'self'",
  "connect-src 'self' https: wss: http: ws:",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ')

/** Public half of a key that nobody keeps: gives the end-to-end build the fixed id abhoomgjhemjanlbokmiihlhjkejcnla. */
const E2E_KEY =
  'MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAqU+0XB/TSEimEnn64EruO9Idc4u2VUnHGIUrioNTMU8Hb3REtLSV7t7Ha1257Z9320j3a9LTKJ5SoM+REKUnfq4cOL33/hOmtnrwC2BPBKsXQ7nEKRmgLTyrc6VRG0JIq38BHUaIgXx9VUdRJXENuzTJIZIVR/MwNKWjzfrrDau0KJpWORSgGroRladxjpI6LWmQcQHILTVZkqHn/GORF0i1Du7vcKaTIkQFWdD6lgb95SNp7zg/iR6hsRhRuyE4/MlAAarBsnxaqCom8zgGQNvK9BNmMg2AVg0cCBX6XIkyK6KedaKT3lvMLE642znwjdlbP25F57aEu4XR/0h4gQIDAQAB'

// WXT takes the mode's name for it, and libraries give their development files to all but `production`: the end-to-end build must hold the
// product's own.
const environment = process.env as { NODE_ENV?: string; HUDDLEMARK_RELAY?: string }
if (environment.NODE_ENV === 'e2e') environment.NODE_ENV = 'production'

/** The build's default relay, none unless set. */
const relay = environment.HUDDLEMARK_RELAY ?? ''

const version = (JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8')) as { version: string })
  .version

function chrome(e2e: boolean): UserManifest {
  return {
    permissions: [...Object.keys(PERMISSIONS), ...Object.keys(CHROME_PERMISSIONS)] as NonNullable<
      UserManifest['permissions']
    >,
    optional_permissions: Object.keys(OPTIONAL) as NonNullable<UserManifest['optional_permissions']>,
    optional_host_permissions: Object.keys(OPTIONAL_SITES),
    // Ed25519 in WebCrypto.
    minimum_chrome_version: '137',
    // What an administrator may set (shared/contract/managed.ts). Firefox takes the same values without a schema.
    storage: { managed_schema: 'managed-schema.json' },
    // No other extension and no page may open a port to the engine.
    externally_connectable: { ids: [] },
    commands: {
      _execute_action: { suggested_key: { default: 'Alt+Shift+H' } },
    },
    ...(e2e ? { key: E2E_KEY } : {}),
  }
}

function firefox(): UserManifest {
  return {
    permissions: Object.keys(PERMISSIONS) as NonNullable<UserManifest['permissions']>,
    // Manifest version 2 keeps optional sites here.
    optional_permissions: [...Object.keys(OPTIONAL), ...Object.keys(OPTIONAL_SITES)] as NonNullable<
      UserManifest['optional_permissions']
    >,
    browser_specific_settings: {
      gecko: {
        id: 'huddlemark@extension',
        // The Navigation API, by which the overlay follows addresses.
        strict_min_version: '147.0',
        // What people write, quote and visit with others leaves the browser, sealed, so it is declared as sent.
        data_collection_permissions: {
          required: ['personalCommunications', 'websiteContent', 'browsingActivity', 'personallyIdentifyingInfo'],
        },
      },
    },
    commands: {
      _execute_browser_action: { suggested_key: { default: 'Alt+Shift+H' } },
    },
  }
}

/** `wxt build` is the product. `wxt build --mode e2e` is the same with sites granted and, in Chrome, a fixed id. */
export default defineConfig({
  imports: false,
  modules: ['@wxt-dev/webextension-polyfill'],
  manifest: ({ browser, mode }) => {
    const e2e = mode === 'e2e'
    const gecko = browser === 'firefox'
    return {
      name: '__MSG_name__',
      description: '__MSG_description__',
      version,
      default_locale: 'en',
      incognito: 'not_allowed',
      content_security_policy: { extension_pages: POLICY },
      web_accessible_resources: [
        gecko
          ? { resources: ['card.html', 'sidepanel.html'], matches: ['<all_urls>'] }
          : { resources: ['card.html'], matches: ['<all_urls>'], use_dynamic_url: true },
      ],
      ...(gecko ? firefox() : chrome(e2e)),
      ...(e2e ? { host_permissions: Object.keys(OPTIONAL_SITES) } : {}),
    }
  },
  hooks: {
    'build:manifestGenerated': (wxt, manifest) => {
      if (wxt.config.browser !== 'firefox') return
      const { sidebar_action: sidebar, browser_action: button } = manifest
      // WXT leaves this out, and Firefox's default opens the sidebar at install.
      if (sidebar) sidebar.open_at_install = false
      // One click must do: not behind the extensions menu.
      if (button) button.default_area = 'navbar'
    },
  },
  vite: () => ({
    define: { __HUDDLEMARK_RELAY__: JSON.stringify(relay) },
    // The engine carries Loro whole, in a document of its own: there is nothing to split.
    build: { sourcemap: false, target: ['chrome137', 'firefox147'], chunkSizeWarningLimit: 4_000 },
  }),
})
