-- what there is
show tables;
