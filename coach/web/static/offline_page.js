// The page that opens without a network: the sessions that are on this device.
import { showKept } from "./kept_list.js";

showKept();
