// The module `sim900` of the root manifest. Apart from `index`, because a relative import is resolved against the module's own name:
// only modules below `sim900/` reach one another.
export * from "sim900/index";
