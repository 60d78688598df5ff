SELECT corr(partition, "offset"), string_agg('x', ','), min('b') FROM lines
