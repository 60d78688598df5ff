SELECT sum(count(*)) FROM lines
