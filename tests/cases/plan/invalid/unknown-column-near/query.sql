SELECT vlaue FROM lines
