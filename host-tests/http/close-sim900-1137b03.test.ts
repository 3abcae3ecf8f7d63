import { test } from "uvu";
import { testClosing } from "./closing.ts";

testClosing("sim900-1137B03");

test.run();
