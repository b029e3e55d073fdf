/** `node build/main.js pages` makes all pages; `node build/main.js serve` makes and serves them. */

import { Build } from "./build";
import { serve } from "./server";

const made = await new Build().everything();
console.log(`${made.size} pages are built.`);
if (process.argv[2] === "serve") serve();
