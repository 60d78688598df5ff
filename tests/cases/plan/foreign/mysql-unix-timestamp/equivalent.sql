SELECT extract(epoch from "timestamp") FROM lines
