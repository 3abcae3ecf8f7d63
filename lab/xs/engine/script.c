/* A firmware's script: parsed, or loaded as bytecode, and run in place as a device runs it from flash. */
#include "script.h"

#include "engine.h"

/* a symbol of xsRun.c that no header declares */
extern void fxRemapIDs(txMachine* the, txByte* codeBuffer, txSize codeSize, txID* theIDs);

char parserMessage[256];

static void keepParserError(void* console, txString path, txInteger line, txString format, c_va_list arguments)
{
	int length = snprintf(parserMessage, sizeof(parserMessage), "SyntaxError: %s:%d: ", path ? path : "", (int)line);
	vsnprintf(parserMessage + length, sizeof(parserMessage) - length, format, arguments);
}

static void ignoreParserWarning(void* console, txString path, txInteger line, txString format, c_va_list arguments) {}

txScript* parseScript(txMachine* the, char* path, char* text, txUnsigned flags)
{
	txParser parser;
	txParserJump jump;
	txScript* script = NULL;
	txStringCStream stream = { text, 0, (txSize)strlen(text) };
	fxInitializeParser(&parser, the, the->parserBufferSize, the->parserTableModulo);
	parser.reportError = keepParserError;
	parser.reportWarning = ignoreParserWarning;
	parser.firstJump = &jump;
	if (c_setjmp(jump.jmp_buf) == 0) {
		parser.path = fxNewParserSymbol(&parser, path);
		parser.source = parser.path;
		fxParserTree(&parser, &stream, fxStringCGetter, flags, NULL);
		fxParserHoist(&parser);
		fxParserBind(&parser);
		script = fxParserCode(&parser);
	}
	fxTerminateParser(&parser);
	if (parserMessage[0])
		return NULL;
	return script;
}

/* code size:u32  symbols size:u32  code  symbols */
txScript* loadScript(const uint8_t* bytes)
{
	static txScript script;
	uint32_t sizes[2];
	memcpy(sizes, bytes, sizeof(sizes));
	script.codeSize = (txSize)sizes[0];
	script.symbolsSize = (txSize)sizes[1];
	script.codeBuffer = malloc(sizes[0]);
	script.symbolsBuffer = malloc(sizes[1]);
	if (!script.codeBuffer || !script.symbolsBuffer)
		fail("RangeError: memory full", "");
	memcpy(script.codeBuffer, bytes + sizeof(sizes), sizes[0]);
	memcpy(script.symbolsBuffer, bytes + sizeof(sizes) + sizes[0], sizes[1]);
	return &script;
}

/* Gives the script's symbols their keys in this machine. */
void linkSymbols(txMachine* the, txScript* script)
{
	txByte* name = script->symbolsBuffer;
	txID count, i;
	txID* ids;
	mxDecodeID(name, count);
	ids = malloc(count * sizeof(txID));
	ids[0] = XS_NO_ID;
	for (i = 1; i < count; i++) {
		ids[i] = fxNewNameX(the, (txString)name);
		name += strlen((char*)name) + 1;
	}
	fxRemapIDs(the, script->codeBuffer, script->codeSize, ids);
	free(ids);
	script->symbolsBuffer = NULL;
	script->symbolsSize = 0;
}

/*
 * On a device code runs in place from flash: functions and string literals refer to it and cost no chunk. The linker
 * has opcodes for that, three further on than the ones the parser writes.
 */
static void runInPlace(txScript* script)
{
	txByte* p = script->codeBuffer;
	txByte* end = p + script->codeSize;
	while (p < end) {
		txU1 code = *(txU1*)p;
		txS1 size = gxCodeSizes[code];
		txU2 length2;
		txS4 length4;
		switch (code) {
		case XS_CODE_CODE_1: case XS_CODE_CODE_2: case XS_CODE_CODE_4:
		case XS_CODE_STRING_1: case XS_CODE_STRING_2: case XS_CODE_STRING_4:
			*(txU1*)p = code + 3;
		}
		switch (size) {
		case 0: p += 1 + sizeof(txID); break;
		case -1: p += 2 + *(txU1*)(p + 1); break;
		case -2: memcpy(&length2, p + 1, 2); p += 3 + length2; break;
		case -4: memcpy(&length4, p + 1, 4); p += 5 + length4; break;
		default: p += size;
		}
	}
}

void linkScript(txMachine* the, txScript* script)
{
	linkSymbols(the, script);
	runInPlace(script);
}
