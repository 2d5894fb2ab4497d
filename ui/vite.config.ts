import { defineConfig } from 'vite'

/** The dashboard's bundle: one script and one style sheet that the server hands out under its strict policy. */
export default defineConfig({
  root: import.meta.dirname,
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir: '../dist/ui',
    emptyOutDir: true,
    target: 'es2022',
    // Data addresses would need a weaker content policy.
    assetsInlineLimit: 0,
    modulePreload: false,
  },
})
