/** `node build/main.js pages` makes all pages; `node build/main.js serve` makes and serves them. */

import { Build } from "./build";
import { serve } from "./server";

const count = await new Build().everything();
console.log(`${count} pages are built.`);
if (process.argv[2] === "serve") serve();
