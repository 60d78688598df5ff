SELECT my.view.value FROM my.view
