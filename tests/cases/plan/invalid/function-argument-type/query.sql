SELECT upper(partition) FROM lines
