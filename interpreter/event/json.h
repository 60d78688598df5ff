#pragma once
/*
 * jansson in the few ways that the protocol uses it. Its functions return NULL when memory is out:
 * here that ends the process, as it does everywhere in GLib.
 *
 * Thread: any.
 */
#include <glib.h>
#include <jansson.h>
#include <stdint.h>

json_t *json_must(json_t *value);                               /* (taken and given) never NULL */
void json_put(json_t *object, const char *name, json_t *value); /* @value: taken */
void json_add(json_t *array, json_t *value);                    /* @value: taken */
/* NULL is left out; bytes that are not UTF-8 become U+FFFD. */
void json_put_text(json_t *object, const char *name, const char *text);
/* (owned) a member's text, NULL if there is none or it is no text */
char *json_take_text(const json_t *object, const char *name);
int64_t json_take_int(const json_t *object, const char *name, int64_t absent);
void json_append_line(const json_t *object, GString *line); /* compact, with '\n' */
