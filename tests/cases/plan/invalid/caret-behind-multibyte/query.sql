SELECT 'größe €',
       '😀' AS smile, valu FROM lines
