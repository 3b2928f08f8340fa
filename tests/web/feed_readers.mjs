// Prints what partytime (the parser of the Podcast Index) and feedsmith read in a feed, as JSON.
import { readFileSync } from "node:fs";
import { parseRssFeed } from "feedsmith";
import partytime from "podcast-partytime";

const text = readFileSync(process.argv[2], "utf8");
console.log(JSON.stringify([partytime.parseFeed(text), parseRssFeed(text)]));
