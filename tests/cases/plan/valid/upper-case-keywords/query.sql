select VALUE from LINES where KEY is not null
