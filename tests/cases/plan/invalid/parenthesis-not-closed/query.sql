SELECT count(* FROM lines
