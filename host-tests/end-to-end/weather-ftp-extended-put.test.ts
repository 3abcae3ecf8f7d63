import { test } from "uvu";
import { testWeather } from "./weather.ts";

testWeather("FTP extended put");

test.run();
