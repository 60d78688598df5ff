HELP group  by
