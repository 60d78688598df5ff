SELECT 'größe €' FROM FROM lines
