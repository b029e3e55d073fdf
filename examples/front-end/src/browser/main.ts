/** What a page does in the browser. Everything to be read is there without it. */

import "./style.css";
import { showWhatIsOpen } from "./open";
import { sendByScript } from "./request";

sendByScript();
void showWhatIsOpen();
