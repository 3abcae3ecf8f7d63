import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { cloneInto, install, runIn, temporaryFolder } from "./package.ts";

const folder = temporaryFolder();
test.after(folder.remove);

test("npm installs the package from git, and makes dist/ itself", async () => {
	const [clone, application] = ["clone", "application"].map(name => join(folder.path, name)) as [string, string];
	for (const path of [clone, application]) mkdirSync(path);
	await cloneInto(clone);
	await install(application, `git+file://${clone}`);
	const program =
		'import { SIM900 } from "sim900"; import { SIM900Simulator } from "sim900/simulator"; console.log(SIM900.name, SIM900Simulator.name)';
	assert.is(await runIn(application, process.execPath, "--input-type=module", "--eval", program), "SIM900 SIM900Simulator\n");
});

test.run();
