// The sign-up: the reading follows the name.

import { follow } from "./kana.js";

follow(document);
