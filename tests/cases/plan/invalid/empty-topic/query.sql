SELECT value FROM topic('')
