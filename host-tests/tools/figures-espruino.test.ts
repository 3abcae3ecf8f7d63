import { test } from "uvu";
import { testFigures } from "./figures.ts";

testFigures("espruino");

test.run();
