import ts from "typescript";
import { publicNames } from "./variable-names.ts";

/**
 * On XS each function carries a `length` and a `name`, two slots in flash, which nothing here reads: 16 kB in all. The module takes them away
 * from its functions and methods when it is loaded, which for a device happens on the PC. Functions that an application sees keep their own.
 */
export function shedFunctionProperties(code: string): string {
	const source = ts.createSourceFile("module.js", code, ts.ScriptTarget.Latest);
	const kept = publicNames(source);
	const functions: string[] = [];
	const classes: string[] = [];
	for (const statement of source.statements) {
		if (!(ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement)) || !statement.name) continue;
		const { text } = statement.name;
		if (!kept.has(text)) functions.push(text);
		if (ts.isClassDeclaration(statement)) classes.push(text);
	}
	return functions.length || classes.length ? `${code}${shedding(functions, classes)}` : code;
}

/** Its variables have names that neither the sources nor the build give to anything. */
function shedding(functions: readonly string[], classes: readonly string[]): string {
	return `{
    const $functions = [${functions.join(", ")}];
    for (const $class of [${classes.join(", ")}]) {
        for (const $key of Object.getOwnPropertyNames($class.prototype)) {
            const $member = Object.getOwnPropertyDescriptor($class.prototype, $key);
            if ($key !== "constructor")
                $functions.push($member.value, $member.get, $member.set);
        }
    }
    for (const $function of $functions) {
        if (typeof $function === "function") {
            delete $function.length;
            delete $function.name;
        }
    }
}
`;
}
