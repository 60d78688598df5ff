SELECT value INTO x FROM lines
