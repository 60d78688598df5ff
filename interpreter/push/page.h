#pragma once
/*
 * The files of page/ and its chart library, which are part of the program: scripts/page_files
 * makes the table when it is built. Nothing else is served.
 *
 * Thread: any; constant.
 */
#include <stddef.h>

typedef struct PageFile {
    const char *path; /* "js/main.js" */
    const char *type; /* of HTTP */
    const char *etag; /* in quotes; another one for other bytes */
    const unsigned char *bytes;
    size_t len;
} PageFile;

const PageFile *page_find(const char *path); /* "" is index.html; NULL if there is none */
/* What a notebook's result embeds, with @NAME@ in the places that are to be filled. */
const char *page_stub(void);

/* In the generated file. */
extern const PageFile page_files[];
extern const size_t page_files_len;
extern const unsigned char page_stub_bytes[]; /* ends with NUL */
