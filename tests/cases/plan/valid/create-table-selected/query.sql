SELECT at, who, key, "timestamp" FROM clicks
