SELECT value = ANY ('{a}'), partition <> ALL (ARRAY[1, partition]), "offset" FROM lines
