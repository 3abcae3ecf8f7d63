/** What Espruino 2v29 has of what esbuild knows to be newer than ES5. */
const present = ["arrow", "class", "class-field", "class-static-field", "object-accessors", "object-extensions", "template-literal"];

/** What esbuild has to lower, or to refuse where it cannot. */
const absent = [
	"array-spread",
	"async-await",
	"async-generator",
	"bigint",
	"class-private-accessor",
	"class-private-brand-check",
	"class-private-field",
	"class-private-method",
	"class-private-static-accessor",
	"class-private-static-field",
	"class-private-static-method",
	"class-static-blocks",
	"decorators",
	"default-argument",
	"destructuring",
	"dynamic-import",
	"exponent-operator",
	"export-star-as",
	"for-await",
	"for-of",
	"generator",
	"import-meta",
	"logical-assignment",
	"nested-rest-binding",
	"new-target",
	"nullish-coalescing",
	"object-rest-spread",
	"optional-catch-binding",
	"optional-chain",
	"regexp-dot-all-flag",
	"regexp-lookbehind-assertions",
	"regexp-match-indices",
	"regexp-named-capture-groups",
	"regexp-set-notation",
	"regexp-sticky-and-unicode-flags",
	"regexp-unicode-property-escapes",
	"rest-argument",
	"top-level-await",
	"using",
];

/** For esbuild: what of JavaScript Espruino runs. */
export const supported: Readonly<Record<string, boolean>> = Object.fromEntries([
	...present.map(name => [name, true]),
	...absent.map(name => [name, false]),
]);
