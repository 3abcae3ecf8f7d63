import { test } from "uvu";
import { testFigures } from "./figures.ts";

testFigures("instructions");

test.run();
