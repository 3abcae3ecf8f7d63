import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { emitForEspruino } from "./subset/bundle.ts";
import { checkClasses } from "./subset/classes.ts";
import { type Violation, checkEmitted, checkModule } from "./subset/check.ts";

const SOURCES = "src";
const CORE = "src/index.ts";

function print({ path, line, rule, reason, instead }: Violation): void {
	console.log(`${path}:${line}  ${rule}\n\t${reason}\n\tinstead: ${instead}`);
}

function modules(): string[] {
	const names = readdirSync(SOURCES, { recursive: true, encoding: "utf8" });
	return names.filter(name => name.endsWith(".ts")).sort();
}

function checkSources(): Violation[] {
	const texts = new Map(modules().map(name => [name.replaceAll("\\", "/"), readFileSync(join(SOURCES, name), "utf8")]));
	const ofClasses = checkClasses(texts);
	const found = [...texts].flatMap(([name, text]) =>
		checkModule(
			name,
			text,
			ofClasses.filter(({ path }) => path === name),
		),
	);
	return found.map(violation => ({ ...violation, path: `${SOURCES}/${violation.path}` }));
}

/** The bundle is looked at once the sources are clean: it shows what only the compiler puts in. */
async function checkBundle(): Promise<Violation[]> {
	const found = checkEmitted(await emitForEspruino(CORE));
	if (found.length) return found;
	const { length } = await emitForEspruino(CORE, true);
	console.log(`subset: ${modules().length} modules; the core is ${length} bytes of minified script in Espruino's language`);
	return [];
}

const fromSources = checkSources();
const violations = fromSources.length ? fromSources : await checkBundle();
violations.forEach(print);
if (violations.length) {
	console.log(`subset: ${violations.length} violations; a rare exception is written \`// subset: allow <rule> — <why>\` above the line`);
	process.exitCode = 1;
}
