SELECT lines.value FROM lines AS l
