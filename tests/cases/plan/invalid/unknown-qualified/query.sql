SELECT l.valeu FROM lines l
