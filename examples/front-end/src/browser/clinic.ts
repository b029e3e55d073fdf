/** The clinic's API from the visitor's browser. The clinic allows it: CORS_ORIGINS. */

import { clientOf } from "../api";

const root = document.documentElement;

export const locale = root.lang;
export const client = clientOf(root.dataset["clinic"] ?? "");
