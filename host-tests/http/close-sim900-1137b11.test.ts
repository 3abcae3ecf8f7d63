import { test } from "uvu";
import { testClosing } from "./closing.ts";

testClosing("sim900-1137B11");

test.run();
