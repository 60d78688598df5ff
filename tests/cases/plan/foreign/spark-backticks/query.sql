SELECT `value` FROM `my-topic`
