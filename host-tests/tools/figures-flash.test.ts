import { test } from "uvu";
import { testFigures } from "./figures.ts";

testFigures("flash");

test.run();
