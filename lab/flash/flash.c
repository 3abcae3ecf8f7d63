/*
 * What modules leave in flash once they are preloaded: imports them one after the other into one machine and counts,
 * after each, what lives in it.
 *
 *	flash <list>	a file of lines `name<TAB>file of JavaScript`; prints a line of JSON for each
 *
 * The SDK's linker runs modules on the computer that builds the firmware and writes out every slot that the collector
 * leaves: an array's items as slots of their own, the code of functions, strings and buffers as constants. Two slots a
 * module are added by rule (see below). What still differs from XS 17, which today's SDK has: its bytecode is 0.4 %
 * larger, a regular expression a third smaller, and five names that the library uses are in every firmware there.
 */
#include "engine.h"
#include "script.h"

/* The first heap holds everything, so that a slot has an index. */
#define SLOT_COUNT (256 * 1024)
#define MODULE_COUNT 256
/* The linker runs on a 64-bit computer, which rounds code up to its words. */
#define ROUND_CODE(size) (((size) + 7) & ~7)
/* In the XS of today's SDK the instance of a module has a slot more than here. */
#define MODULE_HOOK 1
/* The linker freezes the table of modules at the end; the list of keys that this takes stays in the heap. */
#define MODULE_IN_LIST 1

static txCreation creation = {
	8 * 1024 * 1024,	/* initial chunk bytes */
	1024 * 1024,		/* incremental chunk bytes */
	SLOT_COUNT,			/* initial slots */
	8 * 1024,			/* incremental slots */
	16 * 1024,			/* stack slots */
	8 * 1024,			/* keys */
	1024,				/* incremental keys */
	1993,				/* name modulo */
	127,				/* symbol modulo */
	64 * 1024,			/* parser buffer */
	1993,				/* parser table modulo */
	0
};

/* What a slot is there for. */
enum {
	FREE,
	OTHER,			/* reached by none of the rules below */
	FUNCTION,		/* instance, code, home object */
	LABEL,			/* `length` and `name` of a function */
	STATIC,			/* `prototype` and static members of a class */
	PROTOTYPE,		/* the object with a class's methods, a slot for each */
	ENVIRONMENT,	/* what a function or module refers to: instance and a reference for each name */
	VARIABLE,		/* the value that such references share */
	EXPORT,			/* a module's export table */
	MODULE,			/* a module's own instances */
	OBJECT,			/* literals and instances of classes */
	ARRAY,			/* arrays, with a slot for each item and one for the whole */
	BUFFER,			/* typed arrays, their views and buffers */
	KEY,			/* names */
	CONSTRUCT_COUNT
};

static const char* const constructNames[CONSTRUCT_COUNT] = {
	"free", "other", "function", "label", "static", "prototype", "environment", "variable", "export", "module", "object",
	"array", "buffer", "key",
};

typedef struct {
	char* name;
	char* file;
} Module;

typedef struct {
	int slots[CONSTRUCT_COUNT];
	int functions;
	int code;
	int chunks;
	int labels;		/* chunk bytes of the names of functions */
	int homes;		/* slots of functions that equal the one before */
	int listed;		/* slots of the list of modules */
	int names;
	int keys;
} Census;

static Module modules[MODULE_COUNT];
static int moduleCount;
static txByte constructs[SLOT_COUNT];
static txSlot *firstSlot, *lastSlot;

void* fxAllocateChunks(txMachine* the, txSize size) { return malloc(size); }
txSlot* fxAllocateSlots(txMachine* the, txSize count) { return malloc(count * sizeof(txSlot)); }
void fxFreeChunks(txMachine* the, void* chunks) { free(chunks); }
void fxFreeSlots(txMachine* the, void* slots) { free(slots); }
void fxCreateMachinePlatform(txMachine* the) {}
void fxDeleteMachinePlatform(txMachine* the) {}
void fxQueuePromiseJobs(txMachine* the) {}

void fail(const char* what, const char* why)
{
	fprintf(stderr, "%s: %s\n", what, why);
	exit(1);
}

void fxAbort(txMachine* the, int status)
{
	fail("the engine stopped itself", fxName(the, mxID(_Error)));
}

/* Modules: a name as the SDK's manifests give it; a relative one is looked up from the module that asks. */

static Module* findModule(const char* name)
{
	int i;
	for (i = 0; i < moduleCount; i++)
		if (!strcmp(modules[i].name, name))
			return &modules[i];
	return NULL;
}

static void resolve(char* path, const char* from, const char* name)
{
	char* slash;
	char* extension;
	if (name[0] == '.') {
		strcpy(path, from);
		slash = strrchr(path, '/');
		*(slash ? slash : path) = 0;
		for (name += name[1] == '/' ? 2 : 0; !strncmp(name, "../", 3); name += 3) {
			slash = strrchr(path, '/');
			*(slash ? slash : path) = 0;
		}
		if (*path)
			strcat(path, "/");
		strcat(path, name);
	}
	else
		strcpy(path, name);
	extension = strrchr(path, '.');
	if (extension && !strcmp(extension, ".js"))
		*extension = 0;
}

txID fxFindModule(txMachine* the, txSlot* realm, txID moduleID, txSlot* slot)
{
	char name[C_PATH_MAX], path[2 * C_PATH_MAX];
	fxToStringBuffer(the, slot, name, sizeof(name));
	resolve(path, moduleID == XS_NO_ID ? "" : fxGetKeyName(the, moduleID), name);
	if (!findModule(path))
		fail(path, "no such module in the list");
	return fxNewNameC(the, path);
}

static char* readFile(const char* path)
{
	FILE* file = fopen(path, "r");
	char* text = NULL;
	size_t size = 0;
	if (!file)
		fail(path, "cannot be read");
	if (getdelim(&text, &size, 0, file) < 0)
		text = strdup("");
	fclose(file);
	return text;
}

/* Without mxDebug code has neither lines nor the names of variables. */
static txScript* compile(txMachine* the, Module* module)
{
	char* text = readFile(module->file);
	txScript* script = parseScript(the, module->name, text, 0);
	free(text);
	if (!script)
		fail(module->name, parserMessage);
	return script;
}

void fxLoadModule(txMachine* the, txSlot* module, txID moduleID)
{
	txScript* script = compile(the, findModule(fxGetKeyName(the, moduleID)));
	/* Every name of a module becomes a key, though only code that is gone afterwards refers to it. */
	linkSymbols(the, script);
	fxResolveModule(the, module, moduleID, script, C_NULL, C_NULL);
}

static void preload(txMachine* the, Module* module)
{
	fxBeginHost(the);
	mxTry(the) {
		mxPushStringC(module->name);
		fxAwaitImport(the, XS_IMPORT_NAMESPACE);
		mxPop();
	}
	mxCatch(the) {
		mxPush(mxException);
		fail(module->name, fxToString(the, the->stack));
	}
	fxEndHost(the);
	mxException = mxUndefined;
	fxCollectGarbage(the);
	fxCollectGarbage(the);
}

/* The census. */

static void name(txSlot* slot, int construct)
{
	if (firstSlot <= slot && slot < lastSlot && constructs[slot - firstSlot] == OTHER)
		constructs[slot - firstSlot] = construct;
}

static void nameAll(txSlot* slot, int construct)
{
	for (; slot; slot = slot->next)
		name(slot, construct);
}

static int isFunction(txSlot* instance)
{
	txSlot* first = instance->next;
	return first && (first->flag & XS_INTERNAL_FLAG) &&
		(first->kind == XS_CODE_KIND || first->kind == XS_CODE_X_KIND || first->kind == XS_CALLBACK_KIND ||
			first->kind == XS_CALLBACK_X_KIND);
}

static int isLabel(txMachine* the, txSlot* property)
{
	return !(property->flag & XS_INTERNAL_FLAG) && (property->ID == mxID(_length) || property->ID == mxID(_name));
}

static void nameFunction(txMachine* the, txSlot* instance)
{
	txSlot* property;
	name(instance, FUNCTION);
	for (property = instance->next; property; property = property->next) {
		if (property->flag & XS_INTERNAL_FLAG || property->kind == XS_HOME_KIND)
			name(property, FUNCTION);
		else if (isLabel(the, property))
			name(property, LABEL);
		else {
			name(property, STATIC);
			if (property->ID == mxID(_prototype) && property->kind == XS_REFERENCE_KIND)
				nameAll(property->value.reference, PROTOTYPE);
		}
	}
}

static void nameEnvironment(txSlot* instance)
{
	txSlot* property;
	nameAll(instance, ENVIRONMENT);
	for (property = instance->next; property; property = property->next)
		if (property->kind == XS_CLOSURE_KIND)
			name(property->value.closure, VARIABLE);
}

static void nameModule(txSlot* instance)
{
	txSlot* property;
	nameAll(instance, MODULE);
	for (property = instance->next; property; property = property->next)
		if (property->kind == XS_REFERENCE_KIND && property->flag & XS_INTERNAL_FLAG)
			nameAll(property->value.reference, MODULE);
}

static void nameExports(txSlot* instance)
{
	txSlot* property;
	nameAll(instance, EXPORT);
	for (property = instance->next; property; property = property->next)
		if (property->kind == XS_EXPORT_KIND)
			name(property->value.export.closure, VARIABLE);
}

static int kindOfInstance(txSlot* instance)
{
	txSlot* first = instance->next;
	if (!first)
		return OBJECT;
	if (first->kind == XS_EXPORT_KIND)
		return EXPORT;
	if (!(first->flag & XS_INTERNAL_FLAG))
		return OBJECT;
	if (isFunction(instance))
		return FUNCTION;
	if (first->ID == XS_ENVIRONMENT_BEHAVIOR)
		return ENVIRONMENT;
	switch (first->kind) {
	case XS_EXPORT_KIND:
		return EXPORT;
	case XS_MODULE_KIND:
	case XS_PROGRAM_KIND:
		return MODULE;
	case XS_ARRAY_KIND:
		return ARRAY;
	case XS_TYPED_ARRAY_KIND:
	case XS_ARRAY_BUFFER_KIND:
	case XS_DATA_VIEW_KIND:
		return BUFFER;
	default:
		return OBJECT;
	}
}

static void nameInstance(txMachine* the, txSlot* instance, int construct)
{
	switch (construct) {
	case FUNCTION:
		nameFunction(the, instance);
		break;
	case ENVIRONMENT:
		nameEnvironment(instance);
		break;
	case EXPORT:
		nameExports(instance);
		break;
	case MODULE:
		nameModule(instance);
		break;
	default:
		nameAll(instance, construct);
	}
}

/* Definite owners go first: an object is what no class and no module has. */
static const int order[] = { FUNCTION, ENVIRONMENT, EXPORT, MODULE, ARRAY, BUFFER, OBJECT };

static void nameSlots(txMachine* the)
{
	txSlot* slot;
	int i, pass;
	if (the->firstHeap->next)
		fail("the machine", "has more than one heap");
	firstSlot = the->firstHeap + 1;
	lastSlot = the->firstHeap->value.reference;
	memset(constructs, OTHER, sizeof(constructs));
	for (slot = the->freeHeap; slot; slot = slot->next)
		constructs[slot - firstSlot] = FREE;
	for (i = 0; i < the->keyIndex; i++)
		name(the->keyArray[i], KEY);
	for (pass = 0; pass < (int)(sizeof(order) / sizeof(order[0])); pass++)
		for (slot = firstSlot; slot < lastSlot; slot++)
			if (constructs[slot - firstSlot] != FREE && slot->kind == XS_INSTANCE_KIND && kindOfInstance(slot) == order[pass])
				nameInstance(the, slot, order[pass]);
}

static int codeSize(txSlot* slot)
{
	txChunk* chunk = (txChunk*)(slot->value.code.address - sizeof(txChunk));
	return ROUND_CODE(chunk->size - (int)sizeof(txChunk));
}

static void countSlot(txMachine* the, Census* census, txSlot* slot, int construct)
{
	int size;
	census->slots[construct]++;
	switch (slot->kind) {
	case XS_ARRAY_KIND:
		if (slot->value.array.address)
			census->slots[construct] += 1 + fxGetIndexSize(the, slot);
		for (size = slot->value.array.address ? fxGetIndexSize(the, slot) : 0; size > 0; size--) {
			txSlot* item = slot->value.array.address + size - 1;
			if (item->kind == XS_STRING_KIND || item->kind == XS_STRING_X_KIND)
				census->chunks += strlen(item->value.string) + 1;
		}
		break;
	case XS_ARRAY_BUFFER_KIND:
		census->chunks += slot->next->value.bufferInfo.length;
		break;
	case XS_BIGINT_KIND:
		census->chunks += slot->value.bigint.size * sizeof(txU4);
		break;
	case XS_REGEXP_KIND:
		census->chunks += ((txChunk*)((txByte*)slot->value.regexp.code - sizeof(txChunk)))->size - sizeof(txChunk);
		break;
	case XS_STRING_KIND:
	case XS_STRING_X_KIND:
		size = strlen(slot->value.string) + 1;
		census->chunks += size;
		if (construct == LABEL)
			census->labels += size;
		break;
	case XS_CODE_KIND:
		census->functions++;
		census->code += codeSize(slot);
		break;
	case XS_KEY_KIND:
	case XS_KEY_X_KIND:
		census->names += strlen(slot->value.key.string) + 1;
		break;
	}
}

/* The last slot of a function that has lost its labels: the linker lets functions share it if it equals the one before. */
static txSlot* lastHome(txMachine* the, txSlot* instance)
{
	txSlot* property;
	txSlot* home = NULL;
	for (property = instance->next; property; property = property->next) {
		if (property->kind == XS_HOME_KIND && property->ID == XS_NO_ID)
			home = property;
		else if (home && !isLabel(the, property))
			return NULL;
	}
	return home;
}

static int countSharedHomes(txMachine* the)
{
	txSlot *slot, *home, *former = NULL;
	int count = 0;
	for (slot = firstSlot; slot < lastSlot; slot++) {
		if (constructs[slot - firstSlot] == FREE || slot->kind != XS_INSTANCE_KIND || !isFunction(slot) || !(home = lastHome(the, slot)))
			continue;
		if (former && former->flag == home->flag && former->value.home.object == home->value.home.object &&
			former->value.home.module == home->value.home.module)
			count++;
		else
			former = home;
	}
	return count;
}

static Census takeCensus(txMachine* the)
{
	Census census;
	txSlot* slot;
	memset(&census, 0, sizeof(census));
	nameSlots(the);
	for (slot = firstSlot; slot < lastSlot; slot++)
		if (constructs[slot - firstSlot] != FREE)
			countSlot(the, &census, slot, constructs[slot - firstSlot]);
	for (slot = firstSlot; slot < lastSlot; slot++)
		if (constructs[slot - firstSlot] == MODULE && slot->kind == XS_INSTANCE_KIND && slot->next && slot->next->kind == XS_MODULE_KIND) {
			census.slots[MODULE] += MODULE_HOOK + MODULE_IN_LIST;
			census.listed += MODULE_IN_LIST;
		}
	census.homes = countSharedHomes(the);
	census.keys = the->keyIndex;
	return census;
}

static void print(const char* module, const Census* census)
{
	int i;
	printf("{\"module\":\"%s\",\"functions\":%d,\"code\":%d,\"chunks\":%d,\"labels\":%d,\"homes\":%d,\"listed\":%d,\"names\":%d,\"keys\":%d,\"slots\":{",
		module, census->functions, census->code, census->chunks, census->labels, census->homes, census->listed, census->names, census->keys);
	for (i = OTHER; i < CONSTRUCT_COUNT; i++)
		printf("%s\"%s\":%d", i == OTHER ? "" : ",", constructNames[i], census->slots[i]);
	printf("}}\n");
}

static void readList(const char* path)
{
	char* line;
	for (line = strtok(readFile(path), "\n"); line; line = strtok(NULL, "\n")) {
		char* tab = strchr(line, '\t');
		if (!tab || moduleCount == MODULE_COUNT)
			fail(path, "not a list of modules");
		*tab = 0;
		modules[moduleCount].name = line;
		modules[moduleCount++].file = tab + 1;
	}
}

int main(int argc, char* argv[])
{
	txMachine* the;
	int i;
	if (argc != 2 || sizeof(void*) != 4)
		return 2;
	readList(argv[1]);
	the = fxCreateMachine(&creation, "flash", NULL, XS_NO_ID);
	if (!the)
		return 2;
	for (i = 0; i < moduleCount; i++) {
		Census census;
		preload(the, &modules[i]);
		census = takeCensus(the);
		print(modules[i].name, &census);
	}
	return 0;
}
