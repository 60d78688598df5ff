SELECT explode(split(value, ' ')) AS word FROM lines
