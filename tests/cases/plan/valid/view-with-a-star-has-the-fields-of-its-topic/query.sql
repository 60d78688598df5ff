SELECT who, "Upper" FROM v
