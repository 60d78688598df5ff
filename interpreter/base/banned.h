#pragma once
/*
 * Force-included into every file of ours: functions that have no bound, or a hidden state, or a
 * trap that a better one lacks. The message names what to use.
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* accept4, pthread_setname_np and the like: here, because this comes first */
#endif
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define BANNED(name, instead) name##_is_banned_use_##instead

#undef strcpy
#define strcpy BANNED(strcpy, g_strlcpy)
#undef strcat
#define strcat BANNED(strcat, GString)
#undef strncpy
#define strncpy BANNED(strncpy, g_strlcpy)
#undef strncat
#define strncat BANNED(strncat, GString)
#undef sprintf
#define sprintf BANNED(sprintf, g_snprintf)
#undef vsprintf
#define vsprintf BANNED(vsprintf, g_vsnprintf)
#undef gets
#define gets BANNED(gets, getline)
#undef strtok
#define strtok BANNED(strtok, span)
#undef atoi
#define atoi BANNED(atoi, g_ascii_string_to_signed)
#undef atol
#define atol BANNED(atol, g_ascii_string_to_signed)
#undef localtime
#define localtime BANNED(localtime, GDateTime)
#undef gmtime
#define gmtime BANNED(gmtime, GDateTime)
#undef alloca
#define alloca BANNED(alloca, g_malloc)
#undef system
#define system BANNED(system, posix_spawn)
#undef sleep
#define sleep BANNED(sleep, poll)
#undef usleep
#define usleep BANNED(usleep, poll)
