// Two builds: what the browser loads, into dist/assets/, and the program that makes and serves the
// pages, into build/. Both are whole: at run time no package is needed.
import { defineConfig } from "vite";

export default defineConfig(({ isSsrBuild }) =>
  isSsrBuild
    ? {
        ssr: { noExternal: true },
        build: { outDir: "build", target: "node20", copyPublicDir: false },
      }
    : {
        build: {
          outDir: "dist",
          manifest: "assets/manifest.json",
          rollupOptions: { input: "src/browser/main.ts" },
          modulePreload: { polyfill: false },
        },
      },
);
