/* `settings`: what is generated from the property table. */
#include <stdio.h>
#include <string.h>

#include "config/config.h"
#include "main/commands.h"

int command_settings(int argc, char **argv)
{
    const char *form = argc == 2 ? argv[1] : "";
    g_autofree char *text = NULL;

    if (strcmp(form, "--json") == 0)
        text = config_setting_json();
    else if (strcmp(form, "--table") == 0)
        text = config_readme_table();
    if (text == NULL) {
        fprintf(stderr,
                "usage: zeppelin-kafka settings --json (interpreter-setting.json) | --table "
                "(Markdown)\n");
        return EXIT_USAGE;
    }
    fputs(text, stdout);
    return EXIT_DONE;
}
