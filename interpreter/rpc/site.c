#include "rpc/site.h"

#include <string.h>

#include "rpc/address.h"

#define NO_RECOVERY_CLASS "NullRecoveryStorage" /* the end of its Java name */
#define ADDRESS_DEFAULT "127.0.0.1"

static const char *get(GHashTable *properties, const char *name)
{
    const char *text = g_hash_table_lookup(properties, name);

    return text != NULL ? text : "";
}

static bool has_recovery(const char *class_name)
{
    return class_name[0] != '\0' && !g_str_has_suffix(class_name, NO_RECOVERY_CLASS);
}

/* @classes: Java names, separated by commas. @folder: a path, or an address with a scheme */
static bool has_local_notes(const char *classes, const char *folder)
{
    g_auto(GStrv) names = g_strsplit(classes, ",", -1);

    for (size_t i = 0; names[i] != NULL; i++) {
        const char *name = g_strstrip(names[i]);

        if (name[0] != '\0' && !g_str_has_suffix(name, ".VFSNotebookRepo") &&
            !g_str_has_suffix(name, ".GitNotebookRepo"))
            return false;
    }
    return strstr(folder, "://") == NULL || g_str_has_prefix(folder, "file://");
}

static char **listed_origins(const char *origins)
{
    char **listed = g_strsplit(origins, ",", -1);

    for (size_t i = 0; listed[i] != NULL; i++)
        g_strstrip(listed[i]);
    return listed;
}

static int page_port(GHashTable *properties)
{
    bool has_tls = g_ascii_strcasecmp(get(properties, "zeppelin.ssl"), "true") == 0;
    const char *text =
        get(properties, has_tls ? "zeppelin.server.ssl.port" : "zeppelin.server.port");
    guint64 port;

    return g_ascii_string_to_unsigned(text, 10, 1, G_MAXUINT16, &port, NULL) ? (int)port : 0;
}

void site_init(Site *site, GHashTable *properties)
{
    const char *address = get(properties, "zeppelin.server.addr");

    *site = (Site){
        .has_recovery = has_recovery(get(properties, "zeppelin.recovery.storage.class")),
        .is_loopback = address_is_loopback(address[0] != '\0' ? address : ADDRESS_DEFAULT) ||
                       strcmp(address, "localhost") == 0,
        .page_port = page_port(properties),
        .has_local_notes = has_local_notes(get(properties, "zeppelin.notebook.storage"),
                                           get(properties, "zeppelin.notebook.dir")),
        .origins = listed_origins(get(properties, "zeppelin.server.allowed.origins")),
    };
}

void site_done(Site *site)
{
    g_strfreev(site->origins);
    *site = (Site){0};
}
