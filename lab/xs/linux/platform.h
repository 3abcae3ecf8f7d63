/*
 * What XS asks of a platform (-DXSPLATFORM), for a Linux host. Memory comes from platform.c so that the heaps of
 * the engine are never counted as blocks of the firmware; there are no modules to find: a firmware is one script.
 */
#ifndef HOST_PLATFORM_H
#define HOST_PLATFORM_H

#define mxInitialChunks (256 * 1024)
#define mxIncrementalChunks (64 * 1024)
#define mxInitialSlots (32 * 1024)
#define mxIncrementalSlots (8 * 1024)

#include "xsdefaults.h"

#define mxLinux 1

#include <arpa/inet.h>
#include <pthread.h>
#include <unistd.h>

#if INTPTR_MAX == INT64_MAX
	#define mx32bitID 1
#endif

#define mxUseGCCAtomics 1
#define mxUsePOSIXThreads 1

#endif
