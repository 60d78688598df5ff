SELECT date_trnc('hour', "timestamp") FROM lines
