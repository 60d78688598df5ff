SELECT word FROM lines, unnest(string_to_array(value, ' ')) AS word
