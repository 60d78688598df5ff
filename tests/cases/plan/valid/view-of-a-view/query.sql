SELECT letters FROM longest
