SELECT other FROM clicks
