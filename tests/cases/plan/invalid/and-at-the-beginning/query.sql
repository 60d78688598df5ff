SELECT key FROM lines WHERE AND key = 'a'
