SELECT who, id FROM topics('order.*|lines')
