SELECT x.value FROM lines l
